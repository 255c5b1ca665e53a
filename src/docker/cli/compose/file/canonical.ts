// Short forms made long: ports, volumes, environments, dependencies … As compose-go 2's transform and types packages.

import { parseDuration, parseRamBytes, printDuration } from '../../../../userland/lib/units.ts';
import { parsePortSpec } from '../../run/ports.ts';
import type { Service, ServicePort, ServiceVolume } from './model.ts';
import { shellWords } from './words.ts';
import { ComposeError } from './yaml.ts';

export type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface PathHow {
  /** The folder that relative paths start at. */
  folder: string;
  home: string;
}

/** A path of the host, made whole. */
export function hostPath(path: string, { folder, home }: PathHow): string {
  const expanded = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
  const out: string[] = [];
  for (const part of (expanded.startsWith('/') ? expanded : `${folder}/${expanded}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** "a=b" lists and mappings alike as a mapping; a name alone has null where `keepNull`, else ''. */
export function mapping(value: unknown, keepNull = false, by = '='): Record<string, string | null> {
  const out: Record<string, string | null> = {};
  if (Array.isArray(value)) {
    for (const item of value) {
      const pair = text(item);
      const at = pair.indexOf(by);
      if (at < 0) out[pair] = keepNull ? null : '';
      else out[pair.slice(0, at)] = pair.slice(at + by.length);
    }
  } else if (isTree(value))
    for (const [key, item] of Object.entries(value)) out[key] = item === null ? (keepNull ? null : '') : String(item);
  return out;
}

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(text) : value === undefined || value === null ? [] : [text(value)];
const command = (value: unknown): string[] | null | undefined =>
  value === undefined ? undefined : value === null ? null : Array.isArray(value) ? value.map(text) : shellWords(String(value));

function extraHosts(value: unknown): string[] {
  const pairs = isTree(value)
    ? Object.entries(value).flatMap(([host, ips]) => list(ips).map(ip => [host, ip] as const))
    : list(value).map(item => {
        const match = /^([^=:]+)[=:](.*)$/.exec(item);
        if (!match) throw new ComposeError(`bad format for extra_hosts: ${item}`);
        return [match[1]!, match[2]!.replace(/^\[(.*)\]$/, '$1')] as const;
      });
  return pairs.map(([host, ip]) => `${host}=${ip}`);
}

function portsOf(value: unknown): ServicePort[] {
  const ports: ServicePort[] = [];
  for (const item of (value ?? []) as unknown[]) {
    if (isTree(item)) {
      const { mode = 'ingress', host_ip, target, published, protocol = 'tcp', name, app_protocol } = item;
      ports.push(
        compact({
          name,
          mode,
          host_ip,
          target,
          published: published === undefined ? undefined : String(published),
          protocol,
          app_protocol,
        }) as never,
      );
      continue;
    }
    for (const { port, binding } of wordsOf(() => parsePortSpec(text(item)))) {
      const [target = '', protocol = 'tcp'] = port.split('/');
      ports.push(
        compact({
          mode: 'ingress',
          host_ip: binding.HostIp || undefined,
          target: Number(target),
          published: binding.HostPort || undefined,
          protocol,
        }) as never,
      );
    }
  }
  return ports;
}

function wordsOf<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ComposeError((error as Error).message);
  }
}

/** An object without what is undefined. */
export const compact = (value: Tree): Tree => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));

function volumeOf(item: unknown, how: PathHow): ServiceVolume {
  if (isTree(item)) {
    const volume = { ...item } as unknown as ServiceVolume;
    if (volume.type === 'bind' && volume.source !== undefined) volume.source = hostPath(volume.source, how);
    if (volume.tmpfs?.size !== undefined) volume.tmpfs = { ...volume.tmpfs, size: String(bytes(volume.tmpfs.size)) };
    if (volume.type === 'volume') volume.volume ??= {};
    return volume;
  }
  const spec = text(item);
  if (spec === '') throw new ComposeError('invalid empty volume spec');
  const start = /^[A-Za-z]:/.test(spec) ? 2 : 0;
  const at = spec.indexOf(':', start);
  if (at < 0) return { type: 'volume', target: spec, volume: {} };
  const source = spec.slice(0, at);
  const rest = spec.slice(at + 1);
  const cut = rest.lastIndexOf(':');
  const options = cut > 0 && /^[a-z,]+$/i.test(rest.slice(cut + 1)) ? rest.slice(cut + 1).split(',') : [];
  const target = options.length > 0 ? rest.slice(0, cut) : rest;
  const bind = /^[./~]/.test(source);
  const volume: ServiceVolume = { type: bind ? 'bind' : 'volume', source: bind ? hostPath(source, how) : source, target };
  if (options.includes('ro')) volume.read_only = true;
  if (bind) {
    const propagation = options.find(option => /^r?(shared|slave|private)$/.test(option));
    const selinux = options.find(option => option === 'z' || option === 'Z');
    volume.bind = { ...(propagation ? { propagation } : {}), create_host_path: true, ...(selinux ? { selinux } : {}) };
  } else volume.volume = options.includes('nocopy') ? { nocopy: true } : {};
  return volume;
}

/** A size in bytes. Throws in go-units' words. */
export function bytes(value: unknown): number {
  return typeof value === 'number' ? value : parseRamBytes(String(value));
}

/** What cannot be decoded, told as compose does. */
function decoded<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw new ComposeError(`decoding failed due to the following error(s):\n\n'${path}' ${(error as Error).message}`);
  }
}

const SIZES = ['mem_limit', 'mem_reservation', 'memswap_limit', 'shm_size'];
const LISTS = [
  'dns',
  'dns_search',
  'tmpfs',
  'cap_add',
  'cap_drop',
  'security_opt',
  'group_add',
  'links',
  'external_links',
  'volumes_from',
  'dns_opt',
  'profiles',
];

/** A service in its long form. */
export function canonicalService(name: string, given: Tree, how: PathHow): Service {
  const service: Tree = { name, ...given };
  const set = (key: string, make: (value: unknown) => unknown): void => {
    if (given[key] !== undefined && given[key] !== null) service[key] = make(given[key]);
  };
  service.command = command(given.command);
  service.entrypoint = command(given.entrypoint);
  set('build', value => buildOf(value, how));
  set('ports', portsOf);
  set('expose', list);
  set('environment', value => mapping(value, true));
  set('labels', value => mapping(value));
  set('annotations', value => mapping(value));
  set('sysctls', value => mapping(value));
  set('storage_opt', value => mapping(value));
  set('extra_hosts', extraHosts);
  set('env_file', value => (Array.isArray(value) ? value : [value]).map(item => envFile(item, how)));
  set('label_file', value => list(value).map(path => hostPath(path, how)));
  set('depends_on', dependencies);
  set('networks', serviceNetworks);
  set('volumes', value => (value as unknown[]).map(item => volumeOf(item, how)));
  set('secrets', value => (value as unknown[]).map(item => reference(item, '/run/secrets/')));
  set('configs', value => (value as unknown[]).map(item => reference(item, undefined)));
  set('devices', value => (value as unknown[]).map(deviceOf));
  set('healthcheck', value => healthOf(name, value as Tree));
  set('ulimits', value => value);
  set('logging', value => ({ ...(value as Tree), ...((value as Tree).options ? { options: mapping((value as Tree).options) } : {}) }));
  set('deploy', value => deployOf(value as Tree));
  for (const key of LISTS) set(key, list);
  for (const key of SIZES) set(key, value => String(decoded(`services[${name}].${key}`, () => bytes(value))));
  set('stop_grace_period', value => decoded(`services[${name}].stop_grace_period`, () => printDuration(parseDuration(String(value)))));
  set('cpus', Number);
  return compact(service) as unknown as Service;
}

function envFile(item: unknown, how: PathHow): { path: string; required: boolean; format?: string } {
  const {
    path,
    required = true,
    format,
  } = (isTree(item) ? item : { path: item }) as { path: unknown; required?: boolean; format?: string };
  return { path: hostPath(text(path), how), required, ...(format ? { format } : {}) };
}

function buildOf(value: unknown, how: PathHow): Tree {
  const build: Tree = isTree(value) ? { ...value } : { context: text(value) };
  const context = text(build.context ?? '.');
  build.context = /^(https?:|git@|git:|ssh:|service:|github\.com)/.test(context) ? context : hostPath(context, how);
  if (build.dockerfile === undefined && build.dockerfile_inline === undefined) build.dockerfile = 'Dockerfile';
  if (build.args !== undefined) build.args = mapping(build.args, true);
  if (build.labels !== undefined) build.labels = mapping(build.labels);
  if (build.extra_hosts !== undefined) build.extra_hosts = extraHosts(build.extra_hosts);
  if (Array.isArray(build.secrets)) build.secrets = build.secrets.map(item => reference(item, undefined));
  if (build.shm_size !== undefined) build.shm_size = String(bytes(build.shm_size));
  return build;
}

function dependencies(value: unknown): Tree {
  if (Array.isArray(value)) return Object.fromEntries(value.map(name => [text(name), { condition: 'service_started', required: true }]));
  return Object.fromEntries(
    Object.entries(value as Tree).map(([name, item]) => {
      const { condition = 'service_started', restart, required = true } = (item ?? {}) as Tree;
      return [name, compact({ condition, restart, required })];
    }),
  );
}

function serviceNetworks(value: unknown): Tree {
  if (Array.isArray(value)) return Object.fromEntries(value.map(name => [text(name), null]));
  return Object.fromEntries(Object.entries(value as Tree).map(([name, item]) => [name, isTree(item) ? { ...item } : null]));
}

function reference(item: unknown, folder: string | undefined): Tree {
  if (isTree(item)) {
    const target = item.target ?? (folder === undefined ? undefined : item.source);
    const whole = target === undefined || folder === undefined || String(target).startsWith('/') ? target : `${folder}${target}`;
    const mode = typeof item.mode === 'number' ? `0${item.mode.toString(8)}` : item.mode;
    return compact({ source: item.source, target: whole, uid: item.uid, gid: item.gid, mode });
  }
  return compact({ source: text(item), target: folder === undefined ? undefined : `${folder}${text(item)}` });
}

function deviceOf(item: unknown): Tree {
  if (isTree(item)) return item;
  const [source = '', target = source, permissions = 'rwm'] = text(item).split(':');
  return { source, target, permissions };
}

function healthOf(service: string, value: Tree): Tree {
  const health: Tree = { ...value };
  if (typeof value.test === 'string') health.test = ['CMD-SHELL', value.test];
  else if (Array.isArray(value.test)) health.test = value.test.map(text);
  for (const key of ['timeout', 'interval', 'start_period', 'start_interval']) {
    if (value[key] !== undefined)
      health[key] = decoded(`services[${service}].healthcheck.${key}`, () => printDuration(parseDuration(String(value[key]))));
  }
  return health;
}

function deployOf(value: Tree): Tree {
  const deploy: Tree = { ...value };
  if (value.labels !== undefined) deploy.labels = mapping(value.labels);
  const resources = value.resources as { limits?: Tree; reservations?: Tree } | undefined;
  if (!resources) return deploy;
  const sized = (part: Tree | undefined): Tree | undefined =>
    part &&
    compact({
      ...part,
      cpus: part.cpus === undefined ? undefined : Number(part.cpus),
      memory: part.memory === undefined ? undefined : String(bytes(part.memory)),
    });
  deploy.resources = compact({ limits: sized(resources.limits), reservations: sized(resources.reservations) });
  return deploy;
}

// A project as canonical YAML or JSON: `docker compose config`. As go.yaml.in/yaml v4 writes it, in the order of compose-go 2's structs.

import { compareBytes, goJson } from '../../../../userland/lib/go-json.ts';
import { significant } from '../../../../userland/lib/units.ts';
import type { Project, Resource, Service } from './model.ts';

type Tree = Record<string, unknown>;

const SERVICE_ORDER =
  `profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count cpu_percent cpu_period
  cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs container_name credential_spec depends_on deploy
  device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint provider environment env_file expose extends external_links
  extra_hosts group_add gpus hostname healthcheck image init ipc isolation labels label_file links logging mem_limit mem_reservation
  memswap_limit mem_swappiness mac_address models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports
  privileged pull_policy read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt
  sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir post_start pre_stop`.split(/\s+/);
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  build:
    'context dockerfile dockerfile_inline entitlements args provenance sbom ssh labels cache_from cache_to no_cache no_cache_filter additional_contexts pull extra_hosts isolation network target secrets shm_size tags ulimits platforms privileged'.split(
      ' ',
    ),
  healthcheck: 'test timeout interval retries start_period start_interval disable'.split(' '),
  deploy: 'mode replicas labels update_config rollback_config resources restart_policy placement endpoint_mode'.split(' '),
  networks: 'name driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6'.split(' '),
  volumes: 'name driver driver_opts external labels'.split(' '),
  secrets: 'name file environment content external labels driver driver_opts template_driver'.split(' '),
  configs: 'name file environment content external labels driver driver_opts template_driver'.split(' '),
  port: 'name mode host_ip target published protocol app_protocol'.split(' '),
  dependency: 'condition restart required'.split(' '),
  bind: 'selinux propagation create_host_path recursive'.split(' '),
  limit: 'single soft hard'.split(' '),
  mount: 'type source target read_only consistency bind volume tmpfs image'.split(' '),
};

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function ordered(tree: Tree, order: readonly string[]): Tree {
  const rest = Object.keys(tree)
    .filter(key => !order.includes(key))
    .sort(compareBytes);
  return Object.fromEntries([...order, ...rest].filter(key => tree[key] !== undefined).map(key => [key, tree[key]]));
}

const sorted = (tree: unknown): unknown =>
  isTree(tree)
    ? Object.fromEntries(
        Object.keys(tree)
          .sort(compareBytes)
          .map(key => [key, sorted(tree[key])]),
      )
    : Array.isArray(tree)
      ? tree.map(sorted)
      : tree;

const STRUCTS = new Set(['build', 'healthcheck', 'deploy', 'ports', 'volumes', 'devices', 'secrets', 'configs', 'depends_on', 'ulimits']);
const EMPTY_KEPT = new Set(['command', 'entrypoint']);
const FALSE_DROPPED = new Set(['init', 'attach', 'oom_kill_disable']);

/** A service as its struct is written: empty fields left out. */
export function serviceTree(service: Service): Tree {
  const { name: _name, ...rest } = service;
  const out: Tree = {};
  for (const [key, value] of Object.entries(ordered(rest, SERVICE_ORDER))) {
    if (value === null && !EMPTY_KEPT.has(key)) continue;
    if (value === false && !FALSE_DROPPED.has(key)) continue;
    if (Array.isArray(value) && value.length === 0 && !EMPTY_KEPT.has(key)) continue;
    if (isTree(value) && Object.keys(value).length === 0) continue;
    if (value === '') continue;
    out[key] = STRUCTS.has(key) ? structOf(key, value) : key === 'networks' ? value : sorted(value);
  }
  if (out.command === null) out.command = null;
  if (isTree(out.networks)) {
    const networks = out.networks;
    out.networks = Object.fromEntries(
      Object.keys(networks)
        .sort(compareBytes)
        .map(key => [key, isTree(networks[key]) && Object.keys(networks[key]).length > 0 ? sorted(networks[key]) : null]),
    );
  }
  return out;
}

function structOf(key: string, value: unknown): unknown {
  if (key === 'ports') return (value as Tree[]).map(port => ordered(port, ORDERS.port!));
  if (key === 'volumes') {
    return (value as Tree[]).map(volume => {
      const { read_only, ...rest } = volume;
      const whole = isTree(volume.bind) ? { ...volume, bind: ordered(volume.bind, ORDERS.bind!) } : volume;
      return ordered(read_only ? whole : { ...rest, ...(whole.bind ? { bind: whole.bind } : {}) }, ORDERS.mount!);
    });
  }
  if (key === 'depends_on' || key === 'ulimits') {
    const order = ORDERS[key === 'ulimits' ? 'limit' : 'dependency']!;
    const entries = Object.entries(value as Tree).sort(([a], [b]) => compareBytes(a, b));
    return Object.fromEntries(entries.map(([name, item]) => [name, isTree(item) ? ordered(item, order) : item]));
  }
  return isTree(value) ? ordered(value, ORDERS[key] ?? []) : value;
}

function resourceTrees(resources: Readonly<Record<string, Resource>>, order: readonly string[]): Tree {
  return Object.fromEntries(
    Object.keys(resources)
      .sort(compareBytes)
      .map(key => {
        const kept = Object.entries(resources[key]!).filter(
          ([, value]) => value !== false && value !== '' && value !== undefined && value !== null,
        );
        return [key, ordered(Object.fromEntries(kept), order)];
      }),
  );
}

/** The whole project as plain data in the order it is written. */
export function projectTree(project: Project): Tree {
  const out: Tree = {
    name: project.name,
    services: Object.fromEntries(Object.values(project.services).map(service => [service.name, serviceTree(service)])),
  };
  for (const part of ['networks', 'volumes', 'secrets', 'configs'] as const) {
    const used = usedResources(project, part);
    if (Object.keys(used).length > 0) out[part] = resourceTrees(used, ORDERS[part]!);
  }
  return { ...out, ...(sorted(project.extensions) as Tree) };
}

/** Resources that no service uses are left out. */
export function usedResources<P extends 'networks' | 'volumes' | 'secrets' | 'configs'>(project: Project, part: P): Project[P] {
  const names = new Set<string>();
  for (const service of Object.values(project.services)) {
    if (part === 'networks') for (const name of Object.keys(service.networks ?? {})) names.add(name);
    else if (part === 'volumes') for (const { type, source } of service.volumes ?? []) if (type === 'volume' && source) names.add(source);
    if (part === 'secrets') for (const { source } of [...(service.secrets ?? []), ...(service.build?.secrets ?? [])]) names.add(source);
    if (part === 'configs') for (const { source } of service.configs ?? []) names.add(source);
  }
  return Object.fromEntries(Object.entries(project[part]).filter(([name]) => names.has(name))) as Project[P];
}

/** As indented JSON. */
export function projectJson(project: Project): string {
  const tree = projectTree(project);
  const services = tree.services as Record<string, Tree>;
  for (const [name, service] of Object.entries(services))
    services[name] = ordered({ command: null, entrypoint: null, ...service }, SERVICE_ORDER);
  const networks = (tree.networks ?? {}) as Record<string, Tree>;
  for (const [name, network] of Object.entries(networks)) networks[name] = ordered({ ipam: {}, ...network }, ORDERS.networks!);
  return goJson(Object.fromEntries(Object.entries(tree).sort(([a], [b]) => compareBytes(a, b))), { indent: '  ' });
}

/** As YAML; "$" is doubled where `escapes`, so that it reads back as it is. */
export const toYaml = (tree: unknown, escapes = true): string => lines(tree, '', escapes).join('\n');

function lines(value: unknown, indent: string, escapes: boolean): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(item => {
      if (!isTree(item) && !Array.isArray(item)) return scalarLines(`${indent}- `, item, `${indent}  `, escapes);
      const inner = lines(item, `${indent}  `, escapes);
      if (isEmpty(item)) return [`${indent}- ${Array.isArray(item) ? '[]' : '{}'}`];
      return [`${indent}- ${inner[0]!.trimStart()}`, ...inner.slice(1)];
    });
  }
  return Object.entries(value as Tree).flatMap(([key, item]) => {
    const name = scalar(key, false);
    if (isEmpty(item)) return [`${indent}${name}: ${Array.isArray(item) ? '[]' : '{}'}`];
    if (Array.isArray(item) || isTree(item)) return [`${indent}${name}:`, ...lines(item, `${indent}  `, escapes)];
    return scalarLines(`${indent}${name}: `, item, `${indent}  `, escapes);
  });
}

const isEmpty = (value: unknown): boolean => (Array.isArray(value) ? value.length === 0 : isTree(value) && Object.keys(value).length === 0);

function scalarLines(prefix: string, value: unknown, indent: string, escapes: boolean): string[] {
  if (typeof value === 'string' && value.includes('\n') && !/[^\x09\x0a\x20-\x7e\u00a0-\uffff]/.test(value)) {
    const text = escapes ? value.replaceAll('$', '$$$$') : value;
    const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
    const hint = /^[ \n]/.test(text) ? '2' : '';
    const body = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
    return [`${prefix}|${hint}${chomp}`, ...body.map(line => (line === '' ? '' : indent + line))];
  }
  return [prefix + scalar(value, escapes)];
}

/** A scalar in go-yaml's style: plain where it reads back as itself, else quoted. */
function scalar(value: unknown, escapes: boolean): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : significant(value, 17).length > 12 ? String(value) : significant(value, 15);
  if (typeof value !== 'string') return String(value);
  const text = escapes ? value.replaceAll('$', '$$$$') : value;
  if (text === '' || ambiguous(text)) return JSON.stringify(text);
  if (/[\x00-\x1f\x7f]/.test(text)) return JSON.stringify(text);
  const special =
    /^[\s&*!|>'"%@`#{}[\],?]/.test(text) ||
    /^[-?:](\s|$)/.test(text) ||
    /:(\s|$)|\s#/.test(text) ||
    /\s$/.test(text) ||
    /^(---|\.\.\.)/.test(text);
  return special ? `'${text.replaceAll("'", "''")}'` : text;
}

/** A text that would be read as something else than a text. */
const ambiguous = (text: string): boolean =>
  /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|<<|=)$/.test(text) ||
  /^[-+]?(\d[\d_]*|0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+)$/.test(text) ||
  /^[-+]?(\d[\d_]*)?\.?\d[\d_]*\.?([eE][-+]?\d+)?$/.test(text) ||
  /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text) ||
  /^\d{4}-\d\d?-\d\d?([Tt\s].*)?$/.test(text) ||
  /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?$/.test(text);

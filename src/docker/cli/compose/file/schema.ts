// What a compose file may hold: names and kinds, told of in compose's words where they are wrong. As the compose specification in docker-compose 2.40.3.

import { ComposeError } from './yaml.ts';

/** s text, b boolean, n number, l list, m mapping, a anything; several letters are alternatives; *x lists' items are x. */
type Kinds = Readonly<Record<string, string>>;

const SERVICE: Kinds = Object.fromEntries(
  `annotations:lm attach:bs blkio_config:m build:sm cap_add:l cap_drop:l cgroup:s cgroup_parent:s command:sl0 configs:l
  container_name:s cpu_count:ns cpu_percent:ns cpu_period:ns cpu_quota:ns cpu_rt_period:ns cpu_rt_runtime:ns cpu_shares:ns
  cpus:ns cpuset:s credential_spec:m depends_on:lm deploy:m0 develop:m0 device_cgroup_rules:l devices:l dns:sl dns_opt:l
  dns_search:sl domainname:s entrypoint:sl0 env_file:sl environment:ml expose:l extends:sm external_links:l extra_hosts:lm
  gpus:sl group_add:l healthcheck:m hostname:s image:s init:bs ipc:s isolation:s label_file:sl labels:ml links:l logging:m
  mac_address:s mem_limit:ns mem_reservation:ns mem_swappiness:ns memswap_limit:ns models:lm network_mode:s networks:ml0
  oom_kill_disable:bs oom_score_adj:ns pid:s0 pids_limit:ns platform:s ports:l post_start:l pre_stop:l privileged:bs
  profiles:l provider:m pull_policy:s read_only:bs restart:s runtime:s scale:ns secrets:l security_opt:l shm_size:ns
  stdin_open:bs stop_grace_period:s stop_signal:s storage_opt:m sysctls:ml tmpfs:sl tty:bs ulimits:m use_api_socket:b
  user:s userns_mode:s uts:s volumes:l volumes_from:l working_dir:s`
    .split(/\s+/)
    .map(item => item.split(':') as [string, string]),
);

const of = (text: string): Kinds => Object.fromEntries(text.split(/\s+/).map(item => item.split(':') as [string, string]));
const BUILD = of(
  'additional_contexts:lm args:ml cache_from:l cache_to:l context:s dockerfile:s dockerfile_inline:s entitlements:l extra_hosts:lm isolation:s labels:ml network:s no_cache:bs no_cache_filter:sl platforms:l privileged:bs provenance:bs pull:bs sbom:bs secrets:l shm_size:ns ssh:lm tags:l target:s ulimits:m',
);
const HEALTH = of('disable:bs interval:s retries:ns start_interval:s start_period:s test:sl timeout:s');
const NETWORK = of('attachable:bs driver:s driver_opts:m enable_ipv4:bs enable_ipv6:bs external:bm internal:bs ipam:m labels:ml name:s');
const VOLUME = of('driver:s driver_opts:m external:bm labels:ml name:s');
const SECRET = of('driver:s driver_opts:m environment:s external:bm file:s labels:ml name:s template_driver:s');
const CONFIG = of('content:s environment:s external:bm file:s labels:ml name:s template_driver:s');
const ROOT = of('configs:m include:l models:m name:s networks:m0 secrets:m services:m version:s volumes:m0');

const WORDS: Readonly<Record<string, string>> = { s: 'string', b: 'boolean', n: 'number', l: 'array', m: 'mapping' };

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return '0';
  if (Array.isArray(value)) return 'l';
  return { string: 's', boolean: 'b', number: 'n' }[typeof value as 'string'] ?? 'm';
}

class Checker {
  readonly #file: string;
  constructor(file: string) {
    this.#file = file;
  }

  fail(path: string, words: string): never {
    throw new ComposeError(`validating ${this.#file}: ${path} ${words}`);
  }

  /** Names and kinds of a mapping. */
  map(value: unknown, path: string, kinds: Kinds): void {
    const entries = Object.entries((value ?? {}) as Record<string, unknown>);
    const unknown = entries.map(([key]) => key).filter(key => !Object.hasOwn(kinds, key) && !key.startsWith('x-'));
    if (unknown.length > 0) this.fail(path, `additional properties ${unknown.map(key => `'${key}'`).join(', ')} not allowed`);
    for (const [key, item] of entries) {
      const wanted = kinds[key];
      if (wanted === undefined) continue;
      const kind = kindOf(item);
      if (wanted.includes(kind)) continue;
      this.fail(path === '' ? key : `${path}.${key}`, `must be a ${WORDS[wanted[0]!]}`);
    }
  }

  oneOf(value: unknown, path: string, values: readonly string[]): void {
    if (!values.includes(String(value))) this.fail(path, `value must be one of ${values.map(item => `'${item}'`).join(', ')}`);
  }

  service(name: string, value: Record<string, unknown>): void {
    const path = `services.${name}`;
    this.map(value, path, SERVICE);
    if (typeof value.build === 'object') this.map(value.build, `${path}.build`, BUILD);
    if (value.healthcheck) this.map(value.healthcheck, `${path}.healthcheck`, HEALTH);
    const container = value.container_name;
    if (typeof container === 'string' && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(container)) {
      this.fail(`${path}.container_name`, `'${container}' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'`);
    }
    if (value.depends_on && !Array.isArray(value.depends_on)) {
      for (const [other, how] of Object.entries(value.depends_on as Record<string, { condition?: unknown } | null>)) {
        const condition = how?.condition;
        if (condition !== undefined) {
          this.oneOf(condition, `${path}.depends_on.${other}.condition`, [
            'service_started',
            'service_healthy',
            'service_completed_successfully',
          ]);
        }
      }
    }
    (Array.isArray(value.volumes) ? value.volumes : []).forEach((volume: unknown, at: number) => {
      if (typeof volume !== 'object' || volume === null) return;
      this.oneOf((volume as { type?: unknown }).type, `${path}.volumes.${at}.type`, [
        'bind',
        'volume',
        'tmpfs',
        'cluster',
        'npipe',
        'image',
      ]);
    });
  }
}

type Tree = Record<string, unknown>;

/** Throws ComposeError for what is wrong with a file. */
export function validate(tree: Tree, file: string): void {
  const checker = new Checker(file);
  if ('services' in tree && kindOf(tree.services) !== 'm') throw new ComposeError('services must be a mapping');
  checker.map(tree, '', ROOT);
  const services = (tree.services ?? {}) as Record<string, Tree | null>;
  const bad = Object.keys(services).filter(name => !/^[a-zA-Z0-9._-]+$/.test(name));
  if (bad.length > 0) checker.fail('services', `additional properties ${bad.map(name => `'${name}'`).join(', ')} not allowed`);
  for (const [name, service] of Object.entries(services)) {
    if (kindOf(service) !== 'm') checker.fail(`services.${name}`, 'must be a mapping');
    checker.service(name, service as Tree);
  }
  const parts: [string, Kinds][] = [
    ['networks', NETWORK],
    ['volumes', VOLUME],
    ['secrets', SECRET],
    ['configs', CONFIG],
  ];
  for (const [part, kinds] of parts) {
    for (const [name, value] of Object.entries((tree[part] ?? {}) as Tree))
      if (value !== null) checker.map(value, `${part}.${name}`, kinds);
  }
}

// What a configuration says: servers, where they listen, and what their locations do.

import { ConfigError, type Directive } from './config.ts';

export interface Location {
  match: 'exact' | 'prefix' | 'regex';
  path: string;
  regex?: RegExp;
  directives: Directive[];
}

export interface Server {
  listens: { family: 'inet' | 'inet6'; address: string; port: number }[];
  names: string[];
  locations: Location[];
  directives: Directive[];
}

export interface Configuration {
  servers: Server[];
  types: Map<string, string>;
  defaultType: string;
  directives: Directive[];
  http: Directive[];
  workers: number;
}

/** What this nginx does, and what it may leave undone without changing an answer. */
const KNOWN = new Set(
  `user worker_processes error_log pid events worker_connections http include types default_type log_format access_log sendfile tcp_nopush
  tcp_nodelay keepalive_timeout gzip server listen server_name location root alias index return error_page try_files autoindex add_header proxy_pass
  proxy_set_header proxy_http_version client_max_body_size server_tokens charset daemon worker_rlimit_nofile multi_accept use upstream
  types_hash_max_size proxy_connect_timeout proxy_read_timeout resolver expires etag internal deny allow`.split(/\s+/),
);

function check(directives: readonly Directive[]): void {
  for (const { name, block, file, line } of directives) {
    if (!KNOWN.has(name) && !/^(?:text|image|application|font|audio|video)\//.test(name))
      throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`);
    if (block && name !== 'types' && name !== 'upstream') check(block);
  }
}

export const argsOf = (directives: readonly Directive[], name: string): string[] | undefined =>
  directives.findLast(each => each.name === name)?.args;

function listenOf({ args, file, line }: Directive): Server['listens'][number] {
  const word = args[0] ?? '80';
  const [, six, address, port] = /^(?:(\[.*\])|([^:[\]]+))?(?::?(\d+))?$/.exec(/^\d+$/.test(word) ? `:${word}` : word) ?? [];
  const number = Number(port ?? 80);
  if (number < 1 || number > 65535) throw new ConfigError(`invalid port in "${word}" of the "listen" directive in ${file}:${line}`);
  if (six !== undefined) return { family: 'inet6', address: six.slice(1, -1), port: number };
  return {
    family: 'inet',
    address: address === undefined || address === '*' ? '0.0.0.0' : address === 'localhost' ? '127.0.0.1' : address,
    port: number,
  };
}

function locationOf({ args, block = [] }: Directive): Location {
  const [mark, path] = args.length > 1 ? [args[0]!, args[1]!] : ['', args[0]!];
  if (mark === '=') return { match: 'exact', path, directives: block };
  if (mark === '~' || mark === '~*') return { match: 'regex', path, regex: new RegExp(path, mark === '~*' ? 'i' : ''), directives: block };
  return { match: 'prefix', path, directives: block };
}

function serverOf(directives: Directive[]): Server {
  const listens = directives.filter(({ name }) => name === 'listen').map(listenOf);
  return {
    listens: listens.length > 0 ? listens : [{ family: 'inet', address: '0.0.0.0', port: 80 }],
    names: directives.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
    locations: directives.filter(({ name }) => name === 'location').map(locationOf),
    directives,
  };
}

/** Reads directives into servers. Throws ConfigError. */
export function configure(directives: Directive[], processors: number): Configuration {
  check(directives);
  const http = directives.find(({ name }) => name === 'http')?.block ?? [];
  const types = new Map<string, string>();
  for (const { block } of http.filter(({ name }) => name === 'types'))
    for (const { name, args } of block ?? []) for (const ending of args) types.set(ending, name);
  const workers = argsOf(directives, 'worker_processes')?.[0] ?? '1';
  return {
    servers: http.filter(({ name }) => name === 'server').map(({ block }) => serverOf(block ?? [])),
    types,
    defaultType: argsOf(http, 'default_type')?.[0] ?? 'text/plain',
    directives,
    http,
    workers: workers === 'auto' ? processors : Number(workers),
  };
}

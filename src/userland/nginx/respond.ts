// Answering a request as the configuration has it: the server by its name, the location by its path, a file, a redirect or another server.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import {
  ByteReader,
  type Headers,
  header,
  httpDate,
  percentDecode,
  readResponse,
  requestText,
  responseBody,
  wholeBody,
  writeMessage,
} from '../lib/http.ts';
import type { Reply, ServedRequest } from '../lib/http-server.ts';
import { encode, readFile } from '../lib/io.ts';
import { ResolveError, resolve } from '../lib/resolve.ts';
import type { Directive } from './config.ts';
import { argsOf, type Configuration, type Location, type Server } from './servers.ts';

export const SERVER = 'nginx/1.29.3';
const TITLES: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

const page = (status: number): Uint8Array => {
  const title = `${status} ${TITLES[status] ?? ''}`.trim();
  return encode(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${SERVER}</center>\r\n</body>\r\n</html>\r\n`,
  );
};

/** What else is said of a request in the error log. */
export interface Outcome {
  reply: Reply;
  error?: string;
}

const common = async (sys: Sys): Promise<Headers> => [
  ['Server', SERVER],
  ['Date', httpDate((await sys.clockGettime('realtime')).seconds)],
];

async function errorReply(sys: Sys, status: number, more: Headers = []): Promise<Reply> {
  const body = page(status);
  return { status, headers: [...(await common(sys)), ['Content-Type', 'text/html'], ['Content-Length', `${body.length}`], ...more], body };
}

function serverFor(configuration: Configuration, request: ServedRequest): Server {
  const port = 'port' in request.local ? request.local.port : 80;
  const here = configuration.servers.filter(server => server.listens.some(listen => listen.port === port));
  const host = (header(request.head.headers, 'Host') ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    here.find(server => server.names.includes(host)) ??
    here.find(server => server.listens.some(listen => listen.port === port)) ??
    configuration.servers[0]!
  );
}

function locationFor(server: Server, path: string): Location | undefined {
  const exact = server.locations.find(location => location.match === 'exact' && location.path === path);
  if (exact) return exact;
  const regex = server.locations.find(location => location.match === 'regex' && location.regex!.test(path));
  if (regex) return regex;
  const prefixes = server.locations.filter(location => location.match === 'prefix' && path.startsWith(location.path));
  return prefixes.sort((a, b) => b.path.length - a.path.length)[0];
}

/** Answers one request. */
export async function respond(sys: Sys, configuration: Configuration, request: ServedRequest): Promise<Outcome> {
  const server = serverFor(configuration, request);
  const [raw = '/', query] = request.head.target.split('?') as [string, string?];
  const path = percentDecode(raw).replace(/\/{2,}/g, '/');
  const location = locationFor(server, path);
  const directives = [...configuration.http, ...server.directives, ...(location?.directives ?? [])];
  const back = argsOf(location?.directives ?? server.directives, 'return');
  if (back) return { reply: await returned(sys, back, request, configuration) };
  const proxy = argsOf(location?.directives ?? [], 'proxy_pass')?.[0];
  if (proxy !== undefined) return proxied(sys, proxy, location!, directives, request);
  if (request.head.method !== 'GET' && request.head.method !== 'HEAD') return { reply: await errorReply(sys, 405) };
  return file(sys, configuration, directives, path, query, request);
}

async function returned(sys: Sys, args: readonly string[], request: ServedRequest, configuration: Configuration): Promise<Reply> {
  const status = /^\d{3}$/.test(args[0]!) ? Number(args[0]) : 302;
  const text = /^\d{3}$/.test(args[0]!) ? args[1] : args[0];
  const filled = text === undefined ? undefined : fill(text, request);
  if (status >= 300 && status < 400 && filled !== undefined) return errorReply(sys, status, [['Location', filled]]);
  if (filled === undefined && status >= 300) return errorReply(sys, status);
  const body = encode(filled ?? '');
  return {
    status,
    headers: [...(await common(sys)), ['Content-Type', configuration.defaultType], ['Content-Length', `${body.length}`]],
    body,
  };
}

/** Variables in text: those that answers and headers to a proxied server use. */
function fill(text: string, request: ServedRequest): string {
  const host = (header(request.head.headers, 'Host') ?? '').replace(/:\d+$/, '');
  const peer = 'address' in request.peer ? (request.peer.address ?? '').replace('::ffff:', '') : '';
  const local = 'address' in request.local ? (request.local.address ?? '').replace('::ffff:', '') : '';
  const values: Readonly<Record<string, string>> = {
    host,
    http_host: header(request.head.headers, 'Host') ?? '',
    remote_addr: peer,
    request_uri: request.head.target,
    uri: request.head.target.split('?')[0]!,
    scheme: 'http',
    request_method: request.head.method,
    server_addr: local,
    proxy_add_x_forwarded_for: [header(request.head.headers, 'X-Forwarded-For'), peer].filter(Boolean).join(', '),
    args: request.head.target.split('?')[1] ?? '',
    hostname: host,
    server_port: 'port' in request.local ? `${request.local.port}` : '',
  };
  return text.replace(
    /\$\{?(\w+)\}?/g,
    (all, name: string) =>
      values[name] ?? (name.startsWith('http_') ? (header(request.head.headers, name.slice(5).replaceAll('_', '-')) ?? '') : all),
  );
}

async function file(
  sys: Sys,
  configuration: Configuration,
  directives: readonly Directive[],
  path: string,
  query: string | undefined,
  request: ServedRequest,
): Promise<Outcome> {
  const root = argsOf(directives, 'root')?.[0] ?? '/etc/nginx/html';
  const indexes = argsOf(directives, 'index') ?? ['index.html'];
  const tries = argsOf(directives, 'try_files');
  const candidates = tries
    ? tries.map(each => (each.startsWith('=') ? each : fill(each, request).replace('$uri', path)))
    : path.endsWith('/')
      ? indexes.map(name => path + name)
      : [path];
  let failure: Errno | undefined;
  for (const candidate of candidates) {
    if (candidate.startsWith('=')) return { reply: await errorReply(sys, Number(candidate.slice(1))) };
    const full = `${root}${candidate.endsWith('/') ? candidate + indexes[0] : candidate}`;
    try {
      const stat = await sys.stat(full);
      if (stat.kind === 'directory') {
        const host = header(request.head.headers, 'Host') ?? 'localhost';
        return { reply: await errorReply(sys, 301, [['Location', `http://${host}${path}/${query === undefined ? '' : `?${query}`}`]]) };
      }
      return { reply: await fileReply(sys, configuration, directives, full, stat.mtime.seconds, request) };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failure = error;
    }
  }
  const denied = failure?.code === 'EACCES';
  const words = `open() "${root}${candidates[0]}" failed (${denied ? 13 : 2}: ${failure?.message ?? 'No such file or directory'})`;
  if (path.endsWith('/') && !denied && (await exists(sys, `${root}${path}`)))
    return { reply: await errorReply(sys, 403), error: `directory index of "${root}${path}" is forbidden` };
  return { reply: await errorReply(sys, denied ? 403 : 404), error: words };
}

const exists = (sys: Sys, path: string): Promise<boolean> =>
  sys.access(path, {}).then(
    () => true,
    () => false,
  );

async function fileReply(
  sys: Sys,
  configuration: Configuration,
  directives: readonly Directive[],
  path: string,
  seconds: number,
  request: ServedRequest,
): Promise<Reply> {
  const bytes = await readFile(sys, path);
  const tag = `"${seconds.toString(16)}-${bytes.length.toString(16)}"`;
  const type = configuration.types.get(path.slice(path.lastIndexOf('.') + 1)) ?? configuration.defaultType;
  const added: Headers = directives.filter(({ name }) => name === 'add_header').map(({ args }) => [args[0]!, fill(args[1] ?? '', request)]);
  const head: Headers = [
    ...(await common(sys)),
    ['Content-Type', type],
    ['Content-Length', `${bytes.length}`],
    ['Last-Modified', httpDate(seconds)],
    ['ETag', tag],
    ['Accept-Ranges', 'bytes'],
    ...added,
  ];
  if (header(request.head.headers, 'If-None-Match') === tag)
    return { status: 304, headers: head.filter(([name]) => !name.startsWith('Content-')), body: new Uint8Array(0) };
  return { status: 200, headers: head, body: bytes };
}

async function proxied(
  sys: Sys,
  to: string,
  location: Location,
  directives: readonly Directive[],
  request: ServedRequest,
): Promise<Outcome> {
  const [, host = '', port, uri] = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(to) ?? [];
  const upstream = directives
    .find(({ name, args }) => name === 'upstream' && args[0] === host)
    ?.block?.find(({ name }) => name === 'server')?.args[0];
  const [name = host, upstreamPort] = (upstream ?? host).split(':');
  const target = uri === undefined ? request.head.target : uri + request.head.target.slice(location.path.length);
  try {
    const [found] = await resolve(sys, name);
    const fd = await sys.socket(found!.family, 'stream');
    await sys.connect(fd, { family: found!.family, address: found!.address, port: Number(upstreamPort ?? port ?? 80) });
    const set: Headers = directives
      .filter(each => each.name === 'proxy_set_header')
      .map(({ args }) => [args[0]!, fill(args[1] ?? '', request)]);
    const kept = request.head.headers.filter(
      ([key]) => !['host', 'connection', ...set.map(([each]) => each.toLowerCase())].includes(key.toLowerCase()),
    );
    const headers: Headers = [
      ...(set.some(([key]) => key.toLowerCase() === 'host') ? [] : [['Host', host] as [string, string]]),
      ...set,
      ['Connection', 'close'],
      ...kept,
    ];
    await writeMessage(sys, fd, requestText(request.head.method, target, headers), request.body);
    const reader = new ByteReader(sys, fd);
    const answer = await readResponse(reader);
    const body = await wholeBody(reader, responseBody(answer, request.head.method));
    await sys.close(fd);
    const passed = answer.headers.filter(
      ([key]) => !['connection', 'transfer-encoding', 'server', 'date', 'content-length'].includes(key.toLowerCase()),
    );
    return { reply: { status: answer.status, headers: [...(await common(sys)), ...passed, ['Content-Length', `${body.length}`]], body } };
  } catch (error) {
    if (!(error instanceof Errno || error instanceof ResolveError)) throw error;
    return {
      reply: await errorReply(sys, 502),
      error:
        error instanceof Errno ? `connect() failed (111: ${error.message}) while connecting to upstream` : `${name} could not be resolved`,
    };
  }
}

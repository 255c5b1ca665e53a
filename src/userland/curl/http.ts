// One HTTP exchange of curl: the request as it is sent, the answer's head and body as they come.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { httpDate } from '../lib/http.ts';
import { encode, print, STDERR } from '../lib/io.ts';
import { parseDate } from '../lib/parse-date.ts';
import { UTC } from '../lib/zones.ts';
import type { Connection } from './connection.ts';
import { CurlError } from './failure.ts';
import type { Options } from './options.ts';
import type { Url } from './url.ts';

export interface Answer {
  version: string;
  status: number;
  headers: [name: string, value: string][];
  /** The head as it came, for -i, -I and -D. */
  head: string;
}

export const headerOf = (answer: Answer, name: string): string | undefined =>
  answer.headers.find(([each]) => each.toLowerCase() === name)?.[1];

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(text: string): string {
  const bytes = encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at]!, bytes[at + 1], bytes[at + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out +=
      BASE64[(bits >> 18) & 63]! +
      BASE64[(bits >> 12) & 63]! +
      (b === undefined ? '=' : BASE64[(bits >> 6) & 63]!) +
      (c === undefined ? '=' : BASE64[bits & 63]!);
  }
  return out;
}

/** The method of a request; a redirect may have made it a GET. */
export function methodOf(options: Options): string {
  if (options.method !== undefined) return options.method;
  if (options.head) return 'HEAD';
  if (options.upload !== undefined) return 'PUT';
  return options.body !== undefined && !options.get ? 'POST' : 'GET';
}

export async function requestHead(sys: Sys, options: Options, url: Url, method: string, bodyBytes: number | undefined): Promise<string> {
  const own = options.headers.map(line => [line.slice(0, line.search(/[:;]|$/)).toLowerCase(), line] as const);
  const replaced = (name: string): boolean => own.some(([each]) => each === name);
  const lines: string[] = [];
  const add = (name: string, value: string): void => {
    if (!replaced(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  const query =
    options.get && options.body !== undefined ? `${url.path.includes('?') ? '&' : '?'}${new TextDecoder().decode(options.body)}` : '';
  lines.push(`${method} ${url.path}${query} HTTP/${options.http10 ? '1.0' : '1.1'}`);
  const host = own.find(([each]) => each === 'host');
  if (host) lines.push(host[1].trim());
  else lines.push(`Host: ${url.host}${url.portGiven && url.port !== (url.scheme === 'https' ? 443 : 80) ? `:${url.port}` : ''}`);
  const user = options.user ?? url.user;
  if (user !== undefined) add('Authorization', `Basic ${base64(user.includes(':') ? user : `${user}:`)}`);
  if (options.range !== undefined) add('Range', `bytes=${options.range}`);
  if (options.userAgent !== '') add('User-Agent', options.userAgent);
  add('Accept', '*/*');
  if (options.compressed) add('Accept-Encoding', 'deflate, gzip');
  if (options.referer !== undefined) add('Referer', options.referer);
  if (options.cookie?.includes('=')) add('Cookie', options.cookie);
  if (options.timeCondition !== undefined) await addTimeCondition(sys, options.timeCondition, add);
  for (const [name, line] of own) {
    if (name === 'host' || /:\s*$/.test(line)) continue;
    lines.push(line.endsWith(';') && !line.includes(':') ? `${line.slice(0, -1)}:` : line);
  }
  if (bodyBytes !== undefined) add('Content-Length', `${bodyBytes}`);
  if (options.bodyIsForm && !options.get && bodyBytes !== undefined) add('Content-Type', 'application/x-www-form-urlencoded');
  return `${lines.join('\r\n')}\r\n\r\n`;
}

async function addTimeCondition(sys: Sys, text: string, add: (name: string, value: string) => void): Promise<void> {
  const before = text.startsWith('-');
  const date = parseDate(before ? text.slice(1) : text, await sys.clockGettime('realtime'), UTC);
  if (date) add(before ? 'If-Unmodified-Since' : 'If-Modified-Since', httpDate(date.seconds));
}

/** Says the request's lines with -v. */
export async function sayRequest(connection: Connection, head: string): Promise<void> {
  if (connection.options.verbose) await print(connection.sys, head.replace(/^(.*)\r\n/gm, '> $1\r\n'), STDERR);
}

/** Reads an answer's head; interim ones are passed over. Throws CurlError 1, 52 and 56. */
export async function readAnswer(connection: Connection): Promise<Answer> {
  for (;;) {
    const first = await connection.line();
    if (first === undefined) throw new CurlError(52, 'Empty reply from server');
    const match = /^HTTP\/(\d(?:\.\d)?) (\d{3})/.exec(first);
    if (!match) throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
    const answer: Answer = { version: match[1]!, status: Number(match[2]), headers: [], head: first };
    if (connection.options.verbose) await print(connection.sys, `< ${first}`, STDERR);
    for (;;) {
      const line = await connection.line();
      if (line === undefined) throw new CurlError(56, 'Recv failure: Connection reset by peer');
      answer.head += line;
      if (connection.options.verbose) await print(connection.sys, `< ${line}`, STDERR);
      const text = line.trimEnd();
      if (text === '') break;
      const colon = text.indexOf(':');
      answer.headers.push([text.slice(0, colon), text.slice(colon + 1).trim()]);
    }
    if (answer.status >= 200 || answer.status === 101) return answer;
  }
}

/** The body's parts. Throws CurlError 18 where it ends too early. */
export async function* bodyParts(connection: Connection, answer: Answer, method: string): AsyncGenerator<Uint8Array> {
  if (method === 'HEAD' || answer.status === 204 || answer.status === 304) return;
  if (/\bchunked\b/i.test(headerOf(answer, 'transfer-encoding') ?? '')) return yield* chunkedParts(connection);
  const length = headerOf(answer, 'content-length');
  let left = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  while (left > 0) {
    const bytes = await connection.some(Math.min(left, 65536));
    if (bytes.length === 0) {
      if (length === undefined) return;
      throw new CurlError(18, `end of response with ${left} bytes missing`);
    }
    left -= bytes.length;
    yield bytes;
  }
}

async function* chunkedParts(connection: Connection): AsyncGenerator<Uint8Array> {
  for (;;) {
    const line = await connection.line();
    if (line === undefined) throw new CurlError(18, 'transfer closed with outstanding read data remaining');
    let left = Number.parseInt(line, 16);
    if (Number.isNaN(left)) throw new CurlError(56, 'Failure when receiving data from the peer');
    if (left === 0) {
      for (let trailer = await connection.line(); trailer !== undefined && trailer.trim() !== ''; ) trailer = await connection.line();
      return;
    }
    while (left > 0) {
      const bytes = await connection.some(left);
      if (bytes.length === 0) throw new CurlError(18, 'transfer closed with outstanding read data remaining');
      left -= bytes.length;
      yield bytes;
    }
    await connection.line();
  }
}

/** The body of -T: a file's bytes. Throws CurlError 26. */
export async function uploadBytes(sys: Sys, path: string): Promise<Uint8Array> {
  const { readAll, readFile, STDIN } = await import('../lib/io.ts');
  try {
    return path === '-' || path === '.' ? await readAll(sys, STDIN) : await readFile(sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CurlError(26, 'Failed to open/read local data from file/application');
  }
}

// One HTTP connection of busybox httpd: read a request, answer it, close.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Address, Env, Fd, Stat } from '../../../abi/types.ts';
import { chunks, decode, encode, writeAll } from '../../lib/io.ts';
import { runCgi } from './cgi.ts';
import { httpDate, mimeType } from './formats.ts';
import { type Connection, type Request, say } from './request.ts';

const PAGES: Readonly<Record<number, [title: string, text: string]>> = {
  302: ['Found', ''],
  400: ['Bad Request', 'Unsupported method'],
  403: ['Forbidden', ''],
  404: ['Not Found', 'The requested URL was not found'],
  500: ['Internal Server Error', 'Internal Server Error'],
  501: ['Not Implemented', 'The requested method is not recognized'],
};

/** Answers one request on the descriptors. */
export async function serveConnection(sys: Sys, input: Fd, output: Fd, peer: Address, verbose: number, env: Env): Promise<void> {
  const connection = { sys, input, output, peer, verbose, env };
  const request = await readRequest(connection);
  if (!request) return;
  if (request === 'bad' || !['GET', 'HEAD', 'POST'].includes(request.method)) return answerError(connection, 400);
  await say(connection, 2, `${request.method} ${request.path}`);
  if (request.path.startsWith('/cgi-bin/')) return runCgi(connection, request, status => answerError(connection, status));
  if (request.method === 'POST') return answerError(connection, 501);
  await serveFile(connection, request);
}

async function readRequest(connection: Connection): Promise<Request | 'bad' | undefined> {
  let seen = new Uint8Array(0);
  for await (const bytes of chunks(connection.sys, connection.input, 8192)) {
    const both = new Uint8Array(seen.length + bytes.length);
    both.set(seen);
    both.set(bytes, seen.length);
    seen = both;
    const text = decode(seen);
    const end = /\r?\n\r?\n/.exec(text);
    if (end) return parseRequest(text.slice(0, end.index), seen.subarray(encode(text.slice(0, end.index + end[0].length)).length));
    if (seen.length > 32768) return 'bad';
  }
  return undefined;
}

function parseRequest(head: string, rest: Uint8Array): Request | 'bad' {
  const [line = '', ...fields] = head.split(/\r?\n/);
  const match = /^([A-Z]+) (\S+)(?: HTTP\/\d\.\d)?$/.exec(line);
  if (!match) return 'bad';
  const [, method = '', uri = ''] = match;
  const [raw = '', ...query] = uri.split('?');
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return 'bad';
  }
  // Climbing above the home is refused before anything is opened.
  const parts: string[] = [];
  for (const part of path.split('/').slice(1)) {
    if (part === '..' && parts.pop() === undefined) return 'bad';
    if (part !== '..' && part !== '.') parts.push(part);
  }
  if (!path.startsWith('/')) return 'bad';
  const headers = new Map(
    fields.map(field => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  );
  return { method, path: `/${parts.join('/')}`.replace(/\/{2,}/g, '/'), query: query.join('?'), uri, headers, rest };
}

async function serveFile(connection: Connection, request: Request): Promise<void> {
  const { sys } = connection;
  let file = request.path === '/' ? 'index.html' : request.path.slice(1);
  try {
    let stat = await sys.stat(file);
    if (stat.kind === 'directory') {
      if (!request.path.endsWith('/'))
        return answer(connection, 302, [`Location: ${request.path}/${request.query && `?${request.query}`}`]);
      file += 'index.html';
      stat = await sys.stat(file);
    }
    const fd = await sys.open(file, { read: true });
    await sendFile(connection, request, file, stat, fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EPIPE' || error.code === 'ECONNRESET') return;
    await answerError(connection, error.code === 'EACCES' ? 403 : 404);
  }
}

async function sendFile(connection: Connection, request: Request, file: string, stat: Stat, fd: Fd): Promise<void> {
  const { sys, output } = connection;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]), stat.sizeBytes - 1) : stat.sizeBytes - 1;
  const partial = range !== null && from <= to;
  const [start, length] = partial ? [from, to - from + 1] : [0, stat.sizeBytes];
  const tag = `"${stat.mtime.seconds.toString(16)}-${stat.sizeBytes.toString(16)}"`;
  if (request.headers.get('if-none-match') === tag) return answer(connection, 304, []);
  const fields = [
    ...(partial ? [`Content-Range: bytes ${from}-${to}/${stat.sizeBytes}`] : []),
    'Accept-Ranges: bytes',
    `Last-Modified: ${httpDate(stat.mtime.seconds)}`,
    `ETag: ${tag}`,
    `Content-Length: ${length}`,
  ];
  await answer(connection, partial ? 206 : 200, fields, partial ? 'text/html' : mimeType(file));
  if (request.method === 'HEAD') return;
  if (start > 0) await sys.lseek(fd, start, 'set');
  let left = length;
  while (left > 0) {
    const bytes = await sys.read(fd, Math.min(left, 65536));
    if (bytes.length === 0) break;
    await writeAll(sys, output, bytes);
    left -= bytes.length;
  }
}

const TITLES: Readonly<Record<number, string>> = { 200: 'OK', 206: 'Partial Content', 304: 'Not Modified' };

async function answer(connection: Connection, status: number, fields: readonly string[], type = 'text/html', body = ''): Promise<void> {
  const now = await connection.sys.clockGettime('realtime');
  const head = [
    `HTTP/1.1 ${status} ${TITLES[status] ?? PAGES[status]![0]}`,
    `Date: ${httpDate(now.seconds)}`,
    'Connection: close',
    `Content-type: ${type}`,
    ...fields,
  ];
  await say(connection, 1, `response:${status}`);
  await writeAll(connection.sys, connection.output, encode(`${head.join('\r\n')}\r\n\r\n${body}`));
}

async function answerError(connection: Connection, status: number): Promise<void> {
  const [title, text] = PAGES[status]!;
  const body = `<HTML><HEAD><TITLE>${status} ${title}</TITLE></HEAD>\n<BODY><H1>${status} ${title}</H1>\n${text}\n</BODY></HTML>\n`;
  await answer(connection, status, [], 'text/html', body);
}

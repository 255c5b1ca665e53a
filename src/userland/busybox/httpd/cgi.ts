// CGI under /cgi-bin/: the program's environment, its body on standard input, its output behind the status line.

import { Errno } from '../../../abi/errno.ts';
import type { Env, Fd } from '../../../abi/types.ts';
import { chunks, decode, encode, writeAll } from '../../lib/io.ts';
import { type Connection, printPeer, type Request, say } from './request.ts';

/** Runs the script a request names. `fail` answers with an error page. */
export async function runCgi(connection: Connection, request: Request, fail: (status: number) => Promise<void>): Promise<void> {
  const { sys } = connection;
  const [, name = '', pathInfo = ''] = /^\/cgi-bin\/([^/]+)(\/.*)?$/.exec(request.path) ?? [];
  const script = `cgi-bin/${name}`;
  try {
    if (name === '' || (await sys.stat(script)).kind === 'directory') return await fail(403);
    await sys.access(script, { execute: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return fail(error.code === 'EACCES' ? 403 : 404);
  }
  const home = await sys.getcwd();
  const [bodyRead, bodyWrite] = await sys.pipe();
  const [outRead, outWrite] = await sys.pipe();
  await say(connection, 2, `exec:${name} ${pathInfo || '(null)'}`);
  await sys.clone(async child => {
    await child.dup2(bodyRead, 0);
    await child.dup2(outWrite, 1);
    for (const fd of [bodyRead, bodyWrite, outRead, outWrite, connection.input]) if (fd > 2) await child.close(fd);
    await child.chdir('cgi-bin');
    await child.execve(`./${name}`, [`./${name}`], cgiEnvironment(connection, request, home, name, pathInfo));
  });
  await sys.close(bodyRead);
  await sys.close(outWrite);
  await sendBody(connection, request, bodyWrite);
  await relay(connection, outRead);
}

function cgiEnvironment({ env, peer }: Connection, request: Request, home: string, name: string, pathInfo: string): Env {
  const address = printPeer(peer);
  const fields = [...request.headers].map(([key, value]) => [`HTTP_${key.toUpperCase().replaceAll('-', '_')}`, value] as const);
  return {
    ...env,
    ...Object.fromEntries(fields.filter(([key]) => key !== 'HTTP_CONTENT_LENGTH' && key !== 'HTTP_CONTENT_TYPE')),
    PATH_INFO: pathInfo,
    REQUEST_METHOD: request.method,
    REQUEST_URI: request.uri,
    SCRIPT_NAME: `/cgi-bin/${name}`,
    SCRIPT_FILENAME: `${home}/cgi-bin/${name}`,
    QUERY_STRING: request.query,
    SERVER_SOFTWARE: 'busybox httpd/1.38.0',
    SERVER_PROTOCOL: 'HTTP/1.1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REMOTE_ADDR: address.slice(0, address.lastIndexOf(':')),
    REMOTE_PORT: address.slice(address.lastIndexOf(':') + 1),
    ...(request.headers.has('content-length') ? { CONTENT_LENGTH: request.headers.get('content-length')! } : {}),
    ...(request.headers.has('content-type') ? { CONTENT_TYPE: request.headers.get('content-type')! } : {}),
  };
}

async function sendBody({ sys, input }: Connection, request: Request, to: Fd): Promise<void> {
  let left = Number(request.headers.get('content-length') ?? 0);
  await sys.sigaction('SIGPIPE', 'ignore');
  try {
    for (let bytes = request.rest; left > 0; bytes = await sys.read(input, Math.min(left, 65536))) {
      if (bytes.length === 0 && bytes !== request.rest) break;
      await writeAll(sys, to, bytes.subarray(0, left));
      left -= Math.min(left, bytes.length);
      if (left === 0) break;
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  await sys.close(to);
}

/** A script that says no status line of its own ("Status:" or "HTTP/") is 200. */
async function relay(connection: Connection, from: Fd): Promise<void> {
  let first = true;
  for await (const bytes of chunks(connection.sys, from)) {
    if (first) {
      const text = decode(bytes.subarray(0, 64));
      const status = /^Status: *(\d+.*?)\r?\n/.exec(text)?.[1];
      await say(connection, 1, `cgi response:${status ? Number.parseInt(status, 10) : 200}`);
      if (!text.startsWith('HTTP/')) await writeAll(connection.sys, connection.output, encode(`HTTP/1.1 ${status ?? '200 OK'}\r\n`));
    }
    first = false;
    await writeAll(connection.sys, connection.output, bytes);
  }
}

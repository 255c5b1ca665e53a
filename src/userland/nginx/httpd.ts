// httpd: Apache's server in the foreground, serving its document root. Apache httpd 2.4.65 as its image starts it.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { civilOf, MONTH_NAMES } from '../lib/dates.ts';
import { type Headers, header, httpDate, percentDecode } from '../lib/http.ts';
import { acceptLoop, listenOn, type Reply, type ServedRequest } from '../lib/http-server.ts';
import { encode, print, program, readFile, warn, writeFile } from '../lib/io.ts';

const SERVER = 'Apache/2.4.65 (Unix)';
const ROOT = '/usr/local/apache2';
const PID_FILE = `${ROOT}/logs/httpd.pid`;
/** What ServerName is taken from where it is not set: the address of the first device that has one. */
const NO_NAME =
  "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using %s. Set the 'ServerName' directive globally to suppress this message\n";
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  txt: 'text/plain',
  png: 'image/png',
};

const two = (value: number): string => String(value).padStart(2, '0');

export default program({
  name: 'httpd',
  summary: 'Apache hypertext transfer protocol server',

  async main(sys, argv) {
    for (const word of argv.slice(1)) {
      if (word === '-v') {
        await print(sys, `Server version: ${SERVER}\n`);
        return 0;
      }
      if (word !== '-DFOREGROUND') {
        await warn(sys, `httpd: ${word} is not simulated here\n`);
        return 1;
      }
    }
    const { nodename } = await sys.uname();
    const hosts = new TextDecoder().decode(await readFile(sys, '/etc/hosts').catch(() => new Uint8Array(0)));
    const own = hosts.split('\n').find(line => line.split(/\s+/).slice(1).includes(nodename));
    const name = own?.split(/\s+/)[0] ?? nodename;
    for (let times = 0; times < 2; times++) await warn(sys, NO_NAME.replace('%s', name));
    try {
      const listener = await listenOn(sys, { family: 'inet6', address: '::', port: 80 });
      await writeFile(sys, PID_FILE, `${await sys.getpid()}\n`).catch(() => undefined);
      await notice(sys, 'mpm_event', `AH00489: ${SERVER} configured -- resuming normal operations`);
      await notice(sys, 'core', "AH00094: Command line: 'httpd -D FOREGROUND'");
      const child = await sys.clone(worker => acceptLoop(worker, [listener], respond));
      return await supervise(sys, child);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(
        sys,
        `(${error.code === 'EADDRINUSE' ? 98 : 13})${error.message}: AH00072: make_sock: could not bind to address [::]:80\n`,
      );
      await warn(sys, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
      return 1;
    }
  },
});

async function notice(sys: Sys, module: string, words: string): Promise<void> {
  const { seconds, nanoseconds } = await sys.clockGettime('realtime');
  const now = civilOf(seconds);
  const weekday = httpDate(seconds).slice(0, 3);
  const time = `${two(now.hour)}:${two(now.minute)}:${two(now.second)}.${String(Math.floor(nanoseconds / 1000)).padStart(6, '0')}`;
  const pid = await sys.getpid();
  const stamp = `${weekday} ${MONTH_NAMES[now.month - 1]!.slice(0, 3)} ${two(now.day)} ${time} ${now.year}`;
  await warn(sys, `[${stamp}] [${module}:notice] [pid ${pid}:tid ${pid}] ${words}\n`);
}

async function supervise(sys: Sys, child: number): Promise<number> {
  let stopping: 'SIGTERM' | 'SIGWINCH' | undefined;
  for (const signal of ['SIGTERM', 'SIGWINCH'] as const) await sys.sigaction(signal, () => void (stopping = signal));
  for (;;) {
    try {
      if (stopping === undefined) await sys.wait(child);
      else {
        const words =
          stopping === 'SIGTERM' ? 'AH00491: caught SIGTERM, shutting down' : 'AH00492: caught SIGWINCH, shutting down gracefully';
        await notice(sys, 'mpm_event', words);
        await sys.kill(child, 'SIGKILL');
        await sys.wait(child);
      }
      return 0;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

async function respond(sys: Sys, request: ServedRequest): Promise<Reply> {
  const reply = await answer(sys, request);
  const { seconds } = await sys.clockGettime('realtime');
  const now = civilOf(seconds);
  const client = 'address' in request.peer ? (request.peer.address ?? '').replace('::ffff:', '') : '-';
  const time = `${two(now.day)}/${MONTH_NAMES[now.month - 1]!.slice(0, 3)}/${now.year}:${two(now.hour)}:${two(now.minute)}:${two(now.second)} +0000`;
  const { method, target, version } = request.head;
  await print(sys, `${client} - - [${time}] "${method} ${target} ${version}" ${reply.status} ${reply.body.length || '-'}\n`);
  return reply;
}

async function answer(sys: Sys, { head }: ServedRequest): Promise<Reply> {
  const { seconds } = await sys.clockGettime('realtime');
  const common: Headers = [
    ['Date', httpDate(seconds)],
    ['Server', SERVER],
  ];
  const path = percentDecode(head.target.split('?')[0]!);
  const failed = (status: number, title: string, words: string): Reply => {
    const body = encode(
      `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${words}</p>\n</body></html>\n`,
    );
    return { status, headers: [...common, ['Content-Length', `${body.length}`], ['Content-Type', 'text/html; charset=iso-8859-1']], body };
  };
  if (head.method !== 'GET' && head.method !== 'HEAD')
    return failed(405, 'Method Not Allowed', `The requested method ${head.method} is not allowed for this URL.`);
  if (path.split('/').includes('..'))
    return failed(400, 'Bad Request', 'Your browser sent a request that this server could not understand.<br />');
  const file = `${ROOT}/htdocs${path.endsWith('/') ? `${path}index.html` : path}`;
  try {
    const { mtime } = await sys.stat(file);
    const body = await readFile(sys, file);
    const tag = `"${body.length.toString(16)}-${(mtime.seconds * 1_000_000).toString(16)}"`;
    const validators: Headers = [
      ['Last-Modified', httpDate(mtime.seconds)],
      ['ETag', tag],
      ['Accept-Ranges', 'bytes'],
    ];
    if (header(head.headers, 'If-None-Match') === tag) return { status: 304, headers: [...common, ...validators], body: new Uint8Array(0) };
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)];
    const content: Headers = [
      ['Content-Length', `${body.length}`],
      ...(type === undefined ? [] : ([['Content-Type', type]] satisfies Headers)),
    ];
    return { status: 200, headers: [...common, ...validators, ...content], body };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EACCES') return failed(403, 'Forbidden', "You don't have permission to access this resource.");
    return failed(404, 'Not Found', 'The requested URL was not found on this server.');
  }
}

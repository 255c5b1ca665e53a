// wget: fetches files over HTTP. As networking/wget.c of BusyBox 1.38.

import { Errno, errnoFromNumber } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { ByteReader, bodyOf, HttpError, header, type ResponseHead, readResponse, responseBody } from '../../lib/http.ts';
import { encode, readFile, warn, writeAll } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, secondsAsMs } from '../network.ts';

interface Place {
  host: string;
  port: number;
  path: string;
  user: string | undefined;
}

function parsePlace(run: Run, text: string): Place {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(text) ?? [undefined, 'http', text];
  if (scheme === 'ftp' || scheme === 'https') run.die(`${scheme} is not simulated here`);
  if (scheme !== 'http') run.die(`not an http or ftp url: ${text}`);
  const [, authority = '', path = ''] = /^([^/?#]*)([^#]*)/.exec(rest!)!;
  const at = authority.lastIndexOf('@');
  const where = authority.slice(at + 1);
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(where) ?? [];
  const host = bracketed ?? plain ?? where;
  return {
    host,
    port: Number(port ?? 80),
    path: path.startsWith('/') ? path : `/${path}`,
    user: at < 0 ? undefined : authority.slice(0, at),
  };
}

/** Waits until the descriptor is ready; ends the applet where -T's time is up. */
async function ready(run: Run, fd: Fd, want: 'read' | 'write'): Promise<void> {
  const timeoutMs = secondsAsMs(run, run.value('-T') ?? '900');
  if ((await run.sys.poll([{ fd, want }], timeoutMs)).length === 0) run.die('download timed out');
}

async function connect(run: Run, { host, port }: Place): Promise<Fd> {
  const quiet = run.has('-q');
  const { family, address } = await hostAddress(run, host);
  const shown = family === 'inet6' ? `[${address}]:${port}` : `${address}:${port}`;
  if (!quiet) await say(run, `Connecting to ${host} (${shown})\n`);
  const fd = await run.sys.socket(family, 'stream');
  try {
    await run.sys.setfl(fd, { nonblock: true });
    try {
      await run.sys.connect(fd, { family, address, port });
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINPROGRESS') throw error;
      await ready(run, fd, 'write');
      const failed = Number(await run.sys.getsockopt(fd, 'SO_ERROR'));
      if (failed !== 0) throw new Errno(errnoFromNumber(failed)!);
    }
    await run.sys.setfl(fd, { nonblock: false });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    run.die(`can't connect to remote host (${address}): ${error.message}`);
  }
  return fd;
}

/** Progress and news: to standard error, or -o's file. */
async function say(run: Run, text: string): Promise<void> {
  await run.out.flush();
  const log = run.value('-o');
  if (log === undefined) return warn(run.sys, text);
  const fd = await run.sys.open(log, { write: true, create: true, append: true }, 0o666);
  await writeAll(run.sys, fd, encode(text));
  await run.sys.close(fd);
}

async function request(run: Run, fd: Fd, place: Place): Promise<ByteReader> {
  const file = run.value('--post-file');
  const data = run.value('--post-data') ?? (file === undefined ? undefined : new TextDecoder().decode(await readFile(run.sys, file)));
  const headers = run.given.flatMap(({ option, value }) => (option === '--header' ? [value!] : []));
  const has = (name: string): boolean => headers.some(each => each.toLowerCase().startsWith(`${name}:`));
  const method = run.has('--spider') ? 'HEAD' : data === undefined ? 'GET' : 'POST';
  const where = place.host.includes(':') ? `[${place.host}]` : place.host;
  const lines = [`${method} ${place.path} HTTP/1.1`];
  if (!has('host')) lines.push(`Host: ${where}${place.port === 80 ? '' : `:${place.port}`}`);
  if (!has('user-agent')) lines.push(`User-Agent: ${run.value('-U') ?? 'Wget'}`);
  lines.push('Connection: close');
  if (place.user !== undefined && !has('authorization')) lines.push(`Authorization: Basic ${base64(place.user)}`);
  lines.push(...headers);
  if (data !== undefined) {
    if (!has('content-type')) lines.push('Content-Type: application/x-www-form-urlencoded');
    lines.push(`Content-Length: ${encode(data).length}`);
  }
  await writeAll(run.sys, fd, encode(`${lines.join('\r\n')}\r\n\r\n${data ?? ''}`));
  await ready(run, fd, 'read');
  return new ByteReader(run.sys, fd);
}

function base64(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const four = [18, 12, 6, 0].map(shift => letters[(word >> shift) & 63]!).join('');
    out += at + 2 < bytes.length ? four : `${four.slice(0, bytes.length - at + 1)}${'='.repeat(3 - (bytes.length - at))}`;
  }
  return out;
}

const kilo = (bytes: number): string => (bytes < 100000 && bytes < 10000 ? `${bytes} ` : `${(bytes / 1024).toFixed(1)}k`);

function bar(name: string, bytes: number, total: number | undefined): string {
  const base = name.slice(0, 20).padEnd(20);
  if (total === undefined) return `${base}${' '.repeat(5)}${kilo(bytes).padStart(6)} ${'0:00:00'} ETA\n`;
  return `${base} 100% |${'*'.repeat(32)}| ${bytes < 10000 ? String(bytes).padStart(5) : kilo(bytes).padStart(5)}  0:00:00 ETA\n`;
}

async function save(run: Run, place: Place, head: ResponseHead, reader: ByteReader): Promise<void> {
  const { sys } = run;
  const given = run.value('-O');
  const base = place.path.replace(/\?.*/, '').replace(/^.*\//, '') || 'index.html';
  const folder = run.value('-P');
  const name = given ?? (folder === undefined ? base : `${folder}/${base}`);
  const quiet = run.has('-q');
  let out: Fd = 1;
  if (name !== '-') {
    try {
      out = await sys.open(name, { write: true, create: true, ...(given === undefined ? { exclusive: true } : { truncate: true }) }, 0o666);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      run.die(`can't open '${name}': ${error.message}`);
    }
  }
  if (!quiet) await say(run, name === '-' ? 'writing to stdout\n' : `saving to '${name}'\n`);
  const frame = responseBody(head, 'GET');
  let bytes = 0;
  try {
    for await (const part of bodyOf(reader, frame)) {
      await writeAll(sys, out, part);
      bytes += part.length;
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    run.die('connection closed prematurely');
  }
  if (quiet) return;
  await say(run, bar(name === '-' ? '-' : name.replace(/^.*\//, ''), bytes, frame.kind === 'length' ? frame.bytes : undefined));
  await say(run, name === '-' ? 'written to stdout\n' : `'${name}' saved\n`);
}

async function fetch(run: Run, url: string): Promise<void> {
  let place = parsePlace(run, url);
  for (let redirects = 0; ; redirects++) {
    const fd = await connect(run, place);
    const reader = await request(run, fd, place);
    let head: ResponseHead;
    try {
      head = await readResponse(reader);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return run.die(error.message === 'EOF' ? 'error getting response' : `got bad header line`);
    }
    if (run.has('-S')) {
      const lines = [`${head.version} ${head.status} ${head.reason}`, ...head.headers.map(([name, value]) => `${name}: ${value}`)];
      await say(
        run,
        lines.map((line, at) => (at > 0 && head.status >= 400 ? '' : `  ${line}\n`)).join('') + (head.status >= 400 ? '' : '  \n'),
      );
    }
    const location = header(head.headers, 'Location');
    if ([301, 302, 303, 307, 308].includes(head.status) && location !== undefined) {
      await run.sys.close(fd);
      if (redirects >= 20) run.die('too many redirections');
      place = location.startsWith('/') ? { ...place, path: location } : parsePlace(run, location);
      continue;
    }
    if (head.status < 200 || head.status >= 300) run.die(`server returned error: ${head.version} ${head.status} ${head.reason}`);
    if (run.has('--spider')) {
      if (!run.has('-q')) await say(run, 'remote file exists\n');
    } else await save(run, place, head, reader);
    await run.sys.close(fd);
    return;
  }
}

export default applet({
  name: 'wget',
  usage: `Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	--header STR	Add STR (of form 'header: value') to headers
	--post-data STR	Send STR using POST method
	--post-file FILE	Send FILE using POST method
	--no-check-certificate	Don't validate the server's certificate
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-T SEC		Network read timeout is SEC seconds
	-O FILE		Save to FILE ('-' for stdout)
	-o LOGFILE	Log messages to FILE
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy`,
  short: 'cqSO:o:P:Y:U:T:t:nd',
  long: {
    spider: 'none',
    header: 'required',
    'post-data': 'required',
    'post-file': 'required',
    'no-check-certificate': 'none',
    continue: '-c',
    quiet: '-q',
    'server-response': '-S',
    'output-document': '-O',
    'output-file': '-o',
    'directory-prefix': '-P',
    proxy: '-Y',
    'user-agent': '-U',
    timeout: '-T',
    tries: '-t',
  },

  async run(run) {
    if (run.has('-c')) run.die('option -c is not simulated here');
    if (run.operands.length === 0) run.usage();
    for (const url of run.operands) await fetch(run, url);
  },
});

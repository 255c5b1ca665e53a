// One URL of curl from start to end: request, redirects, retries, output, -w.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { encode, print, STDERR, STDOUT, warn, writeAll } from '../lib/io.ts';
import { dirName } from '../lib/path.ts';
import { Connection, nowMs } from './connection.ts';
import { CurlError } from './failure.ts';
import { type Answer, bodyParts, headerOf, methodOf, readAnswer, requestHead, sayRequest, uploadBytes } from './http.ts';
import type { Options } from './options.ts';
import { joinUrl, parseUrl, type Url } from './url.ts';
import { type Transferred, writeOut } from './write-out.ts';

/** Where the bytes go: standard output, or a file that is made when the first byte comes. */
class Sink {
  readonly #sys: Sys;
  readonly path: string | undefined;
  readonly #createDirs: boolean;
  #fd: Fd | undefined;

  constructor(sys: Sys, path: string | undefined, createDirs: boolean) {
    this.#sys = sys;
    this.path = path === '-' ? undefined : path;
    this.#createDirs = createDirs;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      if (this.path === undefined) return await writeAll(this.#sys, STDOUT, bytes);
      this.#fd ??= await this.#open(this.path);
      await writeAll(this.#sys, this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new CurlError(23, `client returned ERROR on write of ${bytes.length} bytes`);
    }
  }

  async #open(path: string): Promise<Fd> {
    if (this.#createDirs) {
      const parts = dirName(path).split('/');
      for (let at = 1; at <= parts.length; at++) await this.#sys.mkdir(parts.slice(0, at).join('/') || '/', 0o750).catch(() => undefined);
    }
    return this.#sys.open(path, { write: true, create: true, truncate: true }, 0o666);
  }

  /** An empty answer makes an empty file. */
  async close(): Promise<void> {
    if (this.path !== undefined && this.#fd === undefined) this.#fd = await this.#open(this.path).catch(() => undefined);
    if (this.#fd !== undefined) await this.#sys.close(this.#fd);
  }
}

/** Transfers one URL; gives curl's exit code. */
export async function transfer(sys: Sys, options: Options, text: string, output: string | undefined): Promise<number> {
  let attempt = 0;
  for (;;) {
    const done = await once(sys, options, text, output);
    const transient =
      done.exitCode === 28 ||
      (options.retryAll && done.exitCode !== 0) ||
      [408, 429, 500, 502, 503, 504].includes(done.answer?.status ?? 0);
    if (attempt++ < options.retry && transient) {
      const delayMs = options.retryDelayMs || 1000 * 2 ** (attempt - 1);
      if (!options.silent)
        await warn(
          sys,
          `Warning: Problem: timeout. Will retry in ${Math.ceil(delayMs / 1000)} second. ${options.retry - attempt + 1} retry left.\n`,
        );
      await sys.nanosleep(delayMs);
      continue;
    }
    await finish(sys, options, done);
    return done.exitCode;
  }
}

async function finish(sys: Sys, options: Options, done: Transferred): Promise<void> {
  if (done.exitCode !== 0 && (!options.silent || options.showError)) await warn(sys, `curl: (${done.exitCode}) ${done.errorWords}\n`);
  if (options.writeOut === '') return;
  const { out, err, unknown } = writeOut(options.writeOut, done);
  for (const name of unknown) await warn(sys, `curl: unknown --write-out variable: '${name}'\n`);
  await print(sys, out);
  await print(sys, err, STDERR);
}

async function once(sys: Sys, options: Options, text: string, output: string | undefined): Promise<Transferred> {
  const startMs = await nowMs(sys);
  const done: Transferred = {
    connection: new Connection(sys, options, startMs),
    answer: undefined,
    downloadBytes: 0,
    uploadBytes: 0,
    requestBytes: 0,
    redirects: 0,
    connects: 0,
    redirectUrl: '',
    effectiveUrl: text,
    method: methodOf(options),
    scheme: '',
    exitCode: 0,
    errorWords: '',
    output: output ?? '',
  };
  try {
    await follow(sys, options, text, output, done);
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    done.exitCode = error.code;
    done.errorWords = error.message;
    if (done.connection.fd >= 0) await done.connection.say('closing connection #0');
    else await done.connection.say('closing connection #0');
  }
  await done.connection.close();
  done.connection.times.endMs = (await nowMs(sys)) - startMs;
  return done;
}

async function follow(sys: Sys, options: Options, text: string, output: string | undefined, done: Transferred): Promise<void> {
  let url = parseUrl(text, options.pathAsIs);
  const sink = new Sink(sys, output, options.createDirs);
  let { method } = done;
  for (;;) {
    done.effectiveUrl = url.text;
    done.scheme = url.scheme;
    if (url.scheme === 'file') return copyFile(sys, url, sink, done);
    const next = await exchange(sys, options, url, method, sink, done);
    if (next === undefined) return sink.close();
    if (done.redirects >= options.maxRedirects) throw new CurlError(47, `Maximum (${options.maxRedirects}) redirects followed`);
    done.redirects++;
    await done.connection.say(`Issue another request to this URL: '${next}'`);
    url = parseUrl(next, options.pathAsIs);
    const status = done.answer!.status;
    if (options.method === undefined && (status === 303 || ((status === 301 || status === 302) && method === 'POST'))) method = 'GET';
  }
}

/** One request and its answer; gives the URL that -L goes on to. */
async function exchange(sys: Sys, options: Options, url: Url, method: string, sink: Sink, done: Transferred): Promise<string | undefined> {
  const { connection } = done;
  await connection.close();
  await connection.open(url);
  done.connects++;
  if (url.scheme === 'https') throw new CurlError(35, 'TLS connect error: error:0A00010B:SSL routines::wrong version number');
  if (url.scheme !== 'http') throw new CurlError(1, `Protocol "${url.scheme}" not supported`);
  await connection.say('using HTTP/1.x');
  const body =
    options.upload !== undefined ? await uploadBytes(sys, options.upload) : method === 'GET' || options.get ? undefined : options.body;
  const head = await requestHead(sys, options, url, method, body?.length);
  done.requestBytes += head.length;
  connection.times.sentMs = await connection.elapsed();
  await connection.send(encode(head));
  await sayRequest(connection, head);
  if (body) await connection.send(body);
  done.uploadBytes = body?.length ?? 0;
  await connection.say(body && body.length > 0 ? `upload completely sent off: ${body.length} bytes` : 'Request completely sent off');
  const answer = await readAnswer(connection);
  connection.times.firstByteMs = await connection.elapsed();
  done.answer = answer;
  const location = answer.status >= 300 && answer.status < 400 ? headerOf(answer, 'location') : undefined;
  const next = location === undefined ? undefined : joinUrl(url, location);
  const following = options.location && next !== undefined;
  done.redirectUrl = next !== undefined && !following ? next : '';
  await writeHead(sys, options, answer, sink);
  if (options.fail === 'early' && answer.status >= 400) throw new CurlError(22, `The requested URL returned error: ${answer.status}`);
  for await (const bytes of bodyParts(connection, answer, method)) {
    connection.received += bytes.length;
    done.downloadBytes += bytes.length;
    if (!following) await sink.write(bytes);
  }
  const closing =
    /\bclose\b/i.test(headerOf(answer, 'connection') ?? '') ||
    (answer.version === '1.0' && !/keep-alive/i.test(headerOf(answer, 'connection') ?? ''));
  await connection.say(closing ? 'shutting down connection #0' : `Connection #0 to host ${url.host}:${url.port} left intact`);
  if (options.fail === 'with-body' && answer.status >= 400) throw new CurlError(22, `The requested URL returned error: ${answer.status}`);
  return following ? next : undefined;
}

async function writeHead(sys: Sys, options: Options, answer: Answer, sink: Sink): Promise<void> {
  if (options.include || options.head) await sink.write(encode(answer.head));
  if (options.dumpHeader === undefined) return;
  const dump = new Sink(sys, options.dumpHeader, false);
  await dump.write(encode(answer.head));
  await dump.close();
}

async function copyFile(sys: Sys, url: Url, sink: Sink, done: Transferred): Promise<void> {
  let fd: Fd;
  try {
    fd = await sys.open(decodeURIComponent(url.path), { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CurlError(37, `Could not open file ${url.path}`);
  }
  for (;;) {
    const bytes = await sys.read(fd, 65536);
    if (bytes.length === 0) break;
    done.downloadBytes += bytes.length;
    await sink.write(bytes);
  }
  await sys.close(fd);
  await sink.close();
}

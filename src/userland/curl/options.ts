// The command line of curl: long and short options, and the words for a wrong one. As curl 8.23's tool_getparam.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { concat, encode, readAll, readFile, STDIN } from '../lib/io.ts';
import { UsageFailure } from './failure.ts';

export interface Options {
  urls: string[];
  outputs: (string | 'remote')[];
  method: string | undefined;
  headers: string[];
  body: Uint8Array | undefined;
  bodyIsForm: boolean;
  get: boolean;
  head: boolean;
  include: boolean;
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  fail: 'no' | 'early' | 'with-body';
  location: boolean;
  maxRedirects: number;
  maxTimeMs: number | undefined;
  connectTimeoutMs: number | undefined;
  writeOut: string;
  userAgent: string;
  user: string | undefined;
  referer: string | undefined;
  cookie: string | undefined;
  range: string | undefined;
  timeCondition: string | undefined;
  upload: string | undefined;
  unixSocket: string | undefined;
  interface: string | undefined;
  localPort: number | undefined;
  resolve: string[];
  connectTo: string[];
  family: 'inet' | 'inet6' | undefined;
  retry: number;
  retryAll: boolean;
  retryDelayMs: number;
  createDirs: boolean;
  dumpHeader: string | undefined;
  globoff: boolean;
  http10: boolean;
  noBuffer: boolean;
  pathAsIs: boolean;
  compressed: boolean;
}

type Setter = (options: Options, value: string, sys: Sys) => void | Promise<void>;
interface Option {
  short?: string;
  takes: boolean;
  set: Setter;
}

const flag = (short: string | undefined, set: (options: Options) => void): Option => ({ ...(short ? { short } : {}), takes: false, set });
const value = (short: string | undefined, set: Setter): Option => ({ ...(short ? { short } : {}), takes: true, set });

const milliseconds = (name: string, text: string): number => {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new UsageFailure([`option ${name}: expected a proper numerical parameter`]);
  return Number(text) * 1000;
};

const number = (name: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new UsageFailure([`option ${name}: expected a proper numerical parameter`]);
  return Number(text);
};

/** "@file" is a file's contents (newlines taken out for -d), "@-" standard input. */
async function dataOf(sys: Sys, text: string, how: { binary: boolean; option: string }): Promise<Uint8Array> {
  if (!text.startsWith('@')) return encode(text);
  const path = text.slice(1);
  try {
    const bytes = path === '-' ? await readAll(sys, STDIN) : await readFile(sys, path);
    return how.binary ? bytes : bytes.filter(byte => byte !== 10 && byte !== 13 && byte !== 0);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new UsageFailure([`Failed to open ${path}`, `option ${how.option}: error encountered when reading a file`], 26);
  }
}

function addData(options: Options, bytes: Uint8Array, separator = '&'): void {
  options.body = options.body === undefined ? bytes : concat([options.body, encode(separator), bytes]);
  options.bodyIsForm = true;
}

const urlEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

async function addUrlEncoded(options: Options, text: string): Promise<void> {
  const equals = text.indexOf('=');
  addData(
    options,
    encode(equals > 0 ? `${text.slice(0, equals)}=${urlEncode(text.slice(equals + 1))}` : urlEncode(text.replace(/^=/, ''))),
  );
}

const OPTIONS: Readonly<Record<string, Option>> = {
  request: value('X', (o, v) => void (o.method = v)),
  header: value('H', (o, v) => void o.headers.push(v)),
  data: value('d', async (o, v, sys) => addData(o, await dataOf(sys, v, { binary: false, option: '-d' }))),
  'data-ascii': value(undefined, async (o, v, sys) => addData(o, await dataOf(sys, v, { binary: false, option: '--data-ascii' }))),
  'data-raw': value(undefined, (o, v) => addData(o, encode(v))),
  'data-binary': value(undefined, async (o, v, sys) => addData(o, await dataOf(sys, v, { binary: true, option: '--data-binary' }))),
  'data-urlencode': value(undefined, (o, v) => addUrlEncoded(o, v)),
  json: value(undefined, async (o, v, sys) => {
    addData(o, await dataOf(sys, v, { binary: true, option: '--json' }), '');
    o.headers.push('Content-Type: application/json', 'Accept: application/json');
  }),
  get: flag('G', o => void (o.get = true)),
  head: flag('I', o => void (o.head = true)),
  include: flag('i', o => void (o.include = true)),
  'show-headers': flag(undefined, o => void (o.include = true)),
  silent: flag('s', o => void (o.silent = true)),
  'show-error': flag('S', o => void (o.showError = true)),
  verbose: flag('v', o => void (o.verbose = true)),
  fail: flag('f', o => void (o.fail = 'early')),
  'fail-with-body': flag(undefined, o => void (o.fail = 'with-body')),
  location: flag('L', o => void (o.location = true)),
  'location-trusted': flag(undefined, o => void (o.location = true)),
  'max-redirs': value(undefined, (o, v) => void (o.maxRedirects = Number(v))),
  'max-time': value('m', (o, v) => void (o.maxTimeMs = milliseconds('-m', v))),
  'connect-timeout': value(undefined, (o, v) => void (o.connectTimeoutMs = milliseconds('--connect-timeout', v))),
  output: value('o', (o, v) => void o.outputs.push(v)),
  'remote-name': flag('O', o => void o.outputs.push('remote')),
  'remote-name-all': flag(undefined, o => void o.outputs.push('remote', 'remote', 'remote', 'remote')),
  'remote-header-name': flag('J', () => {}),
  'write-out': value('w', (o, v) => void (o.writeOut = v)),
  'user-agent': value('A', (o, v) => void (o.userAgent = v)),
  user: value('u', (o, v) => void (o.user = v)),
  referer: value('e', (o, v) => void (o.referer = v)),
  cookie: value('b', (o, v) => void (o.cookie = v)),
  range: value('r', (o, v) => void (o.range = v)),
  'time-cond': value('z', (o, v) => void (o.timeCondition = v)),
  'upload-file': value('T', (o, v) => void (o.upload = v)),
  'unix-socket': value(undefined, (o, v) => void (o.unixSocket = v)),
  interface: value(undefined, (o, v) => void (o.interface = v)),
  'local-port': value(undefined, (o, v) => void (o.localPort = number('--local-port', v.split('-')[0]!))),
  resolve: value(undefined, (o, v) => void o.resolve.push(v)),
  'connect-to': value(undefined, (o, v) => void o.connectTo.push(v)),
  ipv4: flag('4', o => void (o.family = 'inet')),
  ipv6: flag('6', o => void (o.family = 'inet6')),
  retry: value(undefined, (o, v) => void (o.retry = number('--retry', v))),
  'retry-all-errors': flag(undefined, o => void (o.retryAll = true)),
  'retry-connrefused': flag(undefined, o => void (o.retryAll = true)),
  'retry-delay': value(undefined, (o, v) => void (o.retryDelayMs = milliseconds('--retry-delay', v))),
  'create-dirs': flag(undefined, o => void (o.createDirs = true)),
  'dump-header': value('D', (o, v) => void (o.dumpHeader = v)),
  globoff: flag('g', o => void (o.globoff = true)),
  'http1.0': flag('0', o => void (o.http10 = true)),
  'http1.1': flag(undefined, () => {}),
  'no-buffer': flag('N', o => void (o.noBuffer = true)),
  'path-as-is': flag(undefined, o => void (o.pathAsIs = true)),
  insecure: flag('k', () => {}),
  compressed: flag(undefined, o => void (o.compressed = true)),
  'progress-bar': flag('#', () => {}),
  'no-progress-meter': flag(undefined, o => void (o.silent = o.silent || false)),
  url: value(undefined, (o, v) => void o.urls.push(v)),
  noproxy: value(undefined, () => {}),
  'tcp-nodelay': flag(undefined, () => {}),
  disable: flag('q', () => {}),
};
const BY_LETTER = new Map(Object.values(OPTIONS).flatMap(option => (option.short ? [[option.short, option] as const] : [])));

/** Options of the real curl that this one lacks: refused by name. */
const ELSEWHERE = new Set([
  'proxy',
  'socks5',
  'form',
  'cacert',
  'cert',
  'key',
  'http2',
  'http3',
  'cookie-jar',
  'config',
  'netrc',
  'digest',
  'ntlm',
  'anyauth',
  'limit-rate',
  'parallel',
  'trace',
  'trace-ascii',
  'continue-at',
  'haproxy-protocol',
  'ftp-pasv',
  'tlsv1.2',
  'tlsv1.3',
  'ciphers',
  'doh-url',
  'dns-servers',
  'keepalive-time',
]);
const ELSEWHERE_LETTERS: Readonly<Record<string, string>> = {
  x: 'proxy',
  F: 'form',
  E: 'cert',
  c: 'cookie-jar',
  K: 'config',
  n: 'netrc',
  Z: 'parallel',
  C: 'continue-at',
  P: 'ftp-port',
  Q: 'quote',
  t: 'telnet-option',
  Y: 'speed-limit',
  y: 'speed-time',
  a: 'append',
  B: 'use-ascii',
  l: 'list-only',
  p: 'proxytunnel',
  R: 'remote-time',
};

export const newOptions = (): Options => ({
  urls: [],
  outputs: [],
  method: undefined,
  headers: [],
  body: undefined,
  bodyIsForm: false,
  get: false,
  head: false,
  include: false,
  silent: false,
  showError: false,
  verbose: false,
  fail: 'no',
  location: false,
  maxRedirects: 50,
  maxTimeMs: undefined,
  connectTimeoutMs: undefined,
  writeOut: '',
  userAgent: 'curl/8.23.0',
  user: undefined,
  referer: undefined,
  cookie: undefined,
  range: undefined,
  timeCondition: undefined,
  upload: undefined,
  unixSocket: undefined,
  interface: undefined,
  localPort: undefined,
  resolve: [],
  connectTo: [],
  family: undefined,
  retry: 0,
  retryAll: false,
  retryDelayMs: 0,
  createDirs: false,
  dumpHeader: undefined,
  globoff: false,
  http10: false,
  noBuffer: false,
  pathAsIs: false,
  compressed: false,
});

/** Reads argv. Throws UsageFailure. */
export async function parseOptions(sys: Sys, argv: readonly string[]): Promise<Options> {
  const options = newOptions();
  let ended = false;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (ended || !word.startsWith('-') || word === '-') {
      if (word === '') throw new UsageFailure(['option : blank argument where content is expected']);
      options.urls.push(word);
    } else if (word === '--') ended = true;
    else if (word.startsWith('--')) at = await readLong(sys, options, argv, at);
    else at = await readShort(sys, options, argv, at);
  }
  return options;
}

async function readLong(sys: Sys, options: Options, argv: readonly string[], at: number): Promise<number> {
  const word = argv[at]!;
  const name = word.slice(2);
  if (ELSEWHERE.has(name)) throw new UsageFailure([`option ${word} is not simulated here`]);
  const negated = name.startsWith('no-') && !Object.hasOwn(OPTIONS, name);
  const matching = Object.keys(OPTIONS).filter(each => each === name || each.startsWith(name));
  const option = OPTIONS[name] ?? (matching.length === 1 ? OPTIONS[matching[0]!] : undefined);
  if (!option) {
    if (negated && Object.hasOwn(OPTIONS, name.slice(3))) return at;
    if (matching.length > 1) throw new UsageFailure([`option ${word}: is ambiguous`]);
    throw new UsageFailure([`option ${word}: is unknown`]);
  }
  if (!option.takes) {
    await option.set(options, '', sys);
    return at;
  }
  if (at + 1 >= argv.length) throw new UsageFailure([`option ${word}: requires parameter`]);
  await option.set(options, argv[at + 1]!, sys);
  return at + 1;
}

async function readShort(sys: Sys, options: Options, argv: readonly string[], at: number): Promise<number> {
  const word = argv[at]!;
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const option = BY_LETTER.get(letter);
    if (!option) {
      if (ELSEWHERE_LETTERS[letter]) throw new UsageFailure([`option -${letter} (--${ELSEWHERE_LETTERS[letter]}) is not simulated here`]);
      throw new UsageFailure([`option ${word}: is unknown`]);
    }
    if (!option.takes) {
      await option.set(options, '', sys);
      continue;
    }
    const rest = word.slice(index + 1);
    if (rest === '' && at + 1 >= argv.length) throw new UsageFailure([`option -${letter}: requires parameter`]);
    await option.set(options, rest === '' ? argv[at + 1]! : rest, sys);
    return rest === '' ? at + 1 : at;
  }
  return at;
}

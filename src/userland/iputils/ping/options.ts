// The command line of ping: options, their ranges, and the words for a wrong one. As iputils 20250605's ping.c.

import { getopt, UsageError } from '../../lib/getopt.ts';
import { HELP } from './help.ts';

/** Ends ping: "ping: words" (or the words alone where they are whole lines), and this status. */
export class Fatal extends Error {
  readonly status: number;
  readonly whole: boolean;

  constructor(words: string, status = 2, whole = false) {
    super(words);
    this.status = status;
    this.whole = whole;
  }
}

export interface PingOptions {
  family: 'inet' | 'inet6' | undefined;
  count: number;
  intervalMs: number;
  /** Bytes after the ICMP header. */
  size: number;
  ttl: number | undefined;
  tos: number;
  mark: number | undefined;
  lingerMs: number;
  deadlineMs: number | undefined;
  preload: number;
  pattern: number[];
  patternText: string;
  source: string | undefined;
  device: string | undefined;
  discover: 'do' | 'dont' | 'want' | 'probe' | undefined;
  quiet: boolean;
  flood: boolean;
  adaptive: boolean;
  numeric: boolean;
  audible: boolean;
  broadcast: boolean;
  timestamps: boolean;
  outstanding: boolean;
  recordRoute: boolean;
  verbose: boolean;
  bypassRoute: boolean;
  host: string;
  /** Said on standard error before anything else: "option argument contains garbage". */
  warnings: string[];
}

const SHORT = '+h?4bRT:6F:N:3aABc:CdDe:fHi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:';
const INT_MAX = 2147483647;

/** strtol of the whole word within bounds, in ping's words. */
function integer(text: string, low: number, high: number | bigint): number {
  if (!/^\s*[-+]?\d+$/.test(text)) throw new Fatal(`invalid argument: '${text}'`, 1);
  const value = Number(text);
  if (value < low || value > Number(high)) throw new Fatal(`invalid argument: '${text}': out of range: ${low} <= value <= ${high}`, 1);
  return value;
}

/** Seconds with a fraction; what does not parse is warned of and counts as far as it goes. */
function seconds(text: string, warnings: string[]): number {
  const number = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)/.exec(text)?.[0] ?? '';
  if (number !== text) warnings.push('option argument contains garbage: ' + text, 'this will become fatal error in the future');
  return Number(number);
}

const hexOrDecimal = (text: string, name: string): number => {
  const value = /^0[xX]/.test(text) ? Number.parseInt(text, 16) : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Fatal(`invalid argument: '${text}'${name}`, 1);
  return value;
};

/** Reads the command line. Throws Fatal. */
export function parseOptions(argv: readonly string[]): PingOptions | 'version' {
  const options: PingOptions = {
    family: argv[0]?.endsWith('6') ? 'inet6' : argv[0]?.endsWith('4') ? 'inet' : undefined,
    count: 0,
    intervalMs: 1000,
    size: 56,
    ttl: undefined,
    tos: 0,
    mark: undefined,
    lingerMs: 10_000,
    deadlineMs: undefined,
    preload: 1,
    pattern: [],
    patternText: '',
    source: undefined,
    device: undefined,
    discover: undefined,
    quiet: false,
    flood: false,
    adaptive: false,
    numeric: false,
    audible: false,
    broadcast: false,
    timestamps: false,
    outstanding: false,
    recordRoute: false,
    verbose: false,
    bypassRoute: false,
    host: '',
    warnings: [],
  };
  let parsed: ReturnType<typeof getopt>;
  try {
    // Operands may stand anywhere, as glibc permutes them.
    parsed = getopt(argv, SHORT.slice(1));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new Fatal(`ping: ${error.message}\n${HELP}`, 2, true);
  }
  let intervalGiven = false;
  for (const { option, value = '' } of parsed.given) {
    if (option === '-V') return 'version';
    if (option === '-i') {
      options.intervalMs = seconds(value, options.warnings) * 1000;
      intervalGiven = true;
      if (options.intervalMs < 0) throw new Fatal(`bad timing interval: ${value}`, 2);
    } else apply(options, option, value);
  }
  if (parsed.operands.length === 0) throw new Fatal('usage error: Destination address required', 2);
  if (options.flood && !intervalGiven) options.intervalMs = 0;
  options.host = parsed.operands.at(-1)!;
  if (parsed.operands.length > 1) throw new Fatal('record route: Operation not permitted', 2);
  return options;
}

function apply(options: PingOptions, option: string, value: string): void {
  const flags: Readonly<Record<string, keyof PingOptions>> = {
    '-q': 'quiet',
    '-f': 'flood',
    '-A': 'adaptive',
    '-n': 'numeric',
    '-a': 'audible',
    '-b': 'broadcast',
    '-D': 'timestamps',
    '-O': 'outstanding',
    '-R': 'recordRoute',
    '-v': 'verbose',
    '-r': 'bypassRoute',
  };
  const flag = flags[option];
  if (flag) Object.assign(options, { [flag]: true });
  else if (option === '-4') options.family = 'inet';
  else if (option === '-6') options.family = 'inet6';
  else if (option === '-c') options.count = integer(value, 1, 9223372036854775807n);
  else if (option === '-s') options.size = integer(value, 0, INT_MAX);
  else if (option === '-t') options.ttl = integer(value, 0, 255);
  else if (option === '-w') options.deadlineMs = integer(value, 0, INT_MAX) * 1000 || undefined;
  else if (option === '-W') {
    const linger = seconds(value, options.warnings) * 1000;
    if (linger > 0) options.lingerMs = linger;
  } else if (option === '-l') options.preload = Math.min(integer(value, 1, 65536), 65536);
  else if (option === '-m') options.mark = hexOrDecimal(value, '');
  else if (option === '-Q') options.tos = hexOrDecimal(value, '');
  else if (option === '-p') setPattern(options, value);
  else if (option === '-I') setInterface(options, value);
  else if (option === '-M') {
    if (value !== 'do' && value !== 'dont' && value !== 'want' && value !== 'probe') throw new Fatal(`invalid -M argument: ${value}`, 2);
    options.discover = value;
  } else if (option === '-h' || option === '-?') throw new Fatal(HELP, 2, true);
  else if (option === '-T' || option === '-N' || option === '-F' || option === '-S' || option === '-e')
    throw new Fatal(`option ${option} is not simulated here`, 2);
}

function setPattern(options: PingOptions, text: string): void {
  if (!/^[0-9a-fA-F]+$/.test(text)) throw new Fatal(`patterns must be specified as hex digits: ${text}`, 2);
  options.pattern = (text.match(/../g) ?? [text]).map(pair => Number.parseInt(pair, 16));
  options.patternText = options.pattern.map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** -I takes an address or a device; both may be given. */
function setInterface(options: PingOptions, text: string): void {
  if (/^[0-9.]+$/.test(text) || text.includes(':')) options.source = text;
  else options.device = text;
}

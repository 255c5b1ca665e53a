// tcpdump's options. As tcpdump.c of tcpdump 4.99.6.

import { getopt, UsageError } from '../lib/getopt.ts';
import { USAGE } from './help.ts';
import { SNAPLEN_BYTES_MAX } from './pcap.ts';
import type { PrintOptions } from './printer.ts';

/** The program ends with these words on standard error. */
export class Fatal extends Error {
  /** Standard error's text as it is, without the program's name. */
  readonly whole: boolean;

  constructor(message: string, whole = false) {
    super(message);
    this.whole = whole;
  }
}

export interface Options {
  print: PrintOptions;
  device: string | undefined;
  count: number;
  /** --count: only how many. */
  countOnly: boolean;
  readFile: string | undefined;
  writeFile: string | undefined;
  filterFile: string | undefined;
  /** --print: print too where a file is written. */
  alsoPrint: boolean;
  packetBuffered: boolean;
  lineBuffered: boolean;
  snaplen: number;
  direction: 'in' | 'out' | 'inout';
  promiscuous: boolean;
  numbered: boolean;
  /** -t's. */
  times: number;
  hex: 0 | 1 | 2;
  hexAscii: 0 | 1 | 2;
  ascii: 0 | 1 | 2;
  list: 'devices' | 'links' | undefined;
  only: 'help' | 'version' | undefined;
  filter: string;
}

const SHORT = 'AbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:z:Z:#';
const LONG = {
  'buffer-size': '-B',
  count: 'none',
  'list-interfaces': '-D',
  help: '-h',
  interface: '-i',
  'monitor-mode': '-I',
  'time-stamp-type': '-j',
  'list-time-stamp-types': '-J',
  'dont-verify-checksums': '-K',
  'list-data-link-types': '-L',
  'no-optimize': '-O',
  'no-promiscuous-mode': '-p',
  direction: '-Q',
  'snapshot-length': '-s',
  'absolute-tcp-sequence-numbers': '-S',
  'packet-buffered': '-U',
  linktype: '-y',
  'immediate-mode': 'none',
  print: 'none',
  version: 'none',
  number: '-#',
  micro: 'none',
  nano: 'none',
  'time-stamp-precision': 'required',
  'relinquish-privileges': '-Z',
} as const;
/** What changes nothing that is seen here. */
const IGNORED = new Set(['-B', '-O', '-f', '-b', '-H', '-u', '-Z', '-j', '--immediate-mode', '--micro']);

const countOf = (value: string): number => {
  if (!/^[+]?\d+$/.test(value) || Number(value) <= 0) throw new Fatal(`invalid packet count ${value}`);
  return Number(value);
};

function snaplenOf(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) > SNAPLEN_BYTES_MAX)
    throw new Fatal(`invalid snaplen ${value} (must be >= 0 and <= ${SNAPLEN_BYTES_MAX})`);
  return Number(value) === 0 ? SNAPLEN_BYTES_MAX : Number(value);
}

function directionOf(value: string): Options['direction'] {
  if (value !== 'in' && value !== 'out' && value !== 'inout') throw new Fatal(`unknown capture direction '${value}'`);
  return value;
}

const again = (level: 0 | 1 | 2): 1 | 2 => (level === 0 ? 1 : 2);

const defaults = (filter: string): Options => ({
  print: { verbose: 0, quiet: false, linkLevel: false, numeric: false, shortNames: false, absoluteSequences: false, noChecksums: false },
  device: undefined,
  count: 0,
  countOnly: false,
  readFile: undefined,
  writeFile: undefined,
  filterFile: undefined,
  alsoPrint: false,
  packetBuffered: false,
  lineBuffered: false,
  snaplen: SNAPLEN_BYTES_MAX,
  direction: 'inout',
  promiscuous: true,
  numbered: false,
  times: 0,
  hex: 0,
  hexAscii: 0,
  ascii: 0,
  list: undefined,
  only: undefined,
  filter,
});

type Setter = (options: Options, value: string) => void;

const SETTERS: Readonly<Record<string, Setter>> = {
  '-A': options => void (options.ascii = again(options.ascii)),
  '-c': (options, value) => void (options.count = countOf(value)),
  '--count': options => void (options.countOnly = true),
  '-D': options => void (options.list = 'devices'),
  '-e': options => void (options.print.linkLevel = true),
  '-F': (options, value) => void (options.filterFile = value),
  '-h': options => void (options.only = 'help'),
  '-i': (options, value) => void (options.device = value),
  '-K': options => void (options.print.noChecksums = true),
  '-l': options => void (options.lineBuffered = true),
  '-L': options => void (options.list = 'links'),
  '-n': options => void (options.print.numeric = true),
  '-N': options => void (options.print.shortNames = true),
  '-p': options => void (options.promiscuous = false),
  '-q': options => void (options.print.quiet = true),
  '-Q': (options, value) => void (options.direction = directionOf(value)),
  '-r': (options, value) => void (options.readFile = value),
  '-s': (options, value) => void (options.snaplen = snaplenOf(value)),
  '-S': options => void (options.print.absoluteSequences = true),
  '-t': options => void options.times++,
  '-U': options => void (options.packetBuffered = true),
  '-v': options => void options.print.verbose++,
  '-w': (options, value) => void (options.writeFile = value),
  '-x': options => void (options.hex = again(options.hex)),
  '-X': options => void (options.hexAscii = again(options.hexAscii)),
  '-#': options => void (options.numbered = true),
  '--print': options => void (options.alsoPrint = true),
  '--version': options => void (options.only = 'version'),
};

/** Reads the command line. Throws Fatal. */
export function readOptions(argv: readonly string[]): Options {
  let given: ReturnType<typeof getopt>;
  try {
    given = getopt(argv, `+${SHORT}`, LONG);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new Fatal(`${argv[0]}: ${error.message}\n${USAGE}`, true);
  }
  const options = defaults(given.operands.join(' '));
  for (const { option, value } of given.given) {
    const set = SETTERS[option];
    if (set) set(options, value ?? '');
    else if (!IGNORED.has(option)) throw new Fatal(`option ${option} is not simulated here`);
  }
  return options;
}

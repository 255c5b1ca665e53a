// traceroute's command line, in its own words where it is wrong. As libsupp's clif.c of traceroute 2.1.6.

/** The program ends with these words. */
export class Fatal extends Error {
  readonly status: number;

  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

export interface Options {
  family: 'inet' | 'inet6' | undefined;
  method: 'default' | 'icmp' | 'tcp' | 'udp';
  firstHop: number;
  hopsMax: number;
  queries: number;
  waitMs: number;
  numeric: boolean;
  port: number | undefined;
  sourcePort: number | undefined;
  device: string | undefined;
  source: string | undefined;
  tos: number | undefined;
  mark: number | undefined;
  dontFragment: boolean;
  sendWaitMs: number;
  packetBytes: number | undefined;
  host: { name: string; at: number } | undefined;
  only: 'help' | 'version' | undefined;
}

/** Options with a value: the long name and what the value is called. */
const VALUED: Readonly<Record<string, readonly [long: string, value: string]>> = {
  f: ['first', 'first_ttl'],
  g: ['gateway', 'gate,...'],
  i: ['interface', 'device'],
  m: ['max-hops', 'max_ttl'],
  N: ['sim-queries', 'squeries'],
  p: ['port', 'port'],
  t: ['tos', 'tos'],
  l: ['flowlabel', 'flow_label'],
  w: ['wait', 'MAX,HERE,NEAR'],
  q: ['queries', 'nqueries'],
  s: ['source', 'src_addr'],
  z: ['sendwait', 'sendwait'],
  M: ['module', 'name'],
  O: ['options', 'OPTS,...'],
  P: ['protocol', 'prot'],
};
const PLAIN: Readonly<Record<string, string>> = {
  '4': '4',
  '6': '6',
  n: 'n',
  d: 'd',
  debug: 'd',
  F: 'F',
  'dont-fragment': 'F',
  I: 'I',
  icmp: 'I',
  T: 'T',
  tcp: 'T',
  U: 'U',
  udp: 'U',
  V: 'V',
  version: 'V',
  help: 'h',
  r: 'r',
  e: 'e',
  extensions: 'e',
  A: 'A',
  'as-path-lookups': 'A',
  D: 'D',
  dccp: 'D',
  UL: 'UL',
  mtu: 'mtu',
  back: 'back',
};

const METHODS: Readonly<Record<string, Options['method']>> = {
  I: 'icmp',
  T: 'tcp',
  U: 'udp',
  icmp: 'icmp',
  tcp: 'tcp',
  udp: 'udp',
  default: 'default',
};

function number(value: string, letter: string, at: number): number {
  const parsed = Number(value);
  if (value === '' || !Number.isFinite(parsed)) {
    throw new Fatal(`Cannot handle \`-${letter}' option with arg \`${value}' (argc ${at})`);
  }
  return parsed;
}

function plain(options: Options, flag: string): void {
  const method = METHODS[flag];
  if (method) options.method = method;
  else if (flag === '4' || flag === '6') options.family = flag === '4' ? 'inet' : 'inet6';
  else if (flag === 'n') options.numeric = true;
  else if (flag === 'F') options.dontFragment = true;
  else if (flag === 'V') options.only = 'version';
  else if (flag === 'h') options.only = 'help';
  else if (flag !== 'd' && flag !== 'e') throw new Fatal(`traceroute: option -${flag.length > 1 ? '-' : ''}${flag} is not simulated here`);
}

function valued(options: Options, letter: string, value: string, at: number): void {
  switch (letter) {
    case 'f':
      options.firstHop = number(value, letter, at);
      return;
    case 'm':
      options.hopsMax = number(value, letter, at);
      return;
    case 'q':
      options.queries = number(value, letter, at);
      return;
    case 'w':
      options.waitMs = number(value.split(',')[0]!, letter, at) * 1000;
      return;
    case 'p':
      options.port = number(value, letter, at);
      return;
    case 'i':
      options.device = value;
      return;
    case 's':
      options.source = value;
      return;
    case 't':
      options.tos = number(value, letter, at);
      return;
    case 'z': {
      const wait = number(value, letter, at);
      options.sendWaitMs = wait > 10 ? wait : wait * 1000;
      return;
    }
    case 'M': {
      const method = METHODS[value];
      if (!method) throw new Fatal(`Unknown traceroute module ${value}`);
      options.method = method;
      return;
    }
    case 'N':
      number(value, letter, at);
      return;
    default:
      throw new Fatal(`traceroute: option -${letter} is not simulated here`);
  }
}

function long(options: Options, argv: readonly string[], at: number): number {
  const word = argv[at]!;
  const [name = '', given] = word.slice(2).split('=') as [string, string?];
  if (Object.hasOwn(PLAIN, name) && name.length > 1) {
    plain(options, PLAIN[name]!);
    return 1;
  }
  if (name === 'fwmark' || name === 'sport') {
    if (given === undefined) throw new Fatal(`Option \`--${name}' (argc ${at}) requires an argument: \`--${name}=num'`);
    if (name === 'fwmark') options.mark = Number(given);
    else options.sourcePort = Number(given);
    return 1;
  }
  const letter = Object.keys(VALUED).find(one => VALUED[one]![0] === name);
  if (letter === undefined) throw new Fatal(`Bad option \`${word}' (argc ${at})`);
  const value = given ?? argv[at + 1];
  if (value === undefined) throw new Fatal(`Option \`--${name}' (argc ${at}) requires an argument: \`--${name}=${VALUED[letter]![1]}'`);
  valued(options, letter, value, at);
  return given === undefined ? 2 : 1;
}

function short(options: Options, argv: readonly string[], at: number): number {
  const word = argv[at]!;
  if (word === '-UL') plain(options, 'UL');
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const kind = VALUED[letter];
    if (!kind) {
      if (!Object.hasOwn(PLAIN, letter)) throw new Fatal(`Bad option \`-${letter}' (argc ${at})`);
      plain(options, letter);
      continue;
    }
    const rest = word.slice(index + 1);
    const value = rest === '' ? argv[at + 1] : rest;
    if (value === undefined) throw new Fatal(`Option \`-${letter}' (argc ${at}) requires an argument: \`-${letter} ${kind[1]}'`);
    valued(options, letter, value, at);
    return rest === '' ? 2 : 1;
  }
  return 1;
}

/** Throws Fatal where values are out of their range. */
export function checkOptions(options: Options): void {
  if (options.hopsMax > 255) throw new Fatal('max hops cannot be more than 255');
  if (options.firstHop < 1 || options.firstHop > options.hopsMax) throw new Fatal('first hop out of range');
  if (options.queries < 1 || options.queries > 10) throw new Fatal('no more than 10 probes per hop');
  if (options.waitMs < 0) throw new Fatal('bad wait specifications `' + `${options.waitMs / 1000}` + "' used");
  if (options.packetBytes !== undefined && options.packetBytes > 65000) throw new Fatal('too big packetlen specified');
}

/** Reads the command line; operands and options may stand in any order. Throws Fatal. */
export function readOptions(argv: readonly string[]): Options {
  const options: Options = {
    family: argv[0]?.endsWith('6') ? 'inet6' : undefined,
    method: 'default',
    firstHop: 1,
    hopsMax: 30,
    queries: 3,
    waitMs: 5000,
    numeric: false,
    port: undefined,
    sourcePort: undefined,
    device: undefined,
    source: undefined,
    tos: undefined,
    mark: undefined,
    dontFragment: false,
    sendWaitMs: 0,
    packetBytes: undefined,
    host: undefined,
    only: undefined,
  };
  for (let at = 1; at < argv.length; ) {
    const word = argv[at]!;
    if (word.startsWith('--') && word.length > 2) at += long(options, argv, at);
    else if (word.startsWith('-') && word.length > 1) at += short(options, argv, at);
    else {
      if (!options.host) options.host = { name: word, at };
      else if (options.packetBytes === undefined && /^\d+$/.test(word)) options.packetBytes = Number(word);
      else if (options.packetBytes === undefined)
        throw new Fatal(`Cannot handle "packetlen" cmdline arg \`${word}' on position 2 (argc ${at})`);
      else throw new Fatal(`Extra arg \`${word}' (position 3, argc ${at})`);
      at++;
    }
  }
  return options;
}

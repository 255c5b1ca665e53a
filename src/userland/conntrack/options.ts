// conntrack's command line: which command, which options, which filters. As conntrack.c of conntrack-tools 1.4.9.

import type { CtStatus } from '../../abi/nfnetlink.ts';
import { type IpAddress, parseAddress, widthOf } from '../../wire/address.ts';

/** What is wrong, in the tool's words; status 2 with a hint, or 1 without. */
export class Complaint extends Error {
  readonly status: 1 | 2;
  constructor(words: string, status: 1 | 2 = 2) {
    super(words);
    this.status = status;
  }
}

export interface AddressFilter {
  address: IpAddress;
  length: number;
}

export type EndName = 'src' | 'dst' | 'reply-src' | 'reply-dst';
export type NatName = 'src-nat' | 'dst-nat' | 'any-nat';

export interface Asked {
  command: string;
  table: string;
  ends: Partial<Record<EndName, AddressFilter>>;
  nat: Partial<Record<NatName, { address?: IpAddress; port?: number }>>;
  protocol?: number;
  family?: 'ipv4' | 'ipv6';
  ports: { sport?: number; dport?: number; replySport?: number; replyDport?: number };
  icmp: { type?: number; code?: number; id?: number };
  state?: string;
  status: CtStatus[];
  mark?: { value: number; mask: number };
  zone?: number;
  timeout?: number;
  outputs: Set<string>;
  events: Set<string>;
  zero: boolean;
  /** Options as they were given, by their long names. */
  given: Set<string>;
}

export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  udplite: 136,
  icmp: 1,
  icmpv6: 58,
  'ipv6-icmp': 58,
  sctp: 132,
  dccp: 33,
  gre: 47,
};

const SHORT: Readonly<Record<string, string>> = {
  s: 'src',
  d: 'dst',
  r: 'reply-src',
  q: 'reply-dst',
  p: 'protonum',
  f: 'family',
  t: 'timeout',
  u: 'status',
  m: 'mark',
  w: 'zone',
  e: 'event-mask',
  o: 'output',
  z: 'zero',
  n: 'src-nat',
  g: 'dst-nat',
  j: 'any-nat',
  b: 'buffer-size',
  l: 'label',
  c: 'secmark',
  i: 'id',
};
const COMMANDS: Readonly<Record<string, string>> = {
  dump: 'L',
  create: 'I',
  add: 'A',
  delete: 'D',
  update: 'U',
  get: 'G',
  flush: 'F',
  event: 'E',
  version: 'V',
  help: 'h',
  count: 'C',
  stats: 'S',
};
const LONG_ALIASES: Readonly<Record<string, string>> = {
  'orig-src': 'src',
  'orig-dst': 'dst',
  'orig-port-src': 'sport',
  'orig-port-dst': 'dport',
  'output-type': 'output',
};
/** Without an argument, or with one that may be left out. */
const PLAIN = new Set(['zero']);
const MAYBE = new Set(['src-nat', 'dst-nat', 'any-nat']);
const TABLES = ['conntrack', 'expect', 'dying', 'unconfirmed'];

/** Options of protocols, by name. */
const PORT_OPTIONS: Readonly<Record<string, keyof Asked['ports']>> = {
  sport: 'sport',
  dport: 'dport',
  'reply-port-src': 'replySport',
  'reply-port-dst': 'replyDport',
};
const ICMP_OPTIONS: Readonly<Record<string, keyof Asked['icmp']>> = {
  'icmp-type': 'type',
  'icmp-code': 'code',
  'icmp-id': 'id',
  'icmpv6-type': 'type',
  'icmpv6-code': 'code',
  'icmpv6-id': 'id',
};
const TCP_STATES = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
  'LISTEN',
];
const STATUSES = ['ASSURED', 'SEEN_REPLY', 'FIXED_TIMEOUT', 'EXPECTED', 'OFFLOAD', 'HW_OFFLOAD'];
const OUTPUTS = ['xml', 'extended', 'timestamp', 'id', 'ktimestamp', 'labels', 'userspace', 'save'];
const EVENTS = ['ALL', 'NEW', 'UPDATES', 'DESTROY'];

/** Which long options each command takes. */
const FILTERS =
  'src dst reply-src reply-dst protonum family mark zone status src-nat dst-nat any-nat output label secmark buffer-size orig-zone reply-zone state sport dport';
const ALLOWED: Readonly<Record<string, string>> = {
  L: `${FILTERS} zero`,
  I: `${FILTERS} timeout`,
  A: `${FILTERS} timeout`,
  U: `${FILTERS} timeout`,
  D: `${FILTERS} timeout id`,
  G: FILTERS,
  F: 'family',
  E: `${FILTERS} event-mask`,
  C: 'family',
  S: '',
};

class Reader {
  readonly #argv: readonly string[];
  #at = 1;
  readonly asked: Asked = {
    command: '',
    table: 'conntrack',
    ends: {},
    nat: {},
    ports: {},
    icmp: {},
    status: [],
    outputs: new Set(),
    events: new Set(),
    zero: false,
    given: new Set(),
  };
  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  read(): Asked {
    while (this.#at < this.#argv.length) {
      const word = this.#argv[this.#at++]!;
      if (word.startsWith('--')) this.#long(word);
      else if (word.startsWith('-') && word !== '-') this.#short(word);
      else throw new Complaint(`unknown type \`${word}'`);
    }
    return this.asked;
  }

  #maybe(): string | undefined {
    const word = this.#argv[this.#at];
    if (word === undefined || word.startsWith('-')) return undefined;
    this.#at++;
    return word;
  }

  #command(letter: string): void {
    if (this.asked.command !== '') throw new Complaint('Invalid commands combination');
    this.asked.command = letter;
    if (letter === 'V' || letter === 'h') return;
    const table = this.#maybe();
    if (table === undefined) return;
    if (!TABLES.includes(table)) throw new Complaint(`unknown type \`${table}'`);
    this.asked.table = table;
  }

  #long(word: string): void {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (Object.hasOwn(COMMANDS, name)) return this.#command(COMMANDS[name]!);
    const option = LONG_ALIASES[name] ?? name;
    if (!this.#known(option)) throw new Complaint(`unknown option \`${word}'`);
    this.#take(option, equals < 0 ? undefined : word.slice(equals + 1), word);
  }

  #short(word: string): void {
    const letter = word[1]!;
    if ('LIADUGFEVhCS'.includes(letter) && word.length === 2) return this.#command(letter);
    const option = SHORT[letter];
    if (option === undefined) throw new Complaint(`unknown option \`${word}'`);
    this.#take(option, word.length > 2 ? word.slice(2) : undefined, word);
  }

  #known(option: string): boolean {
    if (Object.values(SHORT).includes(option) || option === 'orig-zone' || option === 'reply-zone') return true;
    const { protocol } = this.asked;
    if (protocol === undefined) return false;
    if (Object.hasOwn(PORT_OPTIONS, option)) return [6, 17, 33, 132, 136].includes(protocol);
    if (Object.hasOwn(ICMP_OPTIONS, option)) return option.startsWith('icmpv6') ? protocol === 58 : protocol === 1;
    return option === 'state' && [6, 33, 132].includes(protocol);
  }

  #take(option: string, attached: string | undefined, word: string): void {
    this.asked.given.add(option);
    if (PLAIN.has(option)) {
      this.asked.zero = true;
      return;
    }
    const value = attached ?? (MAYBE.has(option) ? this.#maybe() : this.#argv[this.#at++]);
    if (value === undefined && !MAYBE.has(option)) throw new Complaint(`option \`${word}' requires an argument`);
    this.#set(option, value ?? '');
  }

  #address(text: string): AddressFilter {
    const [host, length] = text.split('/');
    const address = parseAddress(host!);
    if (address === undefined) throw new Complaint(`Invalid IP address \`${text}'`);
    const bits = length === undefined ? widthOf(address) : Number(length);
    if (!Number.isInteger(bits) || bits < 0 || bits > widthOf(address)) throw new Complaint(`Invalid IP address \`${text}'`);
    this.asked.family ??= typeof address === 'number' ? 'ipv4' : 'ipv6';
    return { address, length: bits };
  }

  #number(text: string, option: string): number {
    if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(text)) throw new Complaint(`unexpected value '${text}' with ${option} option`, 1);
    return Number(text);
  }

  #set(option: string, value: string): void {
    const { asked } = this;
    if (option === 'src' || option === 'dst' || option === 'reply-src' || option === 'reply-dst') asked.ends[option] = this.#address(value);
    else if (option === 'src-nat' || option === 'dst-nat' || option === 'any-nat') asked.nat[option] = this.#natted(value);
    else if (option === 'protonum') asked.protocol = protocolNumber(value);
    else if (option === 'family') {
      if (value !== 'ipv4' && value !== 'ipv6') throw new Complaint(`\`${value}' unsupported protocol`);
      asked.family = value;
    } else if (option === 'timeout') asked.timeout = this.#number(value, '-t');
    else if (option === 'status') asked.status = this.#list(value, [...STATUSES, 'UNSET']) as CtStatus[];
    else if (option === 'mark') {
      const [mark, mask] = value.split('/');
      asked.mark = { value: this.#number(mark!, '-m'), mask: mask === undefined ? 0xffffffff : this.#number(mask, '-m') };
    } else if (option === 'zone' || option === 'orig-zone' || option === 'reply-zone') asked.zone = this.#number(value, '-w');
    else if (option === 'output') for (const one of this.#list(value, OUTPUTS)) asked.outputs.add(one);
    else if (option === 'event-mask') for (const one of this.#list(value, EVENTS)) asked.events.add(one);
    else if (option === 'label') throw new Complaint(`unknown label '${value}'`);
    else if (Object.hasOwn(PORT_OPTIONS, option)) {
      // A service's name is no number, and so is nothing that matches.
      asked.ports[PORT_OPTIONS[option]!] = /^\d+$/.test(value) ? Number(value) : 0;
    } else if (Object.hasOwn(ICMP_OPTIONS, option)) asked.icmp[ICMP_OPTIONS[option]!] = /^\d+$/.test(value) ? Number(value) : 0;
    else if (option === 'state') {
      const state = value.toUpperCase();
      if (!TCP_STATES.includes(state)) throw new Complaint(`unknown TCP state \`${value}'`);
      asked.state = state === 'LISTEN' ? 'SYN_SENT2' : state;
    }
  }

  #natted(text: string): { address?: IpAddress; port?: number } {
    if (text === '') return {};
    const match = /^(\d+\.\d+\.\d+\.\d+|\[?[0-9a-fA-F:]+\]?)(?::(\d+))?$/.exec(text);
    const address = match && parseAddress(match[1]!.replace(/[[\]]/g, ''));
    if (address === undefined || address === null) throw new Complaint(`Invalid IP address \`${text}'`);
    return { address, ...(match![2] !== undefined && { port: Number(match![2]) }) };
  }

  #list(text: string, known: readonly string[]): string[] {
    return text.split(',').map(one => {
      const found = known.find(name => name.toLowerCase() === one.toLowerCase());
      if (found === undefined) throw new Complaint(`Bad parameter \`${one}'`);
      return found;
    });
  }
}

function protocolNumber(text: string): number {
  const number = PROTOCOL_NUMBERS[text.toLowerCase()] ?? (/^\d+$/.test(text) && Number(text) < 256 ? Number(text) : undefined);
  if (number === undefined) throw new Complaint(`\`${text}' unsupported protocol`);
  return number;
}

/** Reads the command line. Throws Complaint. */
export function readOptions(argv: readonly string[]): Asked {
  const asked = new Reader(argv).read();
  const { command, given } = asked;
  if (command === 'h' || command === 'V') return asked;
  const allowed = command === '' ? [] : ALLOWED[command]!.split(' ');
  for (const option of given) {
    const general = !Object.values(SHORT).includes(option);
    if (!allowed.includes(option) && !(general && command !== '')) throw new Complaint(`Illegal option \`--${option}' with this command`);
  }
  const filtered = [...given].some(option => option !== 'zero' && option !== 'output' && option !== 'family');
  if (asked.zero && filtered) throw new Complaint("Can't use -z with filtering parameters");
  if (command === 'G' || command === 'I' || command === 'A') requireTuple(asked);
  if (asked.status.includes('UNSET' as CtStatus) && command === 'L') throw new Complaint('Operation failed: invalid parameters', 1);
  return asked;
}

function requireTuple({ command, protocol, timeout, ports, icmp, ends }: Asked): void {
  const need = (option: string): Complaint => new Complaint(`You need to supply the \`--${option}' option for this command`);
  if (protocol === undefined) throw need('protonum');
  if (!ends.src && !ends['reply-src']) throw need('src');
  if (!ends.dst && !ends['reply-dst']) throw need('dst');
  if (protocol === 1 && icmp.type === undefined) throw need('icmp-type');
  if (protocol === 58 && icmp.type === undefined) throw need('icmpv6-type');
  if ([6, 17].includes(protocol) && (ports.sport ?? ports.replySport) === undefined) throw need('sport');
  if ([6, 17].includes(protocol) && (ports.dport ?? ports.replyDport) === undefined) throw need('dport');
  if (command !== 'G' && timeout === undefined) throw need('timeout');
}

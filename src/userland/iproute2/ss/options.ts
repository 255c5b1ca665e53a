// The command line of ss. As misc/ss.c: main().

import { getopt, type LongOptions } from '../../lib/getopt.ts';

export type Db = 'tcp' | 'udp' | 'raw' | 'unix_dgram' | 'unix_stream' | 'unix_seqpacket' | 'packet_raw' | 'packet_dgram' | 'netlink';

/** In the order that sockets are shown. */
export const DBS: readonly Db[] = [
  'netlink',
  'packet_raw',
  'packet_dgram',
  'unix_stream',
  'unix_dgram',
  'unix_seqpacket',
  'raw',
  'udp',
  'tcp',
];
const UNIX: readonly Db[] = ['unix_stream', 'unix_dgram', 'unix_seqpacket'];
const PACKET: readonly Db[] = ['packet_raw', 'packet_dgram'];
const INET: readonly Db[] = ['tcp', 'udp', 'raw'];
const QUERIES: Readonly<Record<string, readonly Db[]>> = {
  all: DBS,
  inet: INET,
  tcp: ['tcp'],
  udp: ['udp'],
  raw: ['raw'],
  unix: UNIX,
  unix_dgram: ['unix_dgram'],
  unix_stream: ['unix_stream'],
  unix_seqpacket: ['unix_seqpacket'],
  packet: PACKET,
  packet_raw: ['packet_raw'],
  packet_dgram: ['packet_dgram'],
  netlink: ['netlink'],
  mptcp: [],
  sctp: [],
  vsock_stream: [],
  vsock_dgram: [],
  tipc: [],
  xdp: [],
  ...Object.fromEntries([
    ['u_str', ['unix_stream']],
    ['u_dgr', ['unix_dgram']],
    ['u_seq', ['unix_seqpacket']],
    ['t4', ['tcp']],
    ['u4', ['udp']],
  ]),
};

export interface SsOptions {
  dbs: Set<Db>;
  family: 'inet' | 'inet6' | undefined;
  states: 'default' | 'all' | 'listening';
  /** No kind of socket was named. */
  everything: boolean;
  flags: ReadonlySet<string>;
  netns: string | undefined;
  filterFile: string | undefined;
  operands: readonly string[];
}

/** A word for a family or query that is not known: printed, and the usage after it. */
export class WordError extends Error {}

const SHORT = 'hnrlaBoempTisbfEZzN:460tMSuwxf:KHQOA:D:F:V'.replace('bfE', 'bE');
const LONG: LongOptions = {
  numeric: '-n',
  resolve: '-r',
  options: '-o',
  extended: '-e',
  memory: '-m',
  info: '-i',
  processes: '-p',
  threads: '-T',
  bpf: '-b',
  events: '-E',
  dccp: 'none',
  tcp: '-t',
  sctp: '-S',
  udp: '-u',
  raw: '-w',
  unix: '-x',
  tipc: 'none',
  vsock: 'none',
  xdp: 'none',
  mptcp: '-M',
  all: '-a',
  listening: '-l',
  'bound-inactive': '-B',
  ipv4: '-4',
  ipv6: '-6',
  packet: '-0',
  family: '-f',
  socket: '-A',
  query: '-A',
  summary: '-s',
  diag: '-D',
  filter: '-F',
  version: '-V',
  help: '-h',
  context: '-Z',
  contexts: '-z',
  net: '-N',
  kill: '-K',
  'no-header': '-H',
  'no-queues': '-Q',
  oneline: '-O',
  tos: 'none',
  cgroup: 'none',
  'inet-sockopt': 'none',
  tipcinfo: 'none',
};

const NOT_SIMULATED: Readonly<Record<string, string>> = { '-E': '-E', '-b': '-b', '-D': '-D', '-Z': '-Z', '-z': '-z', '-T': '-T' };

/** Reads argv. Throws UsageError or WordError. */
export function parseOptions(argv: readonly string[]): SsOptions {
  const { given, operands } = getopt(argv, `+${SHORT}`, LONG);
  const options: SsOptions = {
    dbs: new Set(),
    family: undefined,
    states: 'default',
    everything: false,
    flags: new Set(given.map(({ option }) => option)),
    netns: undefined,
    filterFile: undefined,
    operands,
  };
  const add = (dbs: readonly Db[]): void => {
    for (const db of dbs) options.dbs.add(db);
  };
  let named = false;
  for (const { option, value } of given) {
    if (NOT_SIMULATED[option]) throw new WordError(`option ${option} is not simulated here`);
    named ||= ['-t', '-u', '-w', '-x', '-0', '-S', '-M', '-A', '-f', '--vsock', '--tipc', '--xdp', '--dccp'].includes(option);
    if (option === '-t') add(['tcp']);
    else if (option === '-u') add(['udp']);
    else if (option === '-w') add(['raw']);
    else if (option === '-x') add(UNIX);
    else if (option === '-0') add(PACKET);
    else if (option === '-4' || option === '-6') options.family = option === '-4' ? 'inet' : 'inet6';
    else if (option === '-a') options.states = 'all';
    else if (option === '-l') options.states = 'listening';
    else if (option === '-N') options.netns = value;
    else if (option === '-F') options.filterFile = value;
    else if (option === '-A') readQuery(value!, add);
    else if (option === '-f') readFamily(value!, options, add);
  }
  if (!named) {
    options.everything = options.family === undefined;
    add(options.family === undefined ? DBS : INET);
  }
  return options;
}

function readQuery(text: string, add: (dbs: readonly Db[]) => void): void {
  for (const word of text.split(',')) {
    const dbs = QUERIES[word];
    if (!dbs) throw new WordError(`"${word}" is illegal socket table id`);
    add(dbs);
  }
}

function readFamily(word: string, options: SsOptions, add: (dbs: readonly Db[]) => void): void {
  if (word === 'inet' || word === 'inet6') {
    options.family = word;
    add(INET);
  } else if (word === 'link') add(PACKET);
  else if (word === 'unix') add(UNIX);
  else if (word === 'netlink') add(['netlink']);
  else if (!['vsock', 'tipc', 'xdp'].includes(word)) throw new WordError(`"${word}" is invalid family`);
}

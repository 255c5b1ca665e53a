// Each extension of iptables in nft's words, from its options as iptables-save writes them. As the xlate functions of iptables 1.8.13.

import type { Family } from '../../../xtables/extension.ts';

/** An extension's options as iptables-save writes them. */
export interface Option {
  name: string;
  values: string[];
  inverted: boolean;
}

interface Where {
  family: Family;
  protocol: number | undefined;
  advised: boolean;
}

/** Undefined where nft has no words for it. */
type Translate = (options: readonly Option[], where: Where) => string | undefined;

const PORT_NAMES: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 33: 'dccp', 132: 'sctp', 136: 'udplite' };
const UNITS: Readonly<Record<string, string>> = { sec: 'second', min: 'minute', hour: 'hour', day: 'day' };
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];
const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];
const LOG_LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const FULL = 0xffffffff;

const find = (options: readonly Option[], name: string): Option | undefined => options.find(option => option.name === name);
const first = (options: readonly Option[], name: string): string | undefined => find(options, name)?.values[0];
const not = (option: Option | undefined): string => (option?.inverted ? '!= ' : '');
const ipOf = ({ family }: Where): string => (family === 'ipv4' ? 'ip' : 'ip6');
const hex = (value: number): string => `0x${value.toString(16)}`;
const hex8 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** "key value" of one option, or its inversion. */
const simple =
  (key: string, name: string, write: (value: string) => string = value => value): Translate =>
  options => {
    const option = find(options, name);
    return option && options.length === 1 ? `${key} ${not(option)}${write(option.values[0]!)}` : undefined;
  };

const range = (text: string): string => text.replace(':', '-');
const quoted = (text: string): string => `"${text}"`;

function ports(protocol: string): Translate {
  return options => {
    const parts: string[] = [];
    for (const option of options) {
      if (option.name === 'sport' || option.name === 'dport')
        parts.push(`${protocol} ${option.name} ${not(option)}${range(option.values[0]!)}`);
      else if (option.name === 'tcp-flags') parts.push(tcpFlags(option));
      else if (option.name === 'tcp-option') parts.push(`tcp option ${option.values[0]} ${option.inverted ? 'missing' : 'exists'}`);
      else return undefined;
    }
    return parts.join(' ');
  };
}

function flagList(text: string): string[] {
  if (text === 'NONE') return [];
  const given = text === 'ALL' ? FLAGS : text.split(',');
  return FLAGS.filter(flag => given.includes(flag)).map(flag => flag.toLowerCase());
}

function tcpFlags({ values, inverted }: Option): string {
  const mask = flagList(values[0]!);
  const compare = flagList(values[1]!);
  if (compare.length === 0) return `tcp flags ${inverted ? '' : '! '}${mask.join(',')}`;
  const masked = mask.length > 1 ? `(${mask.join(' | ')})` : mask.join('');
  return `tcp flags & ${masked} ${inverted ? '!=' : '=='} ${compare.length > 1 ? `(${compare.join(' | ')})` : compare.join('')}`;
}

const multiport: Translate = ([option], { protocol }) => {
  const name = PORT_NAMES[protocol ?? 0];
  if (!option || name === undefined) return undefined;
  const list = option.values[0]!.split(',').map(range);
  if (option.name === 'ports') {
    const pairs = list.flatMap(ports_ => [`0-65535 . ${ports_}`, `${ports_} . 0-65535`]);
    return `${name} sport . ${name} dport ${not(option)}{ ${pairs.join(', ')} }`;
  }
  const text = list.length > 1 || list[0]!.includes('-') ? `{ ${list.join(', ')} }` : list[0]!;
  return `${name} ${option.name.slice(0, -1)} ${not(option)}${text}`;
};

function states({ values, inverted }: Option): string | undefined {
  const given = values[0]!.split(',');
  const nat = given.filter(state => state === 'SNAT' || state === 'DNAT');
  const mark = inverted ? '! ' : '';
  if (nat.length === given.length) return `ct status ${mark}${nat.join(',').toLowerCase()}`;
  if (nat.length > 0) return undefined;
  return `ct state ${mark}${STATES.filter(state => given.includes(state))
    .join(',')
    .toLowerCase()}`;
}

const conntrack: Translate = (options, where) => {
  const parts: string[] = [];
  for (const option of options) {
    const value = option.values[0] ?? '';
    const end = /^ct(orig|repl)(src|dst)$/.exec(option.name);
    const port = /^ct(orig|repl)(src|dst)port$/.exec(option.name);
    const side = (word: string | undefined): string => (word === 'orig' ? 'original' : 'reply');
    let text: string | undefined;
    if (option.name === 'ctstate') text = states(option);
    else if (option.name === 'ctstatus')
      text = value === 'NONE' ? undefined : `ct status ${option.inverted ? '! ' : ''}${value.toLowerCase()}`;
    else if (option.name === 'ctdir') text = `ct direction ${value.toLowerCase()}`;
    else if (option.name === 'ctproto') text = `ct original protocol ${not(option)}${value}`;
    else if (option.name === 'ctexpire') text = `ct expiration ${not(option)}${range(value)}`;
    else if (end) text = `ct ${side(end[1])} ${ipOf(where)} ${end[2] === 'src' ? 'saddr' : 'daddr'} ${not(option)}${value}`;
    else if (port) text = `ct ${side(port[1])} proto-${port[2]} ${not(option)}${range(value)}`;
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return parts.join(' ');
};

/** "0x1/0xff" in its two numbers. */
function markOf(text: string): [value: number, mask: number] {
  const [value, mask] = text.split('/');
  return [Number(value), mask === undefined ? FULL : Number(mask)];
}

const markMatch =
  (key: string, write: (value: number) => string): Translate =>
  ([option]) => {
    const [value, mask] = markOf(option!.values[0]!);
    if (mask === FULL) return `${key} ${not(option)}${write(value)}`;
    return `${key} & ${write(mask)} ${option!.inverted ? '!=' : '=='} ${write(value)}`;
  };

/** What a mark becomes: "0x1", "mark or 0x1", "mark and 0xfffffffd xor 0x1". */
function markChange(text: string): string {
  const [value, mask] = markOf(text);
  const kept = hex(~mask >>> 0);
  if (mask === FULL) return hex(value);
  if (mask === 0) return `mark xor ${hex(value)}`;
  if (value === mask) return `mark or ${hex(value)}`;
  return value === 0 ? `mark and ${kept}` : `mark and ${kept} xor ${hex(value)}`;
}

const limit: Translate = options => {
  const [rate, unit] = first(options, 'limit')!.split('/');
  return `limit rate ${rate}/${UNITS[unit!] ?? unit} burst ${first(options, 'limit-burst') ?? '5'} packets`;
};

const addrtype: Translate = options => {
  const parts: string[] = [];
  const device = find(options, 'limit-iface-in') ? ' . iif' : find(options, 'limit-iface-out') ? ' . oif' : '';
  for (const option of options) {
    const end = option.name === 'src-type' ? 'saddr' : option.name === 'dst-type' ? 'daddr' : undefined;
    if (end === undefined) continue;
    const types = option.values[0]!.toLowerCase().split(',');
    parts.push(`fib ${end}${device} type ${not(option)}${types.length > 1 ? `{ ${types.join(', ')} }` : types[0]}`);
  }
  return parts.join(' ');
};

const statistic: Translate = options => {
  const probability = find(options, 'probability');
  if (probability) {
    return `meta random & 2147483647 ${probability.inverted ? '>=' : '<'} ${Math.round(Number(probability.values[0]) * 2 ** 31)}`;
  }
  const every = find(options, 'every');
  return every && `numgen inc mod ${every.values[0]} ${not(every)}${first(options, 'packet') ?? 0}`;
};

const iprange: Translate = (options, where) =>
  options.map(option => `${ipOf(where)} ${option.name === 'src-range' ? 'saddr' : 'daddr'} ${not(option)}${option.values[0]}`).join(' ');

const ttlLike =
  (key: string): Translate =>
  ([option]) => {
    const operator = option!.name.endsWith('lt') ? '< ' : option!.name.endsWith('gt') ? '> ' : not(option);
    return `${key} ${operator}${option!.values[0]}`;
  };

const owner: Translate = options => {
  const keys: Readonly<Record<string, string>> = { 'uid-owner': 'skuid', 'gid-owner': 'skgid' };
  const parts = options.map(option => keys[option.name] && `${keys[option.name]} ${not(option)}${option.values[0]}`);
  return parts.includes(undefined) ? undefined : parts.join(' ');
};

const devgroup: Translate = options =>
  options.map(option => `${option.name === 'src-group' ? 'iifgroup' : 'oifgroup'} ${not(option)}${option.values[0]}`).join(' ');

const connbytes: Translate = options => {
  const amount = find(options, 'connbytes');
  if (!amount) return undefined;
  const direction = first(options, 'connbytes-dir');
  const [low, high] = amount.values[0]!.split(':');
  const value = high === undefined || high === '' ? `${amount.inverted ? 'lt' : 'ge'} ${low}` : `${not(amount)}${low}-${high}`;
  return `ct ${direction === 'both' ? '' : `${direction} `}${first(options, 'connbytes-mode')} ${value}`;
};

const quota: Translate = ([option]) => `quota ${option!.inverted ? 'over ' : ''}${option!.values[0]} bytes`;

const time: Translate = options => {
  const start = first(options, 'timestart');
  const known = options.every(
    ({ name, values }) => ['timestart', 'timestop'].includes(name) || (name === 'datestop' && values[0]!.startsWith('2038')),
  );
  return start !== undefined && known ? ` meta hour "${start}"-"${first(options, 'timestop')}"` : undefined;
};

const icmp =
  (key: string, name: string, names: ReadonlyMap<string, string>): Translate =>
  options => {
    const option = find(options, name);
    const type = option && names.get(option.values[0]!);
    return type === undefined ? undefined : `${key} ${not(option)}${type}`;
  };

const ICMP_NAMES = new Map([
  ['0', 'echo-reply'],
  ['3', 'destination-unreachable'],
  ['4', 'source-quench'],
  ['5', 'redirect'],
  ['8', 'echo-request'],
  ['9', 'router-advertisement'],
  ['10', 'router-solicitation'],
  ['11', 'time-exceeded'],
  ['12', 'parameter-problem'],
  ['13', 'timestamp-request'],
  ['14', 'timestamp-reply'],
  ['17', 'address-mask-request'],
  ['18', 'address-mask-reply'],
]);

const ICMPV6_NAMES = new Map([
  ['1', 'destination-unreachable'],
  ['2', 'packet-too-big'],
  ['3', 'time-exceeded'],
  ['4', 'parameter-problem'],
  ['128', 'echo-request'],
  ['129', 'echo-reply'],
  ['133', 'nd-router-solicit'],
  ['134', 'nd-router-advert'],
  ['135', 'nd-neighbor-solicit'],
  ['136', 'nd-neighbor-advert'],
  ['137', 'nd-redirect'],
]);

export const TRANSLATED_MATCHES: Readonly<Record<string, Translate>> = {
  tcp: ports('tcp'),
  udp: ports('udp'),
  multiport,
  conntrack,
  state: ([option]) => states(option!),
  mark: (options, where) => (where.advised ? markMatch('mark', hex) : markMatch('meta mark', hex8))(options, where),
  connmark: markMatch('ct mark', hex),
  limit,
  mac: simple('ether saddr', 'mac-source'),
  comment: ([option]) => `comment ${quoted(option!.values[0]!)}`,
  addrtype,
  statistic,
  pkttype: simple('pkttype', 'pkt-type'),
  ttl: ttlLike('ip ttl'),
  hl: ttlLike('ip6 hoplimit'),
  length: simple('meta length', 'length', range),
  iprange,
  owner,
  dscp: ([option], where) => `${ipOf(where)} dscp ${not(option)}${option!.values[0]}`,
  tcpmss: simple('tcp option maxseg size', 'mss', range),
  devgroup,
  cgroup: simple('meta cgroup', 'cgroup'),
  helper: simple('ct helper', 'helper', quoted),
  quota,
  realm: simple('rtclassid', 'realm'),
  esp: simple('esp spi', 'espspi', range),
  connbytes,
  cpu: simple('cpu', 'cpu'),
  time,
  icmp: icmp('icmp type', 'icmp-type', ICMP_NAMES),
  icmp6: icmp('icmpv6 type', 'icmpv6-type', ICMPV6_NAMES),
};

const natFlags = (options: readonly Option[]): string =>
  (find(options, 'random') ? ' random' : '') +
  (find(options, 'random-fully') ? ' fully-random' : '') +
  (find(options, 'persistent') ? ' persistent' : '');

const nat =
  (word: string, name: string): Translate =>
  options => {
    const to = first(options, name);
    const text = to === undefined ? '' : ` to ${name === 'to-ports' ? ':' : ''}${to}`;
    return `${word}${text}${natFlags(options)}`;
  };

const reject: Translate = ([option]) => {
  const kind = option?.values[0] ?? 'icmp-port-unreachable';
  if (kind === 'tcp-reset') return 'reject with tcp reset';
  if (kind.endsWith('-port-unreachable')) return 'reject';
  const [, family, type] = /^(icmp6?)-(.*)$/.exec(kind)!;
  const name = type === 'proto-unreachable' ? 'prot-unreachable' : type === 'adm-prohibited' ? 'admin-prohibited' : type;
  return `reject with ${family === 'icmp6' ? 'icmpv6' : 'icmp'} type ${name}`;
};

const log: Translate = options => {
  const prefix = first(options, 'log-prefix');
  const level = first(options, 'log-level');
  const tcp = ['sequence', 'options'].filter(name => find(options, `log-tcp-${name}`));
  return [
    'log',
    prefix !== undefined && `prefix ${quoted(prefix)}`,
    level !== undefined && `level ${LOG_LEVELS[Number(level)] ?? level}`,
    tcp.length > 0 && `flags tcp ${tcp.join(',')}`,
    find(options, 'log-ip-options') && 'flags ip options',
    find(options, 'log-uid') && 'flags skuid',
    find(options, 'log-macdecode') && 'flags ether',
  ]
    .filter(Boolean)
    .join(' ');
};

const nflog: Translate = options => {
  const prefix = first(options, 'nflog-prefix');
  return `log${prefix === undefined ? '' : ` prefix ${quoted(prefix)}`} group ${first(options, 'nflog-group') ?? 0}`;
};

const nfqueue: Translate = options => {
  const balance = first(options, 'queue-balance');
  const flags = [find(options, 'queue-bypass') && 'bypass', find(options, 'queue-cpu-fanout') && 'fanout'].filter(Boolean);
  return `queue${flags.length > 0 ? ` flags ${flags.join(',')}` : ''} num ${balance === undefined ? (first(options, 'queue-num') ?? 0) : range(balance)}`;
};

const connmark: Translate = options => {
  const set = first(options, 'set-xmark');
  if (set !== undefined) return `ct mark set ${markChange(set).replace('mark ', 'ct mark ')}`;
  if (options.some(({ name, values }) => name.endsWith('mask') && Number(values[0]) !== FULL)) return undefined;
  return find(options, 'save-mark') ? 'ct mark set mark' : 'meta mark set ct mark';
};

const ct: Translate = options => {
  const [option] = options;
  if (options.length !== 1) return undefined;
  if (option!.name === 'notrack') return 'notrack';
  if (option!.name === 'zone') return `ct zone set ${option!.values[0]}`;
  return option!.name === 'helper' ? `ct helper set ${quoted(option!.values[0]!)}` : undefined;
};

const tproxy: Translate = options => {
  const address = first(options, 'on-ip');
  const [value, mask] = markOf(first(options, 'tproxy-mark') ?? '0/0');
  const mark = value === 0 && mask === 0 ? '' : ` meta mark set ${markChange(`${value}/${mask}`)}`;
  return `tproxy to ${address === '0.0.0.0' || address === '::' ? '' : address}:${first(options, 'on-port')}${mark} accept`;
};

export const TRANSLATED_TARGETS: Readonly<Record<string, Translate>> = {
  REJECT: reject,
  LOG: log,
  NFLOG: nflog,
  NFQUEUE: nfqueue,
  MARK: ([option]) => `meta mark set ${markChange(option!.values[0]!)}`,
  CONNMARK: connmark,
  CLASSIFY: ([option]) =>
    `meta priority set ${option!.values[0]!.split(':')
      .map(part => Number.parseInt(part, 16).toString(16))
      .join(':')}`,
  TCPMSS: options => `tcp option maxseg size set ${first(options, 'set-mss') ?? 'rt mtu'}`,
  DSCP: ([option], where) => `${ipOf(where)} dscp set ${option!.values[0]}`,
  TEE: options => `dup to ${first(options, 'gateway')}${first(options, 'oif') === undefined ? '' : ` device ${first(options, 'oif')}`}`,
  TPROXY: tproxy,
  CT: ct,
  NOTRACK: () => 'notrack',
  TRACE: () => 'meta nftrace set 1',
  AUDIT: () => 'log level audit',
  SNAT: nat('snat', 'to-source'),
  DNAT: nat('dnat', 'to-destination'),
  MASQUERADE: nat('masquerade', 'to-ports'),
  REDIRECT: nat('redirect', 'to-ports'),
};

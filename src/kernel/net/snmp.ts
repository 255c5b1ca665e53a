// Counters of the protocols, once per namespace: what /proc/net/snmp, netstat and snmp6 show. Names as RFC 1213's and Linux's.

import { pernet } from './netns.ts';

export const IP_COUNTERS = [
  'InReceives',
  'InHdrErrors',
  'InAddrErrors',
  'ForwDatagrams',
  'InUnknownProtos',
  'InDiscards',
  'InDelivers',
  'OutRequests',
  'OutDiscards',
  'OutNoRoutes',
  'ReasmTimeout',
  'ReasmReqds',
  'ReasmOKs',
  'ReasmFails',
  'FragOKs',
  'FragFails',
  'FragCreates',
  'OutTransmits',
] as const;

/** Of IPv4's IpExt line and IPv6's table alike. */
export const IP_EXT_COUNTERS = [
  'InNoRoutes',
  'InTruncatedPkts',
  'InMcastPkts',
  'OutMcastPkts',
  'InBcastPkts',
  'OutBcastPkts',
  'InOctets',
  'OutOctets',
  'InMcastOctets',
  'OutMcastOctets',
  'InBcastOctets',
  'OutBcastOctets',
  'InCsumErrors',
  'InNoECTPkts',
  'InECT1Pkts',
  'InECT0Pkts',
  'InCEPkts',
  'ReasmOverlaps',
  'InTooBigErrors',
] as const;

export const TCP_COUNTERS = [
  'ActiveOpens',
  'PassiveOpens',
  'AttemptFails',
  'EstabResets',
  'CurrEstab',
  'InSegs',
  'OutSegs',
  'RetransSegs',
  'InErrs',
  'OutRsts',
  'InCsumErrors',
] as const;

export const UDP_COUNTERS = [
  'InDatagrams',
  'NoPorts',
  'InErrors',
  'OutDatagrams',
  'RcvbufErrors',
  'SndbufErrors',
  'InCsumErrors',
  'IgnoredMulti',
  'MemErrors',
] as const;

type Counters<K extends readonly string[]> = Record<K[number], number>;

const counters = <K extends readonly string[]>(names: K): Counters<K> => Object.fromEntries(names.map(name => [name, 0])) as Counters<K>;

export interface IpMib {
  ip: Counters<typeof IP_COUNTERS>;
  ext: Counters<typeof IP_EXT_COUNTERS>;
  udp: Counters<typeof UDP_COUNTERS>;
  icmpIn: { messages: number; errors: number; checksumErrors: number; types: Map<number, number> };
  icmpOut: { messages: number; errors: number; rateLimitGlobal: number; rateLimitHost: number; types: Map<number, number> };
}

const ipMib = (): IpMib => ({
  ip: counters(IP_COUNTERS),
  ext: counters(IP_EXT_COUNTERS),
  udp: counters(UDP_COUNTERS),
  icmpIn: { messages: 0, errors: 0, checksumErrors: 0, types: new Map() },
  icmpOut: { messages: 0, errors: 0, rateLimitGlobal: 0, rateLimitHost: 0, types: new Map() },
});

export interface Mib {
  v4: IpMib;
  v6: IpMib;
  tcp: Counters<typeof TCP_COUNTERS>;
  /** TcpExt, by name; what never happened is not in it. */
  tcpExt: Map<string, number>;
}

/** The counters of a namespace. */
export const mib = pernet((): Mib => ({ v4: ipMib(), v6: ipMib(), tcp: counters(TCP_COUNTERS), tcpExt: new Map() }));

/** Adds one in a table of counters that fills as things happen. */
export function count<K>(table: Map<K, number>, key: K, by = 1): void {
  table.set(key, (table.get(key) ?? 0) + by);
}

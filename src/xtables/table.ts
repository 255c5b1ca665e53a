// Every extension by its name and family: what -m and -j find.

import type { Family, Match, Target } from './extension.ts';
import addrtypeMatch from './matches/addrtype.ts';
import commentMatch from './matches/comment.ts';
import connbytesMatch from './matches/connbytes.ts';
import connlabelMatch from './matches/connlabel.ts';
import connlimitMatch from './matches/connlimit.ts';
import connmarkMatch from './matches/connmark.ts';
import conntrackMatch from './matches/conntrack.ts';
import cpuMatch from './matches/cpu.ts';
import dccpMatch from './matches/dccp.ts';
import devgroupMatch from './matches/devgroup.ts';
import dscpMatch from './matches/dscp.ts';
import ecnMatch from './matches/ecn.ts';
import hashlimitMatch from './matches/hashlimit.ts';
import helperMatch from './matches/helper.ts';
import hlMatch from './matches/hl.ts';
import icmpMatch from './matches/icmp.ts';
import icmp6Match from './matches/icmp6.ts';
import iprangeMatch from './matches/iprange.ts';
import lengthMatch from './matches/length.ts';
import limitMatch from './matches/limit.ts';
import macMatch from './matches/mac.ts';
import markMatch from './matches/mark.ts';
import multiportMatch from './matches/multiport.ts';
import ownerMatch from './matches/owner.ts';
import physdevMatch from './matches/physdev.ts';
import pkttypeMatch from './matches/pkttype.ts';
import quotaMatch from './matches/quota.ts';
import realmMatch from './matches/realm.ts';
import recentMatch from './matches/recent.ts';
import sctpMatch from './matches/sctp.ts';
import setMatch from './matches/set.ts';
import stateMatch from './matches/state.ts';
import statisticMatch from './matches/statistic.ts';
import stringMatch from './matches/string.ts';
import tcpMatch from './matches/tcp.ts';
import tcpmssMatch from './matches/tcpmss.ts';
import timeMatch from './matches/time.ts';
import tosMatch from './matches/tos.ts';
import ttlMatch from './matches/ttl.ts';
import udpMatch from './matches/udp.ts';
import CLASSIFY from './targets/CLASSIFY.ts';
import CONNMARK from './targets/CONNMARK.ts';
import CT from './targets/CT.ts';
import DNAT from './targets/DNAT.ts';
import DSCP from './targets/DSCP.ts';
import ECN from './targets/ECN.ts';
import HL from './targets/HL.ts';
import LOG from './targets/LOG.ts';
import MARK from './targets/MARK.ts';
import MASQUERADE from './targets/MASQUERADE.ts';
import NETMAP from './targets/NETMAP.ts';
import NFLOG from './targets/NFLOG.ts';
import NOTRACK from './targets/NOTRACK.ts';
import REDIRECT from './targets/REDIRECT.ts';
import REJECT from './targets/REJECT.ts';
import SNAT from './targets/SNAT.ts';
import TCPMSS from './targets/TCPMSS.ts';
import TOS from './targets/TOS.ts';
import TRACE from './targets/TRACE.ts';
import TTL from './targets/TTL.ts';

const MATCHES: readonly Match[] = [
  addrtypeMatch,
  commentMatch,
  connbytesMatch,
  connlabelMatch,
  connlimitMatch,
  connmarkMatch,
  conntrackMatch,
  cpuMatch,
  dccpMatch,
  devgroupMatch,
  dscpMatch,
  ecnMatch,
  hashlimitMatch,
  helperMatch,
  hlMatch,
  icmpMatch,
  icmp6Match,
  iprangeMatch,
  lengthMatch,
  limitMatch,
  macMatch,
  markMatch,
  multiportMatch,
  ownerMatch,
  physdevMatch,
  pkttypeMatch,
  quotaMatch,
  realmMatch,
  recentMatch,
  sctpMatch,
  setMatch,
  stateMatch,
  statisticMatch,
  stringMatch,
  tcpMatch,
  tcpmssMatch,
  timeMatch,
  tosMatch,
  ttlMatch,
  udpMatch,
];
const TARGETS: readonly Target[] = [
  CLASSIFY,
  CONNMARK,
  CT,
  DNAT,
  DSCP,
  ECN,
  HL,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NFLOG,
  NOTRACK,
  REDIRECT,
  REJECT,
  SNAT,
  TCPMSS,
  TOS,
  TRACE,
  TTL,
];

const byName = <E extends { name: string; family?: Family }>(extensions: readonly E[]): Record<Family, ReadonlyMap<string, E>> => {
  const of = (family: Family): ReadonlyMap<string, E> =>
    new Map(extensions.filter(one => one.family === undefined || one.family === family).map(one => [one.name, one]));
  return { ipv4: of('ipv4'), ipv6: of('ipv6') };
};

const matches = byName(MATCHES);
const targets = byName(TARGETS);

/** Names under which a match is also asked for. */
const MATCH_ALIASES: Readonly<Record<string, string>> = { icmpv6: 'icmp6', 'ipv6-icmp': 'icmp6' };

export const findMatch = (name: string, family: Family): Match | undefined =>
  matches[family].get(name) ?? matches[family].get(MATCH_ALIASES[name] ?? '');
export const findTarget = (name: string, family: Family): Target | undefined => targets[family].get(name);
/** Targets of either family: a chain may not have such a name. */
export const isTargetName = (name: string): boolean => targets.ipv4.has(name) || targets.ipv6.has(name);

// Every extension by its name and family: what -m and -j find.

import type { Family, Match, Target } from './extension.ts';
import addrtypeMatch from './matches/addrtype.ts';
import ahMatch from './matches/ah.ts';
import bpfMatch from './matches/bpf.ts';
import cgroupMatch from './matches/cgroup.ts';
import clusterMatch from './matches/cluster.ts';
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
import dstMatch from './matches/dst.ts';
import ecnMatch from './matches/ecn.ts';
import espMatch from './matches/esp.ts';
import eui64Match from './matches/eui64.ts';
import fragMatch from './matches/frag.ts';
import hashlimitMatch from './matches/hashlimit.ts';
import hbhMatch from './matches/hbh.ts';
import helperMatch from './matches/helper.ts';
import hlMatch from './matches/hl.ts';
import icmpMatch from './matches/icmp.ts';
import icmp6Match from './matches/icmp6.ts';
import ipcompMatch from './matches/ipcomp.ts';
import iprangeMatch from './matches/iprange.ts';
import ipv6headerMatch from './matches/ipv6header.ts';
import ipvsMatch from './matches/ipvs.ts';
import lengthMatch from './matches/length.ts';
import limitMatch from './matches/limit.ts';
import macMatch from './matches/mac.ts';
import markMatch from './matches/mark.ts';
import mhMatch from './matches/mh.ts';
import multiportMatch from './matches/multiport.ts';
import nfacctMatch from './matches/nfacct.ts';
import osfMatch from './matches/osf.ts';
import ownerMatch from './matches/owner.ts';
import physdevMatch from './matches/physdev.ts';
import pkttypeMatch from './matches/pkttype.ts';
import policyMatch from './matches/policy.ts';
import quotaMatch from './matches/quota.ts';
import rateestMatch from './matches/rateest.ts';
import realmMatch from './matches/realm.ts';
import recentMatch from './matches/recent.ts';
import rpfilterMatch from './matches/rpfilter.ts';
import rtMatch from './matches/rt.ts';
import sctpMatch from './matches/sctp.ts';
import setMatch from './matches/set.ts';
import socketMatch from './matches/socket.ts';
import stateMatch from './matches/state.ts';
import statisticMatch from './matches/statistic.ts';
import stringMatch from './matches/string.ts';
import tcpMatch from './matches/tcp.ts';
import tcpmssMatch from './matches/tcpmss.ts';
import timeMatch from './matches/time.ts';
import tosMatch from './matches/tos.ts';
import ttlMatch from './matches/ttl.ts';
import u32Match from './matches/u32.ts';
import udpMatch from './matches/udp.ts';
import AUDIT from './targets/AUDIT.ts';
import CHECKSUM from './targets/CHECKSUM.ts';
import CLASSIFY from './targets/CLASSIFY.ts';
import CLUSTERIP from './targets/CLUSTERIP.ts';
import CONNMARK from './targets/CONNMARK.ts';
import CONNSECMARK from './targets/CONNSECMARK.ts';
import CT from './targets/CT.ts';
import DNAT from './targets/DNAT.ts';
import DSCP from './targets/DSCP.ts';
import ECN from './targets/ECN.ts';
import HL from './targets/HL.ts';
import HMARK from './targets/HMARK.ts';
import IDLETIMER from './targets/IDLETIMER.ts';
import LED from './targets/LED.ts';
import LOG from './targets/LOG.ts';
import MARK from './targets/MARK.ts';
import MASQUERADE from './targets/MASQUERADE.ts';
import NETMAP from './targets/NETMAP.ts';
import NFLOG from './targets/NFLOG.ts';
import NFQUEUE from './targets/NFQUEUE.ts';
import NOTRACK from './targets/NOTRACK.ts';
import RATEEST from './targets/RATEEST.ts';
import REDIRECT from './targets/REDIRECT.ts';
import REJECT from './targets/REJECT.ts';
import SECMARK from './targets/SECMARK.ts';
import SET from './targets/SET.ts';
import SNAT from './targets/SNAT.ts';
import SYNPROXY from './targets/SYNPROXY.ts';
import TCPMSS from './targets/TCPMSS.ts';
import TCPOPTSTRIP from './targets/TCPOPTSTRIP.ts';
import TEE from './targets/TEE.ts';
import TOS from './targets/TOS.ts';
import TPROXY from './targets/TPROXY.ts';
import TRACE from './targets/TRACE.ts';
import TTL from './targets/TTL.ts';
import ULOG from './targets/ULOG.ts';

const MATCHES: readonly Match[] = [
  addrtypeMatch,
  ahMatch,
  bpfMatch,
  cgroupMatch,
  clusterMatch,
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
  dstMatch,
  ecnMatch,
  espMatch,
  eui64Match,
  fragMatch,
  hashlimitMatch,
  hbhMatch,
  helperMatch,
  hlMatch,
  icmpMatch,
  icmp6Match,
  ipcompMatch,
  iprangeMatch,
  ipv6headerMatch,
  ipvsMatch,
  lengthMatch,
  limitMatch,
  macMatch,
  markMatch,
  mhMatch,
  multiportMatch,
  nfacctMatch,
  osfMatch,
  ownerMatch,
  physdevMatch,
  pkttypeMatch,
  policyMatch,
  quotaMatch,
  rateestMatch,
  realmMatch,
  recentMatch,
  rpfilterMatch,
  rtMatch,
  sctpMatch,
  setMatch,
  socketMatch,
  stateMatch,
  statisticMatch,
  stringMatch,
  tcpMatch,
  tcpmssMatch,
  timeMatch,
  tosMatch,
  ttlMatch,
  u32Match,
  udpMatch,
];
const TARGETS: readonly Target[] = [
  AUDIT,
  CHECKSUM,
  CLASSIFY,
  CLUSTERIP,
  CONNMARK,
  CONNSECMARK,
  CT,
  DNAT,
  DSCP,
  ECN,
  HL,
  HMARK,
  IDLETIMER,
  LED,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NFLOG,
  NFQUEUE,
  NOTRACK,
  RATEEST,
  REDIRECT,
  REJECT,
  SECMARK,
  SET,
  SNAT,
  SYNPROXY,
  TCPMSS,
  TCPOPTSTRIP,
  TEE,
  TOS,
  TPROXY,
  TRACE,
  TTL,
  ULOG,
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

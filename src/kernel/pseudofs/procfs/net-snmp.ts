// /proc/net: what the protocols have counted. As net/ipv4/proc.c and net/ipv6/proc.c.

import type { NetNamespace } from '../../net/netns.ts';
import { fib4 } from '../../net/route/fib.ts';
import { IP_COUNTERS, IP_EXT_COUNTERS, type IpMib, mib, TCP_COUNTERS, UDP_COUNTERS } from '../../net/snmp.ts';
import { sysctls } from '../../net/sysctl.ts';
import { text } from '../generated.ts';
import { registerProcNet } from '../registry.ts';

/** TcpExt's counters in the order of the file; those that this kernel never counts stay 0. */
const TCP_EXT = `
SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned OutOfWindowIcmps LockDroppedIcmps 
ArpFilter TW TWRecycled TWKilled PAWSActive PAWSEstab BeyondWindow TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs 
DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPHPHits TCPPureAcks TCPHPAcks TCPRenoRecovery TCPSackRecovery 
TCPSACKReneging TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo TCPLostRetransmit 
TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery 
TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed TCPBacklogCoalesce TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv 
TCPDSACKOfoRecv TCPAbortOnData TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed 
TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs 
TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop PFMemallocDrop 
TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail 
TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail 
TCPFastOpenPassive TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole 
TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv 
TCPSynRetrans TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect TCPHystartDelayCwnd 
TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge 
TCPWinProbe TCPKeepAlive TCPMTUPFail TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop 
TCPWqueueTooBig TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious 
TCPMigrateReqSuccess TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood TCPAODroppedIcmps
`
  .trim()
  .split(/\s+/);

const ICMP_IN: readonly (readonly [name: string, type: number])[] = [
  ['DestUnreachs', 3],
  ['TimeExcds', 11],
  ['ParmProbs', 12],
  ['SrcQuenchs', 4],
  ['Redirects', 5],
  ['Echos', 8],
  ['EchoReps', 0],
  ['Timestamps', 13],
  ['TimestampReps', 14],
  ['AddrMasks', 17],
  ['AddrMaskReps', 18],
];

const ICMP6: readonly (readonly [name: string, type: number])[] = [
  ['DestUnreachs', 1],
  ['PktTooBigs', 2],
  ['TimeExcds', 3],
  ['ParmProblems', 4],
  ['Echos', 128],
  ['EchoReplies', 129],
  ['GroupMembQueries', 130],
  ['GroupMembResponses', 131],
  ['GroupMembReductions', 132],
  ['RouterSolicits', 133],
  ['RouterAdvertisements', 134],
  ['NeighborSolicits', 135],
  ['NeighborAdvertisements', 136],
  ['Redirects', 137],
  ['MLDv2Reports', 143],
];

/** Two lines: the names, and the numbers under them. */
const table = (name: string, rows: readonly (readonly [string, number])[]): string =>
  `${name}: ${rows.map(([key]) => key).join(' ')}\n${name}: ${rows.map(([, value]) => value).join(' ')}\n`;

const from = <K extends string>(names: readonly K[], counters: Record<K, number>): [string, number][] =>
  names.map(name => [name, counters[name]]);

function icmp({ icmpIn, icmpOut }: IpMib): string {
  const rows: [string, number][] = [
    ['InMsgs', icmpIn.messages],
    ['InErrors', icmpIn.errors],
    ['InCsumErrors', icmpIn.checksumErrors],
    ...ICMP_IN.map(([name, type]): [string, number] => [`In${name}`, icmpIn.types.get(type) ?? 0]),
    ['OutMsgs', icmpOut.messages],
    ['OutErrors', icmpOut.errors],
    ['OutRateLimitGlobal', icmpOut.rateLimitGlobal],
    ['OutRateLimitHost', icmpOut.rateLimitHost],
    ...ICMP_IN.map(([name, type]): [string, number] => [`Out${name}`, icmpOut.types.get(type) ?? 0]),
  ];
  const byType = (prefix: string, types: ReadonlyMap<number, number>): [string, number][] =>
    [...types].sort(([a], [b]) => a - b).map(([type, value]) => [`${prefix}Type${type}`, value]);
  const seen = [...byType('In', icmpIn.types), ...byType('Out', icmpOut.types)];
  return table('Icmp', rows) + (seen.length > 0 ? table('IcmpMsg', seen) : '');
}

function snmp(netns: NetNamespace): string {
  const { v4, tcp } = mib(netns);
  const { ipv4 } = sysctls(netns);
  const forwarding: [string, number][] = [
    ['Forwarding', ipv4.ip_forward ? 1 : 2],
    ['DefaultTTL', ipv4.ip_default_ttl],
  ];
  const retransmission: [string, number][] = [
    ['RtoAlgorithm', 1],
    ['RtoMin', 200],
    ['RtoMax', 120000],
    ['MaxConn', -1],
  ];
  const udp = from(UDP_COUNTERS, v4.udp);
  return (
    table('Ip', [...forwarding, ...from(IP_COUNTERS, v4.ip)]) +
    icmp(v4) +
    table('Tcp', [...retransmission, ...from(TCP_COUNTERS, tcp)]) +
    table('Udp', udp) +
    table(
      'UdpLite',
      udp.map(([name]) => [name, 0]),
    )
  );
}

function netstat(netns: NetNamespace): string {
  const { v4, tcpExt } = mib(netns);
  const octets = IP_EXT_COUNTERS.filter(name => name !== 'InTooBigErrors');
  const rows = from(octets, { ...v4.ext, InNoECTPkts: v4.ip.InReceives });
  return (
    table(
      'TcpExt',
      TCP_EXT.map(name => [name, tcpExt.get(name) ?? 0]),
    ) + table('IpExt', rows)
  );
}

function snmp6(netns: NetNamespace): string {
  const { v6 } = mib(netns);
  const { ip, ext, icmpIn, icmpOut } = v6;
  const rows: [string, number][] = [
    ['Ip6InReceives', ip.InReceives],
    ['Ip6InHdrErrors', ip.InHdrErrors],
    ['Ip6InTooBigErrors', ext.InTooBigErrors],
    ['Ip6InNoRoutes', ext.InNoRoutes],
    ['Ip6InAddrErrors', ip.InAddrErrors],
    ['Ip6InUnknownProtos', ip.InUnknownProtos],
    ['Ip6InTruncatedPkts', ext.InTruncatedPkts],
    ['Ip6InDiscards', ip.InDiscards],
    ['Ip6InDelivers', ip.InDelivers],
    ['Ip6OutForwDatagrams', ip.ForwDatagrams],
    ['Ip6OutRequests', ip.OutRequests],
    ['Ip6OutDiscards', ip.OutDiscards],
    ['Ip6OutNoRoutes', ip.OutNoRoutes],
    ['Ip6ReasmTimeout', ip.ReasmTimeout],
    ['Ip6ReasmReqds', ip.ReasmReqds],
    ['Ip6ReasmOKs', ip.ReasmOKs],
    ['Ip6ReasmFails', ip.ReasmFails],
    ['Ip6FragOKs', ip.FragOKs],
    ['Ip6FragFails', ip.FragFails],
    ['Ip6FragCreates', ip.FragCreates],
    ['Ip6InMcastPkts', ext.InMcastPkts],
    ['Ip6OutMcastPkts', ext.OutMcastPkts],
    ['Ip6InOctets', ext.InOctets],
    ['Ip6OutOctets', ext.OutOctets],
    ['Ip6InMcastOctets', ext.InMcastOctets],
    ['Ip6OutMcastOctets', ext.OutMcastOctets],
    ['Ip6InBcastOctets', 0],
    ['Ip6OutBcastOctets', 0],
    ['Ip6InNoECTPkts', ip.InReceives],
    ['Ip6InECT1Pkts', 0],
    ['Ip6InECT0Pkts', 0],
    ['Ip6InCEPkts', 0],
    ['Ip6OutTransmits', ip.OutTransmits],
    ['Icmp6InMsgs', icmpIn.messages],
    ['Icmp6InErrors', icmpIn.errors],
    ['Icmp6OutMsgs', icmpOut.messages],
    ['Icmp6OutErrors', icmpOut.errors],
    ['Icmp6InCsumErrors', icmpIn.checksumErrors],
    ['Icmp6OutRateLimitHost', icmpOut.rateLimitHost],
    ...ICMP6.map(([name, type]): [string, number] => [`Icmp6In${name}`, icmpIn.types.get(type) ?? 0]),
    ...ICMP6.map(([name, type]): [string, number] => [`Icmp6Out${name}`, icmpOut.types.get(type) ?? 0]),
    ...[...icmpIn.types].sort(([a], [b]) => a - b).map(([type, value]): [string, number] => [`Icmp6InType${type}`, value]),
    ...[...icmpOut.types].sort(([a], [b]) => a - b).map(([type, value]): [string, number] => [`Icmp6OutType${type}`, value]),
    ...UDP_COUNTERS.map((name): [string, number] => [`Udp6${name}`, v6.udp[name]]),
    ...UDP_COUNTERS.filter(name => name !== 'IgnoredMulti').map((name): [string, number] => [`UdpLite6${name}`, 0]),
  ];
  return rows.map(([name, value]) => `${name.padEnd(32)}\t${value}\n`).join('');
}

registerProcNet(namespace => {
  const netns = namespace as NetNamespace;
  return {
    snmp: text(() => snmp(netns)),
    netstat: text(() => netstat(netns)),
    snmp6: text(() => snmp6(netns)),
    fib_triestat: text(
      () => `Basic info: size of leaf: 48 bytes, size of tnode: 40 bytes.\nMain:\n\tPrefixes:       ${fib4(netns).list(254).length}\n`,
    ),
    // There are no tables of the legacy kind.
    ip_tables_names: text(() => '', undefined, 0o440),
    ip6_tables_names: text(() => '', undefined, 0o440),
    arp_tables_names: text(() => '', undefined, 0o440),
    softnet_stat: text(() => `${Array.from({ length: 15 }, () => '00000000').join(' ')}\n`),
  };
});

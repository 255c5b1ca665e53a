// TCP_INFO: what a connection tells of itself, as ss -i prints it.

import type { TcpControl } from './control.ts';

/** Times in milliseconds; names as ss calls them. */
export function connectionInfo(tcp: TcpControl): Record<string, number | string> {
  return {
    state: tcp.state,
    congestion: tcp.conf.tcp.tcp_congestion_control,
    timestamps: tcp.timestampsOk ? 1 : 0,
    sack: tcp.sackOk ? 1 : 0,
    windowScaling: tcp.windowScaling ? 1 : 0,
    sendScale: tcp.sndWscale,
    receiveScale: tcp.rcvWscale,
    rto: tcp.rtoMs,
    ato: tcp.lastReceivedMs === 0 ? 0 : 40,
    rtt: tcp.srttMs,
    rttVariance: tcp.rttVarMs,
    mss: tcp.mss,
    pathMtu: tcp.route?.mtu ?? 0,
    receiveMss: tcp.rcvMss,
    advertisedMss: tcp.advMss - (tcp.timestampsOk ? 12 : 0),
    cwnd: tcp.cwnd,
    ssthresh: tcp.ssthresh,
    retransmits: tcp.retransmits,
    totalRetransmits: tcp.totalRetransmits,
    unacked: Math.ceil(tcp.inFlight / Math.max(1, tcp.mss)),
    receiveSpace: tcp.rcvSpace,
    receiveThreshold: tcp.rcvSsthresh,
    sendWindow: tcp.sndWnd,
    receiveWindow: tcp.rcvWnd,
    lastReceivedMs: tcp.lastReceivedMs === 0 ? 0 : Math.floor(tcp.nowMs - tcp.lastReceivedMs),
  };
}

// What a segment does to its connection. As net/ipv4/tcp_input.c: tcp_rcv_state_process and tcp_rcv_established, after RFC 9293.

import { after, before, readTcpOptions, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, Tcp, type TcpOptions } from '../../../wire/tcp.ts';
import { drop } from '../drop.ts';
import { confirm } from '../neighbour.ts';
import type { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { acknowledge } from './ack.ts';
import { armDelack, disarmRetransmit } from './arm.ts';
import type { TcpControl } from './control.ts';
import { startKeepalive } from './keepalive.ts';
import { sendAck, sendPending, sendResetFor, sendSyn, syncMss } from './output.ts';
import { queueData, receiveFin } from './receive-queue.ts';
import { abort, done, enterFinWait2, enterTimeWait, setState } from './states.ts';

/** The fields of a segment, read once. */
export interface SegmentIn {
  sequence: number;
  ack: number;
  flags: number;
  window: number;
  options: TcpOptions;
  data: number;
  dataBytes: number;
  /** The sequence number behind it, SYN and FIN counted. */
  end: number;
}

export function readSegment(skb: Skb): SegmentIn {
  const tcp = new Tcp(skb.bytes, skb.networkEnd);
  const { sequence, flags, headerBytes } = tcp;
  const data = tcp.at + headerBytes;
  const dataBytes = skb.end - data;
  return {
    sequence,
    ack: tcp.ack,
    flags,
    window: tcp.window,
    options: readTcpOptions(skb.bytes, tcp.at + 20, data),
    data,
    dataBytes,
    end: (sequence + dataBytes + (flags & TCP_SYN ? 1 : 0) + (flags & TCP_FIN ? 1 : 0)) >>> 0,
  };
}

/** Takes over what the peer's SYN says. */
export function learnSyn(
  tcp: TcpControl,
  segment: SegmentIn,
  conf: { tcp_timestamps: number; tcp_sack: number; tcp_window_scaling: number },
): void {
  const { options } = segment;
  tcp.irs = segment.sequence;
  tcp.rcvNxt = (segment.sequence + 1) >>> 0;
  tcp.rcvWup = tcp.rcvNxt;
  tcp.mssClamp = options.mss ?? (typeof tcp.remote === 'number' ? 536 : 1220);
  const user = tcp.option('TCP_MAXSEG');
  if (user > 0) tcp.mssClamp = Math.min(tcp.mssClamp, user);
  tcp.windowScaling = options.windowScale !== undefined && conf.tcp_window_scaling !== 0;
  tcp.sndWscale = tcp.windowScaling ? options.windowScale! : 0;
  if (!tcp.windowScaling) tcp.rcvWscale = 0;
  tcp.timestampsOk = options.timestamp !== undefined && conf.tcp_timestamps !== 0;
  if (tcp.timestampsOk) tcp.tsRecent = options.timestamp!;
  tcp.sackOk = options.sackPermitted && conf.tcp_sack !== 0;
  if (tcp.route) syncMss(tcp, tcp.route);
}

/** A segment for a connection that is not listening. */
export function process(tcp: TcpControl, skb: Skb, segment: SegmentIn): void {
  if (tcp.state === 'SYN-SENT') return processSynSent(tcp, skb, segment);
  tcp.lastHeardMs = tcp.nowMs;
  tcp.keepaliveProbes = 0;
  if (!validate(tcp, skb, segment)) return;
  if ((segment.flags & TCP_ACK) === 0) return drop(skb, 'TCP_FLAGS', tcp.netns);
  if (tcp.state === 'SYN-RECV' && !completeHandshake(tcp, skb, segment)) return;
  const { options } = segment;
  if (tcp.timestampsOk && options.timestamp !== undefined && !after(segment.sequence, tcp.rcvWup)) tcp.tsRecent = options.timestamp;
  if (!acknowledge(tcp, skb, segment)) return;
  if (tcp.route && !tcp.route.output.loopback) confirm(tcp.route.output, tcp.route.gateway ?? tcp.remote!);
  if (!finAcknowledged(tcp)) return;
  takeData(tcp, skb, segment);
}

/** Our FIN has been acknowledged: what that means for the state. False where the connection is over. */
function finAcknowledged(tcp: TcpControl): boolean {
  if (!tcp.finSent || tcp.sndUna !== tcp.sndNxt) return true;
  switch (tcp.state) {
    case 'FIN-WAIT-1':
      enterFinWait2(tcp);
      return true;
    case 'CLOSING':
      enterTimeWait(tcp);
      return false;
    case 'LAST-ACK':
      done(tcp);
      return false;
    default:
      return true;
  }
}

function takeData(tcp: TcpControl, skb: Skb, segment: SegmentIn): void {
  const { state } = tcp;
  if (state === 'CLOSE-WAIT' || state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT') {
    sendPending(tcp);
    return;
  }
  if (tcp.shutdownRead && tcp.orphan && segment.dataBytes > 0 && after(segment.end, tcp.rcvNxt)) {
    // Nobody will read it: the peer should know.
    count(mib(tcp.netns).tcpExt, 'TCPAbortOnData');
    sendResetFor(skb, tcp.netns);
    done(tcp);
    return;
  }
  const newFin = queueData(tcp, skb, segment);
  if (newFin) receiveFin(tcp);
  sendPending(tcp);
  acknowledgeData(tcp, segment);
}

/** Decides when what came is acknowledged (__tcp_ack_snd_check). */
function acknowledgeData(tcp: TcpControl, segment: SegmentIn): void {
  if (segment.dataBytes === 0 && (segment.flags & TCP_FIN) === 0) return;
  if (!tcp.ackPending) return;
  const now = tcp.outOfOrder.length > 0 || tcp.ackNow || (segment.flags & TCP_FIN) !== 0;
  const unacked = (tcp.rcvNxt - tcp.rcvWup) >>> 0;
  const full = unacked > tcp.rcvMss && tcp.receiveBytes < tcp.rcvSpace >> 1;
  if (now || full || (tcp.quickAcks > 0 && !tcp.pingpong)) {
    tcp.ackNow = false;
    sendAck(tcp);
  } else armDelack(tcp, 40);
}

function processSynSent(tcp: TcpControl, skb: Skb, segment: SegmentIn): void {
  const { flags, ack } = segment;
  if (flags & TCP_ACK && (!after(ack, tcp.iss) || after(ack, tcp.sndNxt))) {
    sendResetFor(skb, tcp.netns);
    return;
  }
  if (flags & TCP_RST) {
    if (flags & TCP_ACK) abort(tcp, 'ECONNREFUSED');
    return drop(skb, 'TCP_RESET', tcp.netns);
  }
  if ((flags & TCP_SYN) === 0) return drop(skb, 'TCP_FLAGS', tcp.netns);
  const { tcp: conf } = tcp.conf;
  learnSyn(tcp, segment, conf);
  tcp.sndWnd = segment.window;
  tcp.sndWl1 = segment.sequence;
  tcp.quickAcks = 16;
  tcp.lastHeardMs = tcp.nowMs;
  if ((flags & TCP_ACK) === 0) {
    // Both opened at once.
    setState(tcp, 'SYN-RECV');
    sendSyn(tcp);
    return;
  }
  tcp.sndUna = ack;
  finishHandshake(tcp);
  setState(tcp, 'ESTAB');
  startKeepalive(tcp);
  tcp.writable.wake();
  tcp.readable.wake();
  // Who has data to send, or asked so, lets the ACK ride on it.
  if (tcp.sendQueue.length > 0) sendPending(tcp);
  else sendAck(tcp);
}

function finishHandshake(tcp: TcpControl): void {
  if (tcp.retransmits === 0 && tcp.rttStartMs >= 0) sampleHandshake(tcp);
  tcp.retransmits = 0;
  tcp.backoff = 0;
  tcp.rttStartMs = -1;
  tcp.pushAt = 0;
  tcp.rcvSsthresh = Math.max(tcp.rcvSsthresh, Math.min(tcp.rcvSpace, 65535));
  disarmRetransmit(tcp);
}

function sampleHandshake(tcp: TcpControl): void {
  const rtt = Math.max(0, tcp.nowMs - tcp.rttStartMs);
  tcp.srttMs = rtt;
  tcp.rttVarMs = rtt / 2;
  tcp.rtoMs = Math.max(200 + rtt, rtt * 3);
}

/** PAWS, the sequence number, RST and SYN: whether the segment counts (tcp_validate_incoming). */
function validate(tcp: TcpControl, skb: Skb, segment: SegmentIn): boolean {
  const { flags, sequence, end, options } = segment;
  const { tcpExt } = mib(tcp.netns);
  if (tcp.timestampsOk && options.timestamp !== undefined && before(options.timestamp, tcp.tsRecent) && (flags & TCP_RST) === 0) {
    count(tcpExt, 'PAWSEstab');
    sendAck(tcp);
    drop(skb, 'TCP_PAWS', tcp.netns);
    return false;
  }
  const rightEdge = (tcp.rcvWup + tcp.rcvWnd) >>> 0;
  const outside = before(end, tcp.rcvWup) || after(sequence, rightEdge);
  if (outside) {
    if ((flags & TCP_RST) === 0) {
      if (tcp.state === 'SYN-RECV' && flags & TCP_SYN) sendSyn(tcp);
      else sendAck(tcp);
    }
    drop(skb, 'TCP_INVALID_SEQUENCE', tcp.netns);
    return false;
  }
  if (flags & TCP_RST) {
    if (sequence === tcp.rcvNxt) reset(tcp);
    else challenge(tcp);
    drop(skb, 'TCP_RESET', tcp.netns);
    return false;
  }
  if (flags & TCP_SYN) {
    if (tcp.state === 'SYN-RECV' && sequence === tcp.irs) sendSyn(tcp);
    else challenge(tcp);
    drop(skb, 'TCP_INVALID_SYN', tcp.netns);
    return false;
  }
  return true;
}

function challenge(tcp: TcpControl): void {
  count(mib(tcp.netns).tcpExt, 'TCPChallengeACK');
  sendAck(tcp);
}

/** The peer has reset the connection (tcp_reset). */
function reset(tcp: TcpControl): void {
  if (tcp.state === 'SYN-RECV') {
    if (tcp.listener) return done(tcp);
    return abort(tcp, 'ECONNREFUSED');
  }
  if (tcp.state === 'TIME-WAIT') return done(tcp);
  abort(tcp, tcp.state === 'CLOSE-WAIT' ? 'EPIPE' : 'ECONNRESET');
}

/** The third segment of the handshake. */
function completeHandshake(tcp: TcpControl, skb: Skb, segment: SegmentIn): boolean {
  if (segment.ack !== (tcp.iss + 1) >>> 0) {
    sendResetFor(skb, tcp.netns);
    return false;
  }
  const { listener } = tcp;
  if (listener) {
    if (listener.state !== 'LISTEN') {
      sendResetFor(skb, tcp.netns);
      done(tcp);
      return false;
    }
    if (listener.acceptQueue.length > listener.backlog) {
      const { tcpExt } = mib(tcp.netns);
      count(tcpExt, 'ListenOverflows');
      count(tcpExt, 'ListenDrops');
      if (tcp.conf.tcp.tcp_abort_on_overflow) {
        sendResetFor(skb, tcp.netns);
        done(tcp);
      } else drop(skb, 'TCP_LISTEN_OVERFLOW', tcp.netns);
      return false;
    }
    listener.pending.delete(tcp);
    listener.acceptQueue.push(tcp);
    listener.readable.wake();
  }
  tcp.sndUna = segment.ack;
  tcp.sndWnd = segment.window << tcp.sndWscale;
  tcp.maxWindow = tcp.sndWnd;
  tcp.sndWl1 = segment.sequence;
  tcp.quickAcks = 16;
  finishHandshake(tcp);
  setState(tcp, 'ESTAB');
  startKeepalive(tcp);
  tcp.writable.wake();
  return true;
}

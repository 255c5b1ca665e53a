// Data that comes: in order to the reader, out of order kept until the gap is filled, and the peer's FIN. As tcp_input.c: tcp_data_queue.

import { after, before, TCP_FIN } from '../../../wire/tcp.ts';
import { drop } from '../drop.ts';
import type { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import type { TcpControl } from './control.ts';
import { sendAck } from './output.ts';
import { enterTimeWait, setState } from './states.ts';

const SPACE_MAX = 6291456;

interface Piece {
  sequence: number;
  flags: number;
  data: number;
  dataBytes: number;
  end: number;
}

/** Takes a segment's data and FIN. True where the peer's FIN is now in order. */
export function queueData(tcp: TcpControl, skb: Skb, segment: Piece): boolean {
  const fin = (segment.flags & TCP_FIN) !== 0;
  if (segment.dataBytes === 0 && !fin) return false;
  const { sequence, end } = segment;
  if (!after(end, tcp.rcvNxt)) {
    // Old: the ACK for it got lost.
    count(mib(tcp.netns).tcpExt, 'DelayedACKLost');
    tcp.quickAcks = Math.max(tcp.quickAcks, 2);
    sendAck(tcp);
    drop(skb, 'TCP_OLD_DATA', tcp.netns);
    return false;
  }
  if (after(sequence, tcp.rcvNxt)) {
    keepForLater(tcp, skb, segment, fin);
    return false;
  }
  const skip = (tcp.rcvNxt - sequence) >>> 0;
  const bytes = skb.bytes.subarray(segment.data + skip, segment.data + segment.dataBytes);
  take(tcp, bytes);
  noteArrival(tcp, segment.dataBytes, skb.gsoSize);
  let finNow = fin;
  if (fin) tcp.rcvNxt = (tcp.rcvNxt + 1) >>> 0;
  if (tcp.outOfOrder.length > 0) {
    finNow = mergeLater(tcp) || finNow;
    tcp.ackNow = true;
  }
  tcp.readable.wake();
  return finNow;
}

function take(tcp: TcpControl, data: Uint8Array): void {
  if (data.length === 0) return;
  tcp.rcvNxt = (tcp.rcvNxt + data.length) >>> 0;
  if (tcp.shutdownRead) return;
  tcp.receiveBytes += data.length;
  tcp.receiveQueue.push({ sequence: 0, data, fin: false });
}

/** tcp_event_data_recv: how ACKs are to be timed, and how much may come next. */
function noteArrival(tcp: TcpControl, bytes: number, gsoSize: number): void {
  tcp.ackPending = true;
  tcp.lastReceivedMs = tcp.nowMs;
  tcp.rcvMss = Math.max(tcp.rcvMss, Math.min(gsoSize || bytes, tcp.advMss));
  if (tcp.rcvSsthresh < tcp.rcvSpace) tcp.rcvSsthresh = Math.min(tcp.rcvSpace, tcp.rcvSsthresh + 2 * Math.max(tcp.advMss, bytes));
}

function keepForLater(tcp: TcpControl, skb: Skb, segment: Piece, fin: boolean): void {
  const { sequence, end } = segment;
  count(mib(tcp.netns).tcpExt, 'TCPOFOQueue');
  tcp.ackPending = true;
  tcp.ackNow = true;
  const list = tcp.outOfOrder;
  if (
    list.some(other => !before(sequence, other.sequence) && !after(end, (other.sequence + other.data.length + (other.fin ? 1 : 0)) >>> 0))
  )
    return;
  const data = skb.bytes.slice(segment.data, segment.data + segment.dataBytes);
  const place = list.findIndex(other => before(sequence, other.sequence));
  const piece = { sequence, data, fin };
  if (place < 0) list.push(piece);
  else list.splice(place, 0, piece);
}

/** Moves what is in order now. True where a FIN is among it. */
function mergeLater(tcp: TcpControl): boolean {
  const list = tcp.outOfOrder;
  let fin = false;
  while (list.length > 0 && !after(list[0]!.sequence, tcp.rcvNxt)) {
    const piece = list.shift()!;
    const skip = (tcp.rcvNxt - piece.sequence) >>> 0;
    if (skip < piece.data.length) take(tcp, piece.data.subarray(skip));
    if (piece.fin && !fin) {
      tcp.rcvNxt = (tcp.rcvNxt + 1) >>> 0;
      fin = true;
    }
  }
  return fin;
}

/** The peer will send no more (tcp_fin). */
export function receiveFin(tcp: TcpControl): void {
  tcp.finReceived = true;
  tcp.ackPending = true;
  tcp.ackNow = true;
  switch (tcp.state) {
    case 'SYN-RECV':
    case 'ESTAB':
      setState(tcp, 'CLOSE-WAIT');
      tcp.pingpong = true;
      break;
    case 'FIN-WAIT-1':
      sendAck(tcp);
      setState(tcp, 'CLOSING');
      break;
    case 'FIN-WAIT-2':
      sendAck(tcp);
      enterTimeWait(tcp);
      break;
    default:
      break;
  }
  tcp.readable.wake();
  tcp.writable.wake();
}

/** Gives up to `max` bytes to the reader; empty where there are none. */
export function readData(tcp: TcpControl, max: number, peek: boolean): Uint8Array {
  const queue = tcp.receiveQueue;
  const first = queue[0];
  if (!first) return new Uint8Array(0);
  const available = first.data.length - tcp.readOffset;
  // One piece, not copied: nobody else has these bytes.
  if (queue.length === 1 || available >= max) {
    const count = Math.min(available, max);
    const data = first.data.subarray(tcp.readOffset, tcp.readOffset + count);
    if (peek) return data.slice();
    consume(tcp, count);
    return data;
  }
  const total = Math.min(max, tcp.receiveBytes);
  const data = new Uint8Array(total);
  let at = 0;
  let offset = tcp.readOffset;
  for (const piece of queue) {
    const part = piece.data.subarray(offset, Math.min(piece.data.length, offset + total - at));
    data.set(part, at);
    at += part.length;
    offset = 0;
    if (at >= total) break;
  }
  if (!peek) consume(tcp, total);
  return data;
}

function consume(tcp: TcpControl, count: number): void {
  tcp.receiveBytes -= count;
  let left = count;
  while (left > 0) {
    const available = tcp.receiveQueue[0]!.data.length - tcp.readOffset;
    if (left < available) {
      tcp.readOffset += left;
      break;
    }
    left -= available;
    tcp.readOffset = 0;
    tcp.receiveQueue.shift();
  }
  // A reader that keeps up gets more room (receive buffer tuning).
  if (tcp.receiveBytes === 0 && count * 2 >= tcp.rcvSpace >> 2 && !tcp.options.numbers.has('SO_RCVBUF')) {
    tcp.rcvSpace = Math.min(SPACE_MAX, tcp.rcvSpace * 2);
  }
  tellWindow(tcp);
}

/** Tells the peer of room that reading made, where it matters (tcp_cleanup_rbuf). */
function tellWindow(tcp: TcpControl): void {
  const { state } = tcp;
  if (state !== 'ESTAB' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2') return;
  const offered = Math.max(0, (tcp.rcvWup + tcp.rcvWnd - tcp.rcvNxt) | 0);
  const unacked = (tcp.rcvNxt - tcp.rcvWup) >>> 0;
  if (tcp.ackPending && (unacked > tcp.rcvMss || (tcp.receiveBytes === 0 && tcp.quickAcks > 0 && !tcp.pingpong))) return sendAck(tcp);
  const free = Math.min(tcp.rcvSpace - tcp.receiveBytes, tcp.rcvSsthresh);
  if (2 * offered <= tcp.rcvSpace && free >= 2 * offered && free >= Math.min(tcp.rcvSpace >> 1, tcp.advMss)) sendAck(tcp);
}

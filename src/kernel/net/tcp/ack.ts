// What an acknowledgement does: the queue it empties, the round trip it measures, the windows it opens, the losses it tells of.
// As net/ipv4/tcp_input.c: tcp_ack, with the congestion control of RFC 5681 and selective acknowledgements.

import { after, before } from '../../../wire/tcp.ts';
import { drop } from '../drop.ts';
import type { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { armRetransmit, disarmRetransmit } from './arm.ts';
import type { Range, TcpControl } from './control.ts';
import { retransmitFrom, sendAck, sendPending } from './output.ts';

interface AckIn {
  sequence: number;
  ack: number;
  window: number;
  dataBytes: number;
  flags: number;
  options: { timestampEcho?: number; sacks?: Range[] };
}

/** False where the segment is not to be looked at further. */
export function acknowledge(tcp: TcpControl, skb: Skb, segment: AckIn): boolean {
  const { ack } = segment;
  if (after(ack, tcp.sndNxt)) {
    sendAck(tcp);
    drop(skb, 'TCP_INVALID_SEQUENCE', tcp.netns);
    return false;
  }
  if (before(ack, tcp.sndUna)) return true;
  if (tcp.sackOk && segment.options.sacks) for (const range of segment.options.sacks) noteSack(tcp, range);
  const window = segment.window << tcp.sndWscale;
  const windowNews = window !== tcp.sndWnd;
  if (after(ack, tcp.sndUna)) advance(tcp, segment);
  else if (tcp.inFlight > 0 && segment.dataBytes === 0 && !windowNews) duplicate(tcp);
  updateWindow(tcp, segment, window);
  return true;
}

function updateWindow(tcp: TcpControl, segment: AckIn, window: number): void {
  const newer = after(segment.sequence, tcp.sndWl1) || segment.sequence === tcp.sndWl1 || after(segment.ack, tcp.sndUna);
  if (!newer) return;
  tcp.sndWl1 = segment.sequence;
  const opens = window > tcp.sndWnd;
  tcp.sndWnd = window;
  if (window > tcp.maxWindow) tcp.maxWindow = window;
  if (opens && tcp.retransmitKind === 'persist' && tcp.retransmitAtMs >= 0) {
    disarmRetransmit(tcp);
    tcp.backoff = 0;
    tcp.retransmitKind = 'on';
    sendPending(tcp);
  }
}

function advance(tcp: TcpControl, segment: AckIn): void {
  const acked = (segment.ack - tcp.sndUna) >>> 0;
  measure(tcp, segment);
  const finCounts = tcp.finSent && segment.ack === tcp.sndNxt ? 1 : 0;
  tcp.sendQueue.drop(acked - finCounts);
  tcp.sndUna = segment.ack;
  tcp.sacked = tcp.sacked.filter(range => after(range.end, tcp.sndUna));
  tcp.retransmits = 0;
  tcp.backoff = 0;
  if (tcp.recovering) recoverOn(tcp);
  else {
    tcp.dupAcks = 0;
    grow(tcp, acked);
  }
  if (tcp.inFlight === 0) disarmRetransmit(tcp);
  else armRetransmit(tcp, 'on', true);
  tcp.writable.wake();
}

/** Slow start, then congestion avoidance. */
function grow(tcp: TcpControl, acked: number): void {
  const segments = Math.max(1, Math.ceil(acked / tcp.mss));
  if (tcp.cwnd < tcp.ssthresh) {
    tcp.cwnd = Math.min(tcp.cwnd + segments, 100000);
    return;
  }
  tcp.cwndCount += segments;
  if (tcp.cwndCount >= tcp.cwnd) {
    tcp.cwndCount -= tcp.cwnd;
    tcp.cwnd++;
  }
}

function measure(tcp: TcpControl, segment: AckIn): void {
  if (tcp.rttStartMs < 0 || before(segment.ack, tcp.rttSequence)) return;
  const rtt = Math.max(0, tcp.nowMs - tcp.rttStartMs);
  tcp.rttStartMs = -1;
  if (tcp.srttMs === 0 && tcp.rttVarMs === 0) {
    tcp.srttMs = rtt;
    tcp.rttVarMs = rtt / 2;
  } else {
    tcp.rttVarMs += (Math.abs(rtt - tcp.srttMs) - tcp.rttVarMs) / 4;
    tcp.srttMs += (rtt - tcp.srttMs) / 8;
  }
  tcp.rtoMs = Math.min(120000, tcp.srttMs + Math.max(200, 4 * tcp.rttVarMs));
}

function noteSack(tcp: TcpControl, { start, end }: Range): void {
  if (!after(end, tcp.sndUna) || after(end, tcp.sndNxt) || !after(end, start)) return;
  const merged: Range = { start, end };
  const rest: Range[] = [];
  for (const range of tcp.sacked) {
    if (after(range.start, merged.end) || before(range.end, merged.start)) rest.push(range);
    else {
      if (before(range.start, merged.start)) merged.start = range.start;
      if (after(range.end, merged.end)) merged.end = range.end;
    }
  }
  rest.push(merged);
  tcp.sacked = rest.sort((a, b) => (a.start - b.start) | 0);
}

function duplicate(tcp: TcpControl): void {
  tcp.dupAcks++;
  if (tcp.recovering) {
    tcp.cwnd++;
    resendHole(tcp);
    return sendPending(tcp);
  }
  if (tcp.dupAcks < 3) return;
  count(mib(tcp.netns).tcpExt, tcp.sackOk ? 'TCPSackRecovery' : 'TCPRenoRecovery');
  tcp.recovering = true;
  tcp.recover = tcp.sndNxt;
  tcp.ssthresh = Math.max(Math.floor(tcp.cwnd / 2), 2);
  tcp.cwnd = tcp.ssthresh + 3;
  tcp.recoverNext = tcp.sndUna;
  count(mib(tcp.netns).tcpExt, 'TCPFastRetrans');
  resendHole(tcp);
}

/** A partial acknowledgement in recovery names the next hole; a whole one ends it. */
function recoverOn(tcp: TcpControl): void {
  if (!before(tcp.sndUna, tcp.recover)) {
    tcp.recovering = false;
    tcp.dupAcks = 0;
    tcp.cwnd = Math.max(tcp.ssthresh, 2);
    return;
  }
  if (before(tcp.recoverNext, tcp.sndUna)) tcp.recoverNext = tcp.sndUna;
  resendHole(tcp);
}

/** Resends the next segment that is neither acknowledged nor selectively so. */
function resendHole(tcp: TcpControl): void {
  let next = before(tcp.recoverNext, tcp.sndUna) ? tcp.sndUna : tcp.recoverNext;
  for (const range of tcp.sacked) if (!before(next, range.start) && before(next, range.end)) next = range.end;
  if (!before(next, tcp.recover)) return;
  const following = tcp.sacked.find(range => after(range.start, next));
  // With selective acknowledgements only what lies below one is known to be lost.
  if (tcp.sackOk && tcp.sacked.length > 0 && !following && next !== tcp.sndUna) return;
  const limit = following ? Math.min(tcp.mss, (following.start - next) >>> 0) : tcp.mss;
  const sent = retransmitFrom(tcp, next, limit);
  tcp.recoverNext = (next + sent) >>> 0;
}

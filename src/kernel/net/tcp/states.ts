// Changes of a connection's state that end it: TIME-WAIT, reset, and the last of it. As net/ipv4/tcp.c: tcp_done, tcp_minisocks.c.

import type { ErrnoCode } from '../../../abi/errno.ts';
import { mib } from '../snmp.ts';
import { armRetransmit, cancelTimers, disarmRetransmit } from './arm.ts';
import { demux, type TcpControl, type TcpState, unhashConnection } from './control.ts';

const TIME_WAIT_MS = 60000;
const CONNECTED = new Set<TcpState>(['ESTAB', 'CLOSE-WAIT']);

export function setState(tcp: TcpControl, state: TcpState): void {
  const counters = mib(tcp.netns).tcp;
  if (CONNECTED.has(state) && !CONNECTED.has(tcp.state)) counters.CurrEstab++;
  if (!CONNECTED.has(state) && CONNECTED.has(tcp.state)) counters.CurrEstab--;
  tcp.state = state;
}

/** The connection is no more: out of all tables, its timers off, everybody awake. */
export function done(tcp: TcpControl): void {
  if (tcp.state === 'SYN-SENT' || tcp.state === 'SYN-RECV') mib(tcp.netns).tcp.AttemptFails++;
  setState(tcp, 'CLOSED');
  cancelTimers(tcp);
  if (tcp.hashed) {
    tcp.hashed = false;
    unhashConnection(tcp);
  }
  tcp.listener?.pending.delete(tcp);
  if (tcp.orphan || tcp.listener) releasePort(tcp);
  if (tcp.orphan || tcp.listener) demux(tcp.netns).all.delete(tcp);
  tcp.shutdownRead = true;
  tcp.shutdownWrite = true;
  tcp.readable.wake();
  tcp.writable.wake();
}

export function releasePort(tcp: TcpControl): void {
  if (!tcp.portHeld) return;
  tcp.portHeld = false;
  demux(tcp.netns).ports.give(tcp);
}

/** Ends a connection with an error for who uses it. */
export function abort(tcp: TcpControl, code: ErrnoCode): void {
  if (CONNECTED.has(tcp.state)) mib(tcp.netns).tcp.EstabResets++;
  tcp.error = code;
  done(tcp);
}

/** Both sides have closed: old segments are waited for. */
export function enterTimeWait(tcp: TcpControl): void {
  setState(tcp, 'TIME-WAIT');
  disarmRetransmit(tcp);
  tcp.keepaliveTimer?.cancel();
  tcp.timewaitTimer?.cancel();
  tcp.timewaitAtMs = tcp.nowMs + TIME_WAIT_MS;
  tcp.timewaitTimer = tcp.netns.kernel.clock.after(TIME_WAIT_MS, () => done(tcp));
  tcp.readable.wake();
  tcp.writable.wake();
}

/** Our FIN is acknowledged and the peer's has not come: an orphan waits tcp_fin_timeout for it. */
export function enterFinWait2(tcp: TcpControl): void {
  setState(tcp, 'FIN-WAIT-2');
  if (tcp.orphan) startFinTimeout(tcp);
}

export function startFinTimeout(tcp: TcpControl): void {
  if (tcp.state !== 'FIN-WAIT-2' || tcp.timewaitTimer) return;
  tcp.timewaitAtMs = tcp.nowMs + TIME_WAIT_MS;
  tcp.timewaitTimer = tcp.netns.kernel.clock.after(TIME_WAIT_MS, () => done(tcp));
}

/** Queues a FIN behind the data, where the state has none yet. Gives whether it did. */
export function queueFin(tcp: TcpControl): boolean {
  if (tcp.finQueued) return false;
  if (tcp.state === 'ESTAB' || tcp.state === 'SYN-RECV') setState(tcp, 'FIN-WAIT-1');
  else if (tcp.state === 'CLOSE-WAIT') setState(tcp, 'LAST-ACK');
  else return false;
  tcp.finQueued = true;
  if (tcp.inFlight > 0) armRetransmit(tcp);
  return true;
}

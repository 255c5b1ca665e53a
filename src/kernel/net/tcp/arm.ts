// Setting TCP's timers: each keeps a deadline and at most one timer of the clock, which looks again where the deadline has moved on.

import type { TcpControl } from './control.ts';

let retransmitDue: (tcp: TcpControl) => void = () => {};
let delackDue: (tcp: TcpControl) => void = () => {};

/** For timers.ts: what to do when one is due. */
export function setTimerActions(retransmit: (tcp: TcpControl) => void, delack: (tcp: TcpControl) => void): void {
  retransmitDue = retransmit;
  delackDue = delack;
}

function startRetransmit(tcp: TcpControl): void {
  const { clock } = tcp.netns.kernel;
  tcp.retransmitTimer = clock.after(Math.max(0, tcp.retransmitAtMs - clock.monotonicMs), () => {
    tcp.retransmitTimer = undefined;
    if (tcp.retransmitAtMs < 0) return;
    if (tcp.retransmitAtMs > clock.monotonicMs) startRetransmit(tcp);
    else {
      tcp.retransmitAtMs = -1;
      retransmitDue(tcp);
    }
  });
}

/** Starts the retransmission (or window probe) timer where it does not run. */
export function armRetransmit(tcp: TcpControl, kind: 'on' | 'persist' = 'on', restart = false): void {
  if (tcp.retransmitAtMs >= 0 && !restart) return;
  tcp.retransmitKind = kind;
  const delayMs = Math.min(tcp.rtoMs * 2 ** tcp.backoff, 120000);
  // Linux's timer wheel rounds long waits up a little.
  tcp.retransmitAtMs = tcp.nowMs + delayMs + (delayMs >= 500 ? 12 : 0);
  if (!tcp.retransmitTimer) startRetransmit(tcp);
}

/** Nothing is on its way any more. A timer that still runs then ends by itself. */
export function disarmRetransmit(tcp: TcpControl): void {
  tcp.retransmitAtMs = -1;
}

export function armDelack(tcp: TcpControl, ms: number): void {
  if (tcp.delackAtMs >= 0) return;
  const { clock } = tcp.netns.kernel;
  tcp.delackAtMs = clock.monotonicMs + ms;
  if (tcp.delackTimer) return;
  const start = (delay: number): void => {
    tcp.delackTimer = clock.after(delay, () => {
      tcp.delackTimer = undefined;
      if (tcp.delackAtMs < 0) return;
      if (tcp.delackAtMs > clock.monotonicMs) return start(tcp.delackAtMs - clock.monotonicMs);
      tcp.delackAtMs = -1;
      delackDue(tcp);
    });
  };
  start(ms);
}

export function disarmDelack(tcp: TcpControl): void {
  tcp.delackAtMs = -1;
}

/** Takes every timer off: the connection is gone. */
export function cancelTimers(tcp: TcpControl): void {
  tcp.retransmitAtMs = -1;
  tcp.delackAtMs = -1;
  tcp.retransmitTimer?.cancel();
  tcp.delackTimer?.cancel();
  tcp.keepaliveTimer?.cancel();
  tcp.timewaitTimer?.cancel();
  tcp.retransmitTimer = undefined;
  tcp.delackTimer = undefined;
  tcp.keepaliveTimer = undefined;
  tcp.timewaitTimer = undefined;
}

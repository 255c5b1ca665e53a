// Asking a silent peer whether it is still there. As net/ipv4/tcp_timer.c: tcp_keepalive_timer.

import type { TcpControl } from './control.ts';
import { sendProbe, sendReset } from './output.ts';
import { abort } from './states.ts';

/** Starts the timer where SO_KEEPALIVE is set and the connection stands. */
export function startKeepalive(tcp: TcpControl): void {
  tcp.keepaliveTimer?.cancel();
  tcp.keepaliveTimer = undefined;
  if (tcp.option('SO_KEEPALIVE') === 0 || (tcp.state !== 'ESTAB' && tcp.state !== 'CLOSE-WAIT')) return;
  schedule(tcp, idleMs(tcp));
}

const idleMs = (tcp: TcpControl): number => (tcp.option('TCP_KEEPIDLE') || tcp.conf.tcp.tcp_keepalive_time) * 1000;

function schedule(tcp: TcpControl, ms: number): void {
  tcp.keepaliveTimer = tcp.netns.kernel.clock.after(ms, () => {
    tcp.keepaliveTimer = undefined;
    due(tcp);
  });
}

function due(tcp: TcpControl): void {
  if (tcp.state === 'CLOSED' || tcp.state === 'TIME-WAIT') return;
  const silent = tcp.nowMs - tcp.lastHeardMs;
  const idle = idleMs(tcp);
  if (silent < idle) return schedule(tcp, idle - silent);
  const probes = tcp.option('TCP_KEEPCNT') || tcp.conf.tcp.tcp_keepalive_probes;
  if (tcp.keepaliveProbes >= probes) {
    sendReset(tcp);
    abort(tcp, 'ETIMEDOUT');
    return;
  }
  tcp.keepaliveProbes++;
  sendProbe(tcp);
  schedule(tcp, (tcp.option('TCP_KEEPINTVL') || tcp.conf.tcp.tcp_keepalive_intvl) * 1000);
}

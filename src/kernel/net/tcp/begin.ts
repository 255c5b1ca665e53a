// How a connection begins: its first sequence number, its receive window, the MSS it announces. As tcp_connect_init and tcp_openreq_init.

import { TCP_HEADER_BYTES } from '../../../wire/tcp.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { TcpControl } from './control.ts';
import { announcedMss, firstIpId, syncMss } from './output.ts';

/** Prepares both directions over a route that is known. */
export function begin(tcp: TcpControl, route: RouteResult): void {
  const { random } = tcp.netns.kernel;
  const { tcp: conf, core } = tcp.conf;
  tcp.route = route;
  tcp.iss = random.u32();
  tcp.sndUna = tcp.iss;
  tcp.sndNxt = (tcp.iss + 1) >>> 0;
  tcp.timestampOffset = random.u32();
  tcp.ipId = firstIpId(tcp.netns);
  tcp.advMss = announcedMss(tcp, route);
  const [, initial] = conf.tcp_rmem.split('\t').map(Number);
  const user = tcp.options.numbers.get('SO_RCVBUF');
  tcp.rcvSpace = (user ?? initial ?? 131072) >> 1;
  const largest = user ?? Math.max(Number(conf.tcp_rmem.split('\t')[2]), core.rmem_max);
  tcp.rcvWscale = conf.tcp_window_scaling ? Math.max(0, Math.min(14, Math.floor(Math.log2(largest)) - 15)) : 0;
  tcp.cwnd = route.entry?.metrics?.initcwnd ?? 10;
  syncMss(tcp, route);
}

/** The least that a TCP header takes, for who checks lengths. */
export const HEADER_MIN = TCP_HEADER_BYTES;

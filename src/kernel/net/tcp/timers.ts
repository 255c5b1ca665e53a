// Retransmission, window probes and delayed acknowledgements: what happens when they are due. As net/ipv4/tcp_timer.c.

import { count, mib } from '../snmp.ts';
import { armRetransmit, setTimerActions } from './arm.ts';
import type { TcpControl } from './control.ts';
import { retransmitFrom, sendAck, sendPending, sendProbe, sendSyn } from './output.ts';
import { abort } from './states.ts';

function retransmitDue(tcp: TcpControl): void {
  if (tcp.state === 'CLOSED' || tcp.state === 'LISTEN' || tcp.state === 'TIME-WAIT') return;
  if (tcp.retransmitKind === 'persist') return probeWindow(tcp);
  if (tcp.state === 'SYN-SENT') return resendSyn(tcp);
  if (tcp.state === 'SYN-RECV') return resendSynAck(tcp);
  if (tcp.inFlight === 0) return sendPending(tcp);
  const { tcp: conf } = tcp.conf;
  const limit = tcp.orphan ? conf.tcp_orphan_retries || 8 : conf.tcp_retries2;
  if (tcp.retransmits >= limit) return abort(tcp, tcp.softError ?? 'ETIMEDOUT');
  count(mib(tcp.netns).tcpExt, 'TCPTimeouts');
  if (!tcp.recovering) tcp.ssthresh = Math.max(Math.floor(tcp.cwnd / 2), 2);
  tcp.cwnd = 1;
  tcp.retransmits++;
  tcp.backoff++;
  tcp.sacked = [];
  tcp.recovering = true;
  tcp.recover = tcp.sndNxt;
  tcp.recoverNext = (tcp.sndUna + retransmitFrom(tcp, tcp.sndUna)) >>> 0;
  armRetransmit(tcp, 'on', true);
}

/** The first retries come each second (tcp_syn_linear_timeouts), then ever later. */
function resendSyn(tcp: TcpControl): void {
  const { tcp: conf } = tcp.conf;
  const retries = (tcp.option('TCP_SYNCNT') || conf.tcp_syn_retries) + conf.tcp_syn_linear_timeouts;
  if (tcp.retransmits >= retries) return abort(tcp, tcp.softError ?? 'ETIMEDOUT');
  tcp.retransmits++;
  if (tcp.retransmits > conf.tcp_syn_linear_timeouts) tcp.backoff++;
  countRetransmit(tcp);
  sendSyn(tcp);
  armRetransmit(tcp, 'on', true);
}

function resendSynAck(tcp: TcpControl): void {
  if (tcp.retransmits >= tcp.conf.tcp.tcp_synack_retries) return abort(tcp, 'ETIMEDOUT');
  tcp.retransmits++;
  tcp.backoff++;
  countRetransmit(tcp);
  sendSyn(tcp);
  armRetransmit(tcp, 'on', true);
}

function countRetransmit(tcp: TcpControl): void {
  const { tcp: counters, tcpExt } = mib(tcp.netns);
  counters.RetransSegs++;
  count(tcpExt, 'TCPTimeouts');
  tcp.totalRetransmits++;
}

function probeWindow(tcp: TcpControl): void {
  if (tcp.inFlight > 0 || tcp.sendQueue.length === 0) return;
  if (tcp.sndWnd > 0) return sendPending(tcp);
  if (tcp.retransmits >= tcp.conf.tcp.tcp_retries2) return abort(tcp, 'ETIMEDOUT');
  tcp.backoff++;
  count(mib(tcp.netns).tcpExt, 'TCPWinProbe');
  sendProbe(tcp);
  armRetransmit(tcp, 'persist', true);
}

function delackDue(tcp: TcpControl): void {
  if (!tcp.ackPending || tcp.state === 'CLOSED') return;
  count(mib(tcp.netns).tcpExt, 'DelayedACKs');
  tcp.pingpong = false;
  sendAck(tcp);
}

setTimerActions(retransmitDue, delackDue);

// TCP's states as a watcher in the middle sees them. As nf_conntrack_proto_tcp.c; windows are not checked (tcp_be_liberal).

import { get32 } from '../../../wire/bytes.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../../wire/tcp.ts';
import type { Skb } from '../../net/skb.ts';
import { type Entry, EVENT, isReply, STATUS } from './entry.ts';
import type { ConntrackVariable } from './sysctl.ts';
import { conntrackVariables } from './sysctl.ts';
import type { ConntrackTable } from './table.ts';

const [NO, SS, SR, ES, FW, CW, LA, TW, CL, S2, IV, IG] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
export const TCP_STATE = { none: NO, synSent: SS, synRecv: SR, established: ES, timeWait: TW, close: CL } as const;
const [SYN_SET, SYNACK_SET, FIN_SET, ACK_SET, RST_SET, NONE_SET] = [0, 1, 2, 3, 4, 5] as const;

/** The next state by direction, kind of packet, and state: none, SYN_SENT, SYN_RECV, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK, TIME_WAIT, CLOSE, SYN_SENT2. */
const NEXT: readonly (readonly (readonly number[])[])[] = [
  [
    [SS, SS, IG, IG, IG, IG, IG, SS, SS, S2],
    [IV, IV, SR, IV, IV, IV, IV, IV, IV, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [ES, IV, ES, ES, CW, CW, TW, TW, CL, IV],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV, IV, IV, IV, IV, IV, IV, IV, IV, IV],
  ],
  [
    [IV, S2, IV, IV, IV, IV, IV, SS, IV, S2],
    [IV, SR, IG, IG, IG, IG, IG, IG, IG, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [IV, IG, SR, ES, CW, CW, TW, TW, CL, IG],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV, IV, IV, IV, IV, IV, IV, IV, IV, IV],
  ],
];

const TIMEOUTS: readonly ConntrackVariable[] = [
  'nf_conntrack_tcp_timeout_syn_sent',
  'nf_conntrack_tcp_timeout_syn_sent',
  'nf_conntrack_tcp_timeout_syn_recv',
  'nf_conntrack_tcp_timeout_established',
  'nf_conntrack_tcp_timeout_fin_wait',
  'nf_conntrack_tcp_timeout_close_wait',
  'nf_conntrack_tcp_timeout_last_ack',
  'nf_conntrack_tcp_timeout_time_wait',
  'nf_conntrack_tcp_timeout_close',
  'nf_conntrack_tcp_timeout_syn_sent',
];

function kindOf(flags: number): number {
  if (flags & TCP_RST) return RST_SET;
  if (flags & TCP_SYN) return flags & TCP_ACK ? SYNACK_SET : SYN_SET;
  if (flags & TCP_FIN) return FIN_SET;
  return flags & TCP_ACK ? ACK_SET : NONE_SET;
}

/** Combinations of flags that mean something; all others are INVALID. */
const VALID: ReadonlySet<number> = new Set([
  TCP_SYN,
  TCP_SYN | 32,
  TCP_SYN | TCP_ACK,
  TCP_RST,
  TCP_RST | TCP_ACK,
  TCP_FIN | TCP_ACK,
  TCP_FIN | TCP_ACK | 32,
  TCP_ACK,
  TCP_ACK | 32,
]);

/** What tracking says to a packet: it belongs, it is INVALID, it begins a new connection in an old one's place, or the entry is gone with it. */
export type Judgement = 'accept' | 'invalid' | 'again' | 'gone';

/** Whether a packet that belongs to no entry may begin one (tcp_new). */
export function opensTcp(table: ConntrackTable, entry: Entry, skb: Skb): boolean {
  const at = skb.networkEnd;
  if (skb.end < at + 20) return false;
  const flags = skb.bytes[at + 13]! & 0x3f & ~8;
  if (!VALID.has(flags)) return false;
  const next = NEXT[0]![kindOf(flags)]![NO]!;
  if (next >= IV) return false;
  // In the middle of a connection it can only guess.
  if (next !== SS && conntrackVariables(table.netns).nf_conntrack_tcp_loose === 0) return false;
  entry.tcpState = NO;
  return true;
}

/** Moves an entry on by a packet (nf_conntrack_tcp_packet). */
export function trackTcp(table: ConntrackTable, entry: Entry, info: number, skb: Skb): Judgement {
  const at = skb.networkEnd;
  if (skb.end < at + 20) return 'invalid';
  const flags = skb.bytes[at + 13]! & 0x3f & ~8;
  if (!VALID.has(flags)) return 'invalid';
  const reply = isReply(info);
  const kind = kindOf(flags);
  const before = entry.tcpState;
  let next = NEXT[reply ? 1 : 0]![kind]![before]!;
  const seq = get32(skb.bytes, at + 4);
  const ack = get32(skb.bytes, at + 8);
  const last = entry.tcpLast;
  if (next === SS && before >= TW && before !== S2) {
    // A new connection between the same ports.
    if (before === TW || (last.index === RST_SET && before === CL) || before === CL) {
      table.destroy(entry);
      return 'again';
    }
  }
  if (next === IG) {
    entry.tcpLast = { index: kind, reply, seq, ack, end: seq };
    return 'accept';
  }
  if (next === IV) return 'invalid';
  if (kind === RST_SET && before > SS && !(flags & TCP_ACK) && last.index === SYN_SET && !entry.has(STATUS.SEEN_REPLY)) next = CL;
  entry.tcpLast = { index: kind, reply, seq, ack, end: seq };
  entry.tcpState = next;
  if (next !== before) entry.pending |= EVENT.update;
  if (!entry.has(STATUS.SEEN_REPLY) && kind === RST_SET) {
    // If the only answer is a reset, there never was a connection.
    table.destroy(entry);
    return 'gone';
  }
  if (!entry.has(STATUS.ASSURED) && entry.has(STATUS.SEEN_REPLY) && (before === SR || before === ES) && next === ES) {
    entry.status |= STATUS.ASSURED;
    entry.pending |= EVENT.update;
  }
  table.refresh(entry, conntrackVariables(table.netns)[TIMEOUTS[next]!] * 1000);
  return 'accept';
}

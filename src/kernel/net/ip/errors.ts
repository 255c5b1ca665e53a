// How the lower parts of the stack say that a packet failed, without knowing ICMP: ip/icmp.ts and ip/icmp6.ts take the words and send the message.

import type { Skb } from '../skb.ts';

export type IpFault =
  | 'net-unreachable'
  | 'host-unreachable'
  | 'protocol-unreachable'
  | 'port-unreachable'
  | 'fragmentation-needed'
  | 'source-route-failed'
  | 'prohibited'
  | 'ttl-exceeded'
  | 'reassembly-timeout'
  | 'parameter-problem'
  | 'no-route'
  | 'address-unreachable'
  | 'beyond-scope'
  | 'redirect';

type Sender = (skb: Skb, fault: IpFault, info: number) => void;
const senders: { 4?: Sender; 6?: Sender } = {};

export function setIcmpSender(version: 4 | 6, sender: Sender): void {
  senders[version] = sender;
}

/** Tells a packet's sender what became of it. `info` is the MTU, pointer or gateway that goes with the fault. */
export function icmpSend(skb: Skb, fault: IpFault, info = 0): void {
  const { version } = skb;
  if (version !== 0) senders[version]?.(skb, fault, info);
}

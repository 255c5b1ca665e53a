// The ways of REJECT, by family, as libipt_REJECT.c and libip6t_REJECT.c of iptables 1.8.13 name them.

import { type Family, type Given, type RuleContext, Usage } from './extension.ts';

export interface RejectType {
  name: string;
  alias: string;
  type: number;
  /** Undefined resets a TCP connection. */
  code: number | undefined;
}

const icmp = (name: string, alias: string, type: number, code: number): RejectType => ({ name, alias, type, code });

export const REJECT_TYPES: Readonly<Record<Family, readonly RejectType[]>> = {
  ipv4: [
    icmp('icmp-net-unreachable', 'net-unreach', 3, 0),
    icmp('icmp-host-unreachable', 'host-unreach', 3, 1),
    icmp('icmp-proto-unreachable', 'proto-unreach', 3, 2),
    icmp('icmp-port-unreachable', 'port-unreach', 3, 3),
    icmp('icmp-net-prohibited', 'net-prohib', 3, 9),
    icmp('icmp-host-prohibited', 'host-prohib', 3, 10),
    { name: 'tcp-reset', alias: 'tcp-rst', type: 0, code: undefined },
    icmp('icmp-admin-prohibited', 'admin-prohib', 3, 13),
  ],
  ipv6: [
    icmp('icmp6-no-route', 'no-route', 1, 0),
    icmp('icmp6-adm-prohibited', 'adm-prohibited', 1, 1),
    icmp('icmp6-addr-unreachable', 'addr-unreach', 1, 3),
    icmp('icmp6-port-unreachable', 'port-unreach', 1, 4),
    { name: 'tcp-reset', alias: 'tcp-reset', type: 0, code: undefined },
    icmp('icmp6-policy-fail', 'policy-fail', 1, 5),
    icmp('icmp6-reject-route', 'reject-route', 1, 6),
  ],
};

/** A kind of refusal by (the beginning of) its name. Throws Usage. */
export function parseReject(given: Given | undefined, rule: RuleContext): { with: string } {
  if (!given) return { with: rule.family === 'ipv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable' };
  const text = given.text.toLowerCase();
  const found = REJECT_TYPES[rule.family].find(({ name, alias }) => name.startsWith(text) || alias.startsWith(text));
  if (!found) {
    if (rule.family === 'ipv4' && ['echo-reply', 'echoreply'].some(old => old.startsWith(text))) {
      rule.warn(`--reject-with ${given.text} no longer supported\n`);
    }
    throw new Usage(`unknown reject type "${given.text}"`);
  }
  return { with: found.name };
}

// Policy routing: rules in order of their priority, each naming packets and a table. As net/core/fib_rules.c and net/ipv4/fib_rules.c.

import type { Rule } from '../../../abi/rtnetlink.ts';
import { ANY4, ANY6, type IpAddress, maskAddress } from '../../../wire/address.ts';
import { RT_TABLE_DEFAULT, RT_TABLE_LOCAL, RT_TABLE_MAIN } from './table.ts';

/** What is asked of routing: a packet's fields, as far as they are known. */
export interface Flow {
  dest: IpAddress;
  source?: IpAddress | undefined;
  tos?: number;
  mark?: number;
  /** The name of the device a rule's iif and oif are compared with. */
  inputName?: string | undefined;
  outputName?: string | undefined;
  uid?: number;
  protocol?: number;
  sourcePort?: number;
  destPort?: number;
  /** Only routes of at least this scope count: for checking nexthops. */
  scope?: number;
}

export interface FibRule {
  priority: number;
  family: 'inet' | 'inet6';
  source: IpAddress;
  sourceLength: number;
  dest: IpAddress;
  destLength: number;
  tos: number;
  inputName: string | undefined;
  outputName: string | undefined;
  mark: number;
  mask: number;
  table: number;
  action: Rule['action'];
  goto: number | undefined;
  inverted: boolean;
  ipProtocol: number | undefined;
  sourcePorts: [number, number] | undefined;
  destPorts: [number, number] | undefined;
  uidRange: [number, number] | undefined;
  suppressPrefixLength: number | undefined;
  protocol: number;
}

export function newRule(family: 'inet' | 'inet6', priority: number, table: number): FibRule {
  const wildcard = family === 'inet' ? ANY4 : ANY6;
  return {
    priority,
    family,
    source: wildcard,
    sourceLength: 0,
    dest: wildcard,
    destLength: 0,
    tos: 0,
    inputName: undefined,
    outputName: undefined,
    mark: 0,
    mask: 0,
    table,
    action: 'lookup',
    goto: undefined,
    inverted: false,
    ipProtocol: undefined,
    sourcePorts: undefined,
    destPorts: undefined,
    uidRange: undefined,
    suppressPrefixLength: undefined,
    protocol: 2,
  };
}

/** The rules every namespace begins with. IPv6 has no table "default". */
export function firstRules(family: 'inet' | 'inet6'): FibRule[] {
  const rules = [newRule(family, 0, RT_TABLE_LOCAL), newRule(family, 32766, RT_TABLE_MAIN)];
  if (family === 'inet') rules.push(newRule(family, 32767, RT_TABLE_DEFAULT));
  return rules;
}

const within = (value: number | undefined, range: [number, number]): boolean =>
  value !== undefined && value >= range[0] && value <= range[1];

function matchesPlainly(rule: FibRule, flow: Flow): boolean {
  if (rule.inputName !== undefined && rule.inputName !== flow.inputName) return false;
  if (rule.outputName !== undefined && rule.outputName !== flow.outputName) return false;
  if (((flow.mark ?? 0) ^ rule.mark) & rule.mask) return false;
  if (rule.uidRange && !within(flow.uid, rule.uidRange)) return false;
  if (rule.sourceLength > 0 && (flow.source === undefined || maskAddress(flow.source, rule.sourceLength) !== rule.source)) return false;
  if (rule.destLength > 0 && maskAddress(flow.dest, rule.destLength) !== rule.dest) return false;
  if (rule.tos !== 0 && rule.tos !== (flow.tos ?? 0)) return false;
  if (rule.ipProtocol !== undefined && rule.ipProtocol !== flow.protocol) return false;
  if (rule.sourcePorts && !within(flow.sourcePort, rule.sourcePorts)) return false;
  return !(rule.destPorts && !within(flow.destPort, rule.destPorts));
}

export const ruleMatches = (rule: FibRule, flow: Flow): boolean => matchesPlainly(rule, flow) !== rule.inverted;

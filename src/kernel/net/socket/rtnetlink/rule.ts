// RTM_NEWRULE, RTM_DELRULE, RTM_GETRULE. As net/core/fib_rules.c.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { Rule } from '../../../../abi/rtnetlink.ts';
import { RTNETLINK_GROUPS } from '../../../../abi/rtnetlink.ts';
import { printAddress } from '../../../../wire/address.ts';
import type { NetNamespace } from '../../netns.ts';
import { type Fib, fib4, fib6 } from '../../route/fib.ts';
import { type FibRule, newRule } from '../../route/rule.ts';
import { hasHostBits } from '../../route/table.ts';
import { type NetlinkContext, netlinkMulticast } from '../netlink.ts';
import { demandAdmin } from './context.ts';
import { anyOf, readAddress } from './route-values.ts';

type Asked = Partial<Rule> & { family: 'inet' | 'inet6' };

const fibFor = (netns: NetNamespace, family: 'inet' | 'inet6'): Fib => (family === 'inet' ? fib4(netns) : fib6(netns));

/** A rule without a priority goes right before the second one (fib_default_rule_pref). */
function defaultPriority(rules: readonly FibRule[]): number {
  const second = rules[1];
  return second && second.priority > 0 ? second.priority - 1 : 0;
}

function ruleOf(asked: Asked, rules: readonly FibRule[]): FibRule {
  const { family } = asked;
  const rule = newRule(family, asked.priority ?? defaultPriority(rules), asked.table ?? 0);
  if (asked.source !== undefined) rule.source = readAddress(asked.source, family);
  if (asked.dest !== undefined) rule.dest = readAddress(asked.dest, family);
  rule.sourceLength = asked.sourceLength ?? 0;
  rule.destLength = asked.destLength ?? 0;
  rule.tos = asked.tos ?? 0;
  rule.inputName = asked.inputName;
  rule.outputName = asked.outputName;
  rule.mark = asked.mark ?? 0;
  rule.mask = asked.mask ?? (asked.mark === undefined ? 0 : 0xffffffff);
  rule.action = asked.action ?? 'lookup';
  rule.goto = asked.goto;
  rule.inverted = asked.inverted ?? false;
  rule.ipProtocol = asked.ipProtocol;
  rule.sourcePorts = asked.sourcePorts;
  rule.destPorts = asked.destPorts;
  rule.uidRange = asked.uidRange;
  rule.suppressPrefixLength = asked.suppressPrefixLength;
  rule.protocol = asked.protocol ?? 3;
  return rule;
}

const same = (a: FibRule, b: FibRule): boolean =>
  a.priority === b.priority &&
  a.action === b.action &&
  a.table === b.table &&
  a.source === b.source &&
  a.sourceLength === b.sourceLength &&
  a.dest === b.dest &&
  a.destLength === b.destLength &&
  a.tos === b.tos &&
  a.inputName === b.inputName &&
  a.outputName === b.outputName &&
  a.mark === b.mark &&
  a.mask === b.mask &&
  a.goto === b.goto &&
  a.inverted === b.inverted &&
  a.ipProtocol === b.ipProtocol &&
  String(a.sourcePorts) === String(b.sourcePorts) &&
  String(a.destPorts) === String(b.destPorts) &&
  String(a.uidRange) === String(b.uidRange);

export function newRuleRequest(asked: Asked, flags: NetlinkFlags, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const fib = fibFor(netns, asked.family);
  const rule = ruleOf(asked, fib.rules);
  if (rule.action === 'lookup' && rule.table === 0)
    throw new Errno('EINVAL', asked.family === 'inet' ? 'ipv4: Table not specified' : undefined);
  if (rule.action === 'goto') {
    if (rule.goto === undefined) throw new Errno('EINVAL', 'Missing goto target for action goto');
    if (rule.goto <= rule.priority) throw new Errno('EINVAL', 'Backward goto not supported');
  }
  if (hasHostBits(rule.source, rule.sourceLength) || hasHostBits(rule.dest, rule.destLength)) throw new Errno('EINVAL');
  if (flags.exclusive && fib.rules.some(other => same(other, rule))) throw new Errno('EEXIST');
  const place = fib.rules.findIndex(other => other.priority > rule.priority);
  fib.setRules(place < 0 ? [...fib.rules, rule] : fib.rules.toSpliced(place, 0, rule));
  tell(netns, 'newrule', rule);
}

/** What of a deletion is set must be the same in the rule. */
function fits(rule: FibRule, asked: Asked): boolean {
  const { family } = asked;
  if (asked.priority !== undefined && asked.priority !== rule.priority) return false;
  if (asked.action !== undefined && asked.action !== rule.action) return false;
  if (asked.table !== undefined && asked.table !== 0 && asked.table !== rule.table) return false;
  if (asked.protocol !== undefined && asked.protocol !== 0 && asked.protocol !== rule.protocol) return false;
  if (asked.inputName !== undefined && asked.inputName !== rule.inputName) return false;
  if (asked.outputName !== undefined && asked.outputName !== rule.outputName) return false;
  if (asked.mark !== undefined && asked.mark !== rule.mark) return false;
  if (asked.mask !== undefined && asked.mask !== rule.mask) return false;
  if (asked.tos !== undefined && asked.tos !== 0 && asked.tos !== rule.tos) return false;
  if (asked.inverted !== undefined && asked.inverted !== rule.inverted && asked.inverted) return false;
  if (asked.ipProtocol !== undefined && asked.ipProtocol !== rule.ipProtocol) return false;
  if (asked.sourcePorts && String(asked.sourcePorts) !== String(rule.sourcePorts)) return false;
  if (asked.destPorts && String(asked.destPorts) !== String(rule.destPorts)) return false;
  if (asked.uidRange && String(asked.uidRange) !== String(rule.uidRange)) return false;
  if (asked.source !== undefined && (readAddress(asked.source, family) !== rule.source || asked.sourceLength !== rule.sourceLength))
    return false;
  return !(asked.dest !== undefined && (readAddress(asked.dest, family) !== rule.dest || asked.destLength !== rule.destLength));
}

export function delRule(asked: Asked, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const fib = fibFor(netns, asked.family);
  const found = fib.rules.find(rule => fits(rule, asked));
  if (!found) throw new Errno('ENOENT');
  if (found.priority === 0 && found.table === 255) throw new Errno('EPERM');
  fib.setRules(fib.rules.filter(rule => rule !== found));
  tell(netns, 'delrule', found);
}

export function showRule(rule: FibRule): Rule {
  const { family } = rule;
  return {
    family,
    priority: rule.priority,
    ...(rule.source === anyOf(family) && rule.sourceLength === 0 ? {} : { source: printAddress(rule.source) }),
    sourceLength: rule.sourceLength,
    ...(rule.dest === anyOf(family) && rule.destLength === 0 ? {} : { dest: printAddress(rule.dest) }),
    destLength: rule.destLength,
    tos: rule.tos,
    ...(rule.inputName === undefined ? {} : { inputName: rule.inputName }),
    ...(rule.outputName === undefined ? {} : { outputName: rule.outputName }),
    ...(rule.mark === 0 && rule.mask === 0 ? {} : { mark: rule.mark, mask: rule.mask }),
    table: rule.table,
    action: rule.action,
    ...(rule.goto === undefined ? {} : { goto: rule.goto }),
    inverted: rule.inverted,
    ...(rule.ipProtocol === undefined ? {} : { ipProtocol: rule.ipProtocol }),
    ...(rule.sourcePorts ? { sourcePorts: rule.sourcePorts } : {}),
    ...(rule.destPorts ? { destPorts: rule.destPorts } : {}),
    ...(rule.uidRange ? { uidRange: rule.uidRange } : {}),
    ...(rule.suppressPrefixLength === undefined ? {} : { suppressPrefixLength: rule.suppressPrefixLength }),
    protocol: rule.protocol,
  };
}

function tell(netns: NetNamespace, type: 'newrule' | 'delrule', rule: FibRule): void {
  const group = rule.family === 'inet' ? RTNETLINK_GROUPS.inetRule : RTNETLINK_GROUPS.inet6Rule;
  netlinkMulticast(netns, 'route', group, () => ({ type, rule: showRule(rule) }));
}

export function getRule(family: 'inet' | 'inet6' | undefined, { netns, reply }: NetlinkContext): void {
  for (const fib of [fib4(netns), fib6(netns)]) {
    if (family !== undefined && fib.family !== family) continue;
    for (const rule of fib.rules) reply({ type: 'newrule', rule: showRule(rule) });
  }
}

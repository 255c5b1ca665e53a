// A packet's way through the rules of a base chain. As nft_do_chain of nf_tables_core.c.

import type { Skb } from '../net/skb.ts';
import { type CompiledChain, type CompiledRule, Cursor, compiledOf } from './compile.ts';
import type { Evaluation } from './evaluation.ts';
import type { Outcome } from './outcome.ts';
import type { Chain } from './tables.ts';

export type Decision = 'ACCEPT' | 'DROP' | 'STOLEN' | 'QUEUE';

/** Where a chain's walk stands. */
interface Frame {
  chain: Chain;
  compiled: CompiledChain;
  cursor: Cursor | undefined;
  /** The next rule of a chain without index. */
  number: number;
}

function enter(chain: Chain, skb: Skb, at: Evaluation): Frame {
  const compiled = compiledOf(chain);
  const { index } = compiled;
  return { chain, compiled, cursor: index && new Cursor(index, skb, at, 0), number: 0 };
}

/** Asks a base chain's rules, then its policy, and counts as both do. */
export function evaluate(base: Chain, skb: Skb, at: Evaluation): Decision {
  let frame = enter(base, skb, at);
  const stack: Frame[] = [];
  for (;;) {
    const number = frame.cursor ? frame.cursor.next() : frame.number < frame.compiled.rules.length ? frame.number : -1;
    if (number < 0) {
      const caller = stack.pop();
      if (!caller) return decideByPolicy(base, skb, at);
      frame = caller;
      continue;
    }
    frame.number = number + 1;
    const rule = frame.compiled.rules[number]!;
    const matched = rule.test(skb, at);
    if (matched === false) continue;
    if (matched === 'hotdrop') return 'DROP';
    if (!rule.countsItself) {
      rule.rule.packets++;
      rule.rule.bytes += skb.length;
    }
    const outcome = rule.act(skb, at);
    if (skb.traced) traceRule(frame.chain, number, outcome, skb, at);
    switch (outcome.kind) {
      case 'continue':
        if (frame.compiled.index?.marked && frame.cursor) frame.cursor.look(skb, at, number + 1);
        continue;
      case 'jump':
        stack.push(frame);
        frame = enter(outcome.chain, skb, at);
        continue;
      case 'goto':
        frame = enter(outcome.chain, skb, at);
        continue;
      case 'return': {
        const caller = stack.pop();
        if (!caller) return decideByPolicy(base, skb, at);
        frame = caller;
        continue;
      }
      case 'queue':
        return decided(base, frame.chain, number, skb, at, 'QUEUE');
      case 'stolen':
        return decided(base, frame.chain, number, skb, at, 'STOLEN');
      default:
        return decided(base, frame.chain, number, skb, at, outcome.kind === 'accept' ? 'ACCEPT' : 'DROP');
    }
  }
}

function decided(base: Chain, chain: Chain, number: number, skb: Skb, at: Evaluation, verdict: Decision): Decision {
  emit(base, chain, number, skb, at, verdict);
  return verdict;
}

function decideByPolicy(base: Chain, skb: Skb, at: Evaluation): Decision {
  base.packets++;
  base.bytes += skb.length;
  const verdict = base.policy === 'drop' ? 'DROP' : 'ACCEPT';
  emit(base, base, undefined, skb, at, verdict);
  return verdict;
}

/** One event for what a base chain decided. */
function emit(base: Chain, chain: Chain, number: number | undefined, skb: Skb, at: Evaluation, verdict: string): void {
  const { trace, clock } = at.netns.kernel;
  if (!trace.active) return;
  trace.emit({
    kind: 'verdict',
    netns: at.netns.inode,
    packet: skb.id,
    hook: base.base!.hook,
    table: base.table.name,
    chain: chain.name,
    ...(number !== undefined && { rule: number + 1 }),
    text: number === undefined ? 'policy' : `rule ${number + 1}`,
    verdict,
    atMs: clock.monotonicMs,
  });
}

/** TRACE: an event for each rule that matched. */
function traceRule(chain: Chain, number: number, outcome: Outcome, skb: Skb, at: Evaluation): void {
  const { trace, clock } = at.netns.kernel;
  if (!trace.active) return;
  trace.emit({
    kind: 'verdict',
    netns: at.netns.inode,
    packet: skb.id,
    hook: at.hook,
    table: chain.table.name,
    chain: chain.name,
    rule: number + 1,
    text: 'TRACE',
    verdict: outcome.kind === 'jump' || outcome.kind === 'goto' ? `${outcome.kind} ${outcome.chain.name}` : outcome.kind,
    atMs: clock.monotonicMs,
  });
}

/** The plain walk that `evaluate` must be equal to: which rules of a chain a packet's tests match, in order. For tests. */
export function* matching(rules: readonly CompiledRule[], skb: Skb, at: Evaluation): Generator<number> {
  for (const [number, rule] of rules.entries()) if (rule.test(skb, at) === true) yield number;
}

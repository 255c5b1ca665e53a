// A chain made ready for packets: each rule's header and matches as one test, and an index by the exact values that rules ask for, so that
// the cost of a packet does not grow with rules that cannot match it. Counters, order and verdicts are those of a walk from rule to rule.

import type { Words, XtRule } from '../../abi/nfnetlink.ts';
import { prefixMask, sameWords, toIpAddress } from '../../xtables/addresses.ts';
import type { Family, Match } from '../../xtables/extension.ts';
import { matchesName } from '../../xtables/names.ts';
import { findMatch, findTarget } from '../../xtables/table.ts';
import type { Skb } from '../net/skb.ts';
import type { Evaluation } from './evaluation.ts';
import { ACCEPT, CONTINUE, DROP, type Outcome, QUEUE, RETURN, STOLEN } from './outcome.ts';
import type { Chain, Rule } from './tables.ts';

export type Test = (skb: Skb, at: Evaluation) => boolean | 'hotdrop';

export interface CompiledRule {
  readonly rule: Rule;
  readonly test: Test;
  /** What the rule does with a packet that it matched. */
  readonly act: (skb: Skb, at: Evaluation) => Outcome;
  /** Counts by itself (rules of nft). */
  readonly countsItself: boolean;
  /** What a rule tests for one exact value. */
  readonly exact: Exact;
}

/** The fields of the index. Absent ones are not tested exactly. */
interface Exact {
  source?: { value: number | bigint; length: number };
  dest?: { value: number | bigint; length: number };
  sourcePort?: number;
  destPort?: number;
  mark?: number;
  input?: string;
  output?: string;
}

export class CompiledChain {
  readonly rules: readonly CompiledRule[];
  /** Undefined where the chain is walked from rule to rule. */
  readonly index: ChainIndex | undefined;

  constructor(rules: readonly CompiledRule[]) {
    this.rules = rules;
    this.index = rules.length >= INDEX_RULES_MIN ? buildIndex(rules) : undefined;
  }
}

/** The chain as it is now; compiled where it changed. */
export function compiledOf(chain: Chain): CompiledChain {
  if (chain.compiled instanceof CompiledChain) return chain.compiled;
  const compiled = new CompiledChain(chain.rules.map(rule => compileRule(chain, rule)));
  chain.compiled = compiled;
  return compiled;
}

function compileRule(chain: Chain, rule: Rule): CompiledRule {
  if (rule.body.kind === 'nft') return { rule, test: () => false, act: () => CONTINUE, countsItself: true, exact: {} };
  const family: Family = chain.table.family === 'ip6' ? 'ipv6' : 'ipv4';
  const { body } = rule;
  const tests = [...headerTests(body.header), ...matchTests(rule, body, family)];
  return { rule, test: allOf(tests), act: actionOf(chain, rule, body, family), countsItself: false, exact: exactOf(body, family) };
}

function allOf(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) {
    return (skb, at) => {
      const result = first(skb, at);
      return result === true ? second(skb, at) : result;
    };
  }
  return (skb, at) => {
    for (const test of tests) {
      const result = test(skb, at);
      if (result !== true) return result;
    }
    return true;
  };
}

function addressTest(
  end: 'source' | 'dest',
  { address, mask, inverted }: { address: Words; mask: Words; inverted: boolean },
): Test | undefined {
  if (mask.every(word => word === 0)) return undefined;
  if (address.length === 1) {
    const wanted = address[0]!;
    const bits = mask[0]!;
    if (bits === 0xffffffff)
      return end === 'source' ? skb => (skb.sourceIp === wanted) !== inverted : skb => (skb.destIp === wanted) !== inverted;
    return end === 'source'
      ? skb => (((skb.sourceIp as number) & bits) >>> 0 === wanted) !== inverted
      : skb => (((skb.destIp as number) & bits) >>> 0 === wanted) !== inverted;
  }
  const wanted = toIpAddress(address) as bigint;
  const bits = toIpAddress(mask) as bigint;
  return skb => (((skb[end === 'source' ? 'sourceIp' : 'destIp'] as bigint) & bits) === wanted) !== inverted;
}

function nameTest(side: 'inputName' | 'outputName', { name, inverted }: { name: string; inverted: boolean }): Test | undefined {
  if (name === '+' && !inverted) return undefined;
  if (!name.endsWith('+'))
    return side === 'inputName' ? (_skb, at) => (at.inputName === name) !== inverted : (_skb, at) => (at.outputName === name) !== inverted;
  return (_skb, at) => matchesName(name, at[side]) !== inverted;
}

function headerTests(header: XtRule['header']): Test[] {
  const tests: (Test | undefined)[] = [];
  const { protocol, fragment } = header;
  if (protocol && protocol.number !== 0) {
    const { number, inverted } = protocol;
    tests.push(skb => (skb.protocol === number) !== inverted);
  }
  tests.push(header.dest && addressTest('dest', header.dest), header.source && addressTest('source', header.source));
  tests.push(header.input && nameTest('inputName', header.input), header.output && nameTest('outputName', header.output));
  if (fragment) tests.push(skb => skb.fragmentOffset > 0 !== fragment.inverted);
  return tests.filter(test => test !== undefined);
}

function matchTests(rule: Rule, body: XtRule, family: Family): Test[] {
  const tests: Test[] = [];
  for (const [place, { name, info }] of body.matches.entries()) {
    const match: Match | undefined = findMatch(name, family);
    if (!match || match.always) continue;
    tests.push((skb, at) => {
      at.slots = rule.slots;
      at.place = place;
      return match.matches(info, skb, at);
    });
  }
  return tests;
}

function actionOf(chain: Chain, rule: Rule, body: XtRule, family: Family): CompiledRule['act'] {
  const { action } = body;
  if (action.kind === 'none') return () => CONTINUE;
  if (action.kind === 'verdict') {
    const outcome = { ACCEPT, DROP, RETURN, QUEUE }[action.verdict];
    return () => outcome;
  }
  if (action.kind !== 'target') {
    const callee = chain.table.chains.get(action.chain);
    if (!callee) return () => CONTINUE;
    const outcome: Outcome = { kind: action.kind, chain: callee };
    return () => outcome;
  }
  const target = findTarget(action.target.name, family);
  if (!target) return () => CONTINUE;
  const { info } = action.target;
  const place = body.matches.length;
  const outcomes = { CONTINUE, ACCEPT, DROP, RETURN, STOLEN };
  return (skb, at) => {
    at.slots = rule.slots;
    at.place = place;
    return outcomes[target.act(info, skb, at)];
  };
}

function exactOf({ header, matches }: XtRule, family: Family): Exact {
  const exact: Exact = {};
  for (const end of ['source', 'dest'] as const) {
    const one = header[end];
    if (!one || one.inverted) continue;
    const length = one.mask.reduce((sum, word) => sum + Math.clz32(~word >>> 0), 0);
    if (length >= 8 && sameWords(prefixMask(length, family), one.mask)) exact[end] = { value: toIpAddress(one.address), length };
  }
  if (header.input && !header.input.inverted && !header.input.name.endsWith('+')) exact.input = header.input.name;
  if (header.output && !header.output.inverted && !header.output.name.endsWith('+')) exact.output = header.output.name;
  for (const { name, info } of matches) {
    const found = findMatch(name, family)?.exact?.(info);
    if (found && exact[found.field] === undefined) exact[found.field] = found.value;
  }
  return exact;
}

// The index: rules that test the same fields exactly share a map from the fields' values to their numbers.

const INDEX_RULES_MIN = 9;
const SHAPES_MAX = 12;
const NONE: readonly number[] = [];

interface Shape {
  sourceLength: number;
  destLength: number;
  sourcePort: boolean;
  destPort: boolean;
  mark: boolean;
  input: boolean;
  output: boolean;
  readonly rules: Map<number, number[]>;
}

export interface ChainIndex {
  readonly shapes: readonly Shape[];
  /** Rules that the index says nothing of. */
  readonly others: readonly number[];
  /** Whether what a target changes (a mark) could change the candidates. */
  readonly marked: boolean;
}

const nameHashes = new Map<string, number>();
function nameHash(name: string): number {
  let hash = nameHashes.get(name);
  if (hash === undefined) {
    hash = 7;
    for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
    nameHashes.set(name, hash);
  }
  return hash;
}

function addressHash(address: number | bigint, length: number): number {
  if (typeof address === 'number') return length === 32 ? address : address & (length === 0 ? 0 : -1 << (32 - length));
  const masked = address >> BigInt(128 - length);
  return (
    Number(masked & 0xffffffffn) ^ Number((masked >> 32n) & 0xffffffffn) ^ Number((masked >> 64n) & 0xffffffffn) ^ Number(masked >> 96n)
  );
}

const mix = (hash: number, value: number): number => Math.imul(hash ^ value, 0x9e3779b1) | 0;

const shapeKey = (exact: Exact): string =>
  `${exact.source?.length ?? -1} ${exact.dest?.length ?? -1} ${exact.sourcePort !== undefined} ${exact.destPort !== undefined} ${
    exact.mark !== undefined
  } ${exact.input !== undefined} ${exact.output !== undefined}`;

function exactHash(exact: Exact): number {
  let hash = 17;
  if (exact.source) hash = mix(hash, addressHash(exact.source.value, exact.source.length));
  if (exact.dest) hash = mix(hash, addressHash(exact.dest.value, exact.dest.length));
  if (exact.sourcePort !== undefined) hash = mix(hash, exact.sourcePort);
  if (exact.destPort !== undefined) hash = mix(hash, exact.destPort);
  if (exact.mark !== undefined) hash = mix(hash, exact.mark | 0);
  if (exact.input !== undefined) hash = mix(hash, nameHash(exact.input));
  if (exact.output !== undefined) hash = mix(hash, nameHash(exact.output));
  return hash;
}

function buildIndex(rules: readonly CompiledRule[]): ChainIndex | undefined {
  const shapes = new Map<string, number[]>();
  for (const [number, { exact }] of rules.entries()) {
    const key = Object.keys(exact).length === 0 ? '' : shapeKey(exact);
    const list = shapes.get(key);
    if (list) list.push(number);
    else shapes.set(key, [number]);
  }
  const others = shapes.get('') ?? [];
  shapes.delete('');
  const kept = [...shapes.values()].sort((one, other) => other.length - one.length);
  const built: Shape[] = [];
  for (const numbers of kept) {
    if (built.length < SHAPES_MAX && numbers.length > 2) built.push(buildShape(rules, numbers));
    else others.push(...numbers);
  }
  if (built.length === 0) return undefined;
  return { shapes: built, others: others.sort((one, other) => one - other), marked: built.some(shape => shape.mark) };
}

function buildShape(rules: readonly CompiledRule[], numbers: readonly number[]): Shape {
  const { exact } = rules[numbers[0]!]!;
  const map = new Map<number, number[]>();
  for (const number of numbers) {
    const hash = exactHash(rules[number]!.exact);
    const list = map.get(hash);
    if (list) list.push(number);
    else map.set(hash, [number]);
  }
  return {
    sourceLength: exact.source?.length ?? -1,
    destLength: exact.dest?.length ?? -1,
    sourcePort: exact.sourcePort !== undefined,
    destPort: exact.destPort !== undefined,
    mark: exact.mark !== undefined,
    input: exact.input !== undefined,
    output: exact.output !== undefined,
    rules: map,
  };
}

/** The rules of a shape that a packet may match: equal hashes only, so each is still tested. */
function candidatesOf(shape: Shape, skb: Skb, at: Evaluation): readonly number[] {
  let hash = 17;
  if (shape.sourceLength >= 0) hash = mix(hash, addressHash(skb.sourceIp, shape.sourceLength));
  if (shape.destLength >= 0) hash = mix(hash, addressHash(skb.destIp, shape.destLength));
  if (shape.sourcePort || shape.destPort) {
    const ports = skb.ports();
    if (!ports) return NONE;
    if (shape.sourcePort) hash = mix(hash, ports.source);
    if (shape.destPort) hash = mix(hash, ports.dest);
  }
  if (shape.mark) hash = mix(hash, skb.mark | 0);
  if (shape.input) hash = mix(hash, nameHash(at.inputName));
  if (shape.output) hash = mix(hash, nameHash(at.outputName));
  return shape.rules.get(hash) ?? NONE;
}

/** Gives a chain's rules that may match a packet, in order. */
export class Cursor {
  readonly #index: ChainIndex;
  #lists: (readonly number[])[] = [];
  #places: number[] = [];

  constructor(index: ChainIndex, skb: Skb, at: Evaluation, from: number) {
    this.#index = index;
    this.look(skb, at, from);
  }

  /** Looks again, from a rule on: a target may have changed the packet. */
  look(skb: Skb, at: Evaluation, from: number): void {
    this.#lists = [];
    this.#places = [];
    for (const shape of this.#index.shapes) this.#add(candidatesOf(shape, skb, at), from);
    this.#add(this.#index.others, from);
  }

  #add(list: readonly number[], from: number): void {
    if (list.length === 0) return;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]! < from) low = middle + 1;
      else high = middle;
    }
    if (low === list.length) return;
    this.#lists.push(list);
    this.#places.push(low);
  }

  /** The number of the next rule, or -1. */
  next(): number {
    let best = -1;
    let which = -1;
    for (let at = 0; at < this.#lists.length; at++) {
      const number = this.#lists[at]![this.#places[at]!];
      if (number !== undefined && (best < 0 || number < best)) {
        best = number;
        which = at;
      }
    }
    if (which >= 0) this.#places[which]!++;
    return best;
  }
}

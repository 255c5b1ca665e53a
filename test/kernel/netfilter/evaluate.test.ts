// A compiled chain against the plain walk: the same rules count, the same one decides; and a packet behind many rules costs no more.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NftCommand, XtAction, XtRule } from '../../../src/abi/nfnetlink.ts';
import type { HookState } from '../../../src/kernel/net/hooks.ts';
import type { NetNamespace } from '../../../src/kernel/net/netns.ts';
import { type Netdev, Skb } from '../../../src/kernel/net/skb.ts';
import { runBatch } from '../../../src/kernel/netfilter/batch.ts';
import '../../../src/kernel/netfilter/rules.ts';
import { compiledOf } from '../../../src/kernel/netfilter/compile.ts';
import { evaluate, matching } from '../../../src/kernel/netfilter/evaluate.ts';
import { Evaluation } from '../../../src/kernel/netfilter/evaluation.ts';
import { type Chain, findTable, rulesetOf } from '../../../src/kernel/netfilter/tables.ts';
import { ETH_P_IP } from '../../../src/wire/ethernet.ts';
import { testWorld } from '../world.ts';

const netnsOf = (): NetNamespace => testWorld().init.ns.net as NetNamespace;

interface Packet {
  source: number;
  dest: number;
  port: number;
  mark: number;
}

/** A TCP SYN of forty bytes. */
function packet({ source, dest, port, mark }: Packet): Skb {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  view.setUint16(2, 40);
  bytes[8] = 64;
  bytes[9] = 6;
  view.setUint32(12, source);
  view.setUint32(16, dest);
  view.setUint16(20, 1024);
  view.setUint16(22, port);
  bytes[32] = 0x50;
  bytes[33] = 2;
  const skb = Skb.of(bytes);
  skb.network = skb.start;
  skb.etherType = ETH_P_IP;
  skb.mark = mark;
  return skb;
}

const ADDRESS = 0x0a000000;

function rule(
  shape: { source?: number; dest?: number; prefix: number; port?: number; mark?: number; input?: string },
  action: XtAction,
): XtRule {
  const mask = (0xffffffff << (32 - shape.prefix)) >>> 0;
  const side = (value: number) => ({ address: [((ADDRESS + value) & mask) >>> 0], mask: [mask], inverted: false });
  return {
    kind: 'xt',
    header: {
      ...(shape.source !== undefined && { source: side(shape.source) }),
      ...(shape.dest !== undefined && { dest: side(shape.dest) }),
      ...(shape.input !== undefined && { input: { name: shape.input, inverted: false } }),
      protocol: { number: 6, inverted: false },
    },
    matches: [
      ...(shape.port === undefined
        ? []
        : [{ name: 'tcp', info: { source: [0, 65535], dest: [shape.port, shape.port], sourceInverted: false, destInverted: false } }]),
      ...(shape.mark === undefined ? [] : [{ name: 'mark', info: { value: shape.mark, mask: 0xffffffff, inverted: false } }]),
    ],
    action,
  };
}

function install(netns: NetNamespace, rules: readonly XtRule[]): Chain {
  const family = 'ip';
  const base = { type: 'filter', hook: 'INPUT', priority: 0 } as const;
  const commands: NftCommand[] = [
    { op: 'flush' },
    { op: 'newtable', family, table: 'filter' },
    { op: 'newchain', family, table: 'filter', chain: 'INPUT', base },
    ...rules.map((body): NftCommand => ({ op: 'newrule', family, table: 'filter', chain: 'INPUT', body })),
  ];
  const result = runBatch(rulesetOf(netns), commands, false);
  if (result.failed) throw new Error(`step ${result.failed.index}: ${result.failed.errno}`);
  return findTable(rulesetOf(netns), family, 'filter')!.chains.get('INPUT')!;
}

const state = (netns: NetNamespace): HookState => ({
  netns,
  family: 'inet',
  hook: 'INPUT',
  input: { name: 'eth0', index: 2, group: 0 } as Netdev,
  output: undefined,
  socket: undefined,
  resume: undefined,
});

const small = fc.nat(6);
const shape = fc.record(
  { source: small, dest: small, prefix: fc.constantFrom(32, 31, 24), port: small, mark: fc.nat(2), input: fc.constantFrom('eth0', 'eth1') },
  { requiredKeys: ['prefix'] },
);
const action = fc.oneof(
  { weight: 8, arbitrary: fc.constant<XtAction>({ kind: 'none' }) },
  { weight: 1, arbitrary: fc.constantFrom<XtAction>({ kind: 'verdict', verdict: 'ACCEPT' }, { kind: 'verdict', verdict: 'DROP' }) },
  { weight: 1, arbitrary: fc.constant<XtAction>({ kind: 'target', target: { name: 'MARK', info: { value: 1, mask: 0xffffffff } } }) },
);

test('the index finds what the walk finds', () => {
  const netns = netnsOf();
  const rules = fc.array(fc.tuple(shape, action), { minLength: 9, maxLength: 40 });
  const probe = fc.record({ source: small, dest: small, port: small, mark: fc.nat(2) });
  fc.assert(
    fc.property(rules, fc.array(probe, { minLength: 1, maxLength: 8 }), (shapes, probes) => {
      const chain = install(
        netns,
        shapes.map(([one, act]) => rule(one, act)),
      );
      const expected = chain.rules.map(() => 0);
      let policy = 0;
      for (const one of probes) {
        const plain = packet({ ...one, source: ADDRESS + one.source, dest: ADDRESS + one.dest });
        const at = new Evaluation(state(netns), 'filter', 'ipv4', plain);
        let decided: string | undefined;
        for (const number of matching(compiledOf(chain).rules, plain, at)) {
          expected[number]!++;
          const { act } = compiledOf(chain).rules[number]!;
          const outcome = act(plain, at);
          if (outcome.kind === 'continue') continue;
          decided = outcome.kind;
          break;
        }
        if (decided === undefined) policy++;
        const seen = packet({ ...one, source: ADDRESS + one.source, dest: ADDRESS + one.dest });
        const verdict = evaluate(chain, seen, new Evaluation(state(netns), 'filter', 'ipv4', seen));
        expect(verdict).toBe(decided === 'drop' ? 'DROP' : 'ACCEPT');
        expect(seen.mark).toBe(plain.mark);
      }
      expect(chain.rules.map(one => one.packets)).toEqual(expected);
      expect(chain.packets).toBe(policy);
    }),
    { numRuns: 300 },
  );
});

test('ten thousand rules that do not match cost no more than ten', () => {
  const netns = netnsOf();
  const cost = (count: number): number => {
    const rules = Array.from({ length: count }, (_, index) =>
      rule({ dest: 1000 + index, prefix: 32, port: 80 }, { kind: 'verdict', verdict: 'DROP' }),
    );
    const chain = install(netns, rules);
    const skb = packet({ source: ADDRESS, dest: ADDRESS + 1, port: 80, mark: 0 });
    const where = state(netns);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 12; round++) {
      const start = performance.now();
      for (let index = 0; index < 20000; index++) evaluate(chain, skb, new Evaluation(where, 'filter', 'ipv4', skb));
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  cost(10);
  const few = cost(10);
  const many = cost(10000);
  expect(many / few).toBeLessThan(2);
});

// Hook points where guests (conntrack, nat, tables, IPVS, br_netfilter) see packets, by priority. As net/netfilter/core.c.
// The stack calls `run` and knows none of them.

import { drop } from './drop.ts';
import { type NetNamespace, pernet } from './netns.ts';
import type { Netdev, Skb, SkbSocket } from './skb.ts';

export type HookFamily = 'inet' | 'inet6' | 'bridge' | 'arp' | 'netdev';
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING' | 'INGRESS' | 'EGRESS';

/** STOLEN: the guest has the packet now. QUEUE: for a program in user space; without a handler it is dropped. REPEAT: ask the same guest again. */
export type Verdict = 'ACCEPT' | 'DROP' | 'STOLEN' | 'QUEUE' | 'REPEAT';

export interface HookState {
  readonly netns: NetNamespace;
  readonly family: HookFamily;
  readonly hook: HookName;
  readonly input: Netdev | undefined;
  readonly output: Netdev | undefined;
  readonly socket: SkbSocket | undefined;
  /** Goes on with a packet that a guest stole or queued, from after this hook point. Undefined where the point does not offer it. */
  readonly resume: ((skb: Skb) => void) | undefined;
}

export interface Hook {
  readonly family: HookFamily;
  readonly hook: HookName;
  /** Lower sees packets earlier. */
  readonly priority: number;
  readonly name: string;
  /** For 'netdev' hooks: the device they are on. */
  readonly device?: Netdev;
  run(skb: Skb, state: HookState): Verdict;
}

/** enum nf_ip_hook_priorities and nf_br_hook_priorities. */
export const PRIORITY = {
  first: -2147483648,
  conntrackDefrag: -400,
  raw: -300,
  selinuxFirst: -225,
  conntrack: -200,
  mangle: -150,
  natDest: -100,
  filter: 0,
  security: 50,
  natSource: 100,
  selinuxLast: 225,
  conntrackHelper: 300,
  last: 2147483647,
  conntrackConfirm: 2147483647,
  bridgeNatDestBridged: -300,
  bridgeFilterBridged: -200,
  bridgeNetfilter: 0,
  bridgeNatDestOther: 100,
  bridgeFilterOther: 200,
  bridgeNatSource: 300,
} as const;

type Points = Record<HookName, Hook[]>;
const newPoints = (): Points => ({
  PREROUTING: [],
  INPUT: [],
  FORWARD: [],
  OUTPUT: [],
  POSTROUTING: [],
  INGRESS: [],
  EGRESS: [],
});

const points = pernet(
  (): Record<HookFamily, Points> => ({
    inet: newPoints(),
    inet6: newPoints(),
    bridge: newPoints(),
    arp: newPoints(),
    netdev: newPoints(),
  }),
);

/** Adds a guest; those of one priority are asked in the order they came. Gives what takes it off again. */
export function register(netns: NetNamespace, hook: Hook): () => void {
  const families = points(netns);
  const at = (): Hook[] => families[hook.family][hook.hook];
  const before = at();
  const index = before.findIndex(other => other.priority > hook.priority);
  // A new list each time: a traversal that is under way keeps the one it began with.
  families[hook.family][hook.hook] = index < 0 ? [...before, hook] : before.toSpliced(index, 0, hook);
  return () => {
    families[hook.family][hook.hook] = at().filter(other => other !== hook);
  };
}

/** The guests of a point in the order they are asked. */
export const hooksAt = (netns: NetNamespace, family: HookFamily, hook: HookName): readonly Hook[] => points(netns)[family][hook];

/** Takes packets with the verdict QUEUE; true where it did. */
export type QueueHandler = (skb: Skb, state: HookState) => boolean;

const queueHandlers = pernet((): { handler: QueueHandler | undefined } => ({ handler: undefined }));

export function setQueueHandler(netns: NetNamespace, handler: QueueHandler | undefined): void {
  queueHandlers(netns).handler = handler;
}

/**
 * Asks every guest of a point. True: the packet goes on. False: it does not, and is already dropped or somebody's; the caller forgets it.
 */
export function run(
  netns: NetNamespace,
  family: HookFamily,
  hook: HookName,
  skb: Skb,
  input: Netdev | undefined,
  output: Netdev | undefined,
  resume?: (skb: Skb) => void,
): boolean {
  const guests = points(netns)[family][hook];
  if (guests.length === 0) return true;
  return runFrom(guests, skb, { netns, family, hook, input, output, socket: skb.socket, resume }) === 'ACCEPT';
}

/** As `run` for packets of this host, whose sender hears of a drop: tells what became of the packet. */
export function ask(
  netns: NetNamespace,
  family: HookFamily,
  hook: HookName,
  skb: Skb,
  output: Netdev,
  resume: (skb: Skb) => void,
): 'ACCEPT' | 'DROP' | 'STOLEN' {
  const guests = points(netns)[family][hook];
  if (guests.length === 0) return 'ACCEPT';
  return runFrom(guests, skb, { netns, family, hook, input: undefined, output, socket: skb.socket, resume });
}

/** As `run`, with the guests and the state given; tells what became of the packet. */
export function runFrom(guests: readonly Hook[], skb: Skb, state: HookState): 'ACCEPT' | 'DROP' | 'STOLEN' {
  for (let index = 0; index < guests.length; index++) {
    const guest = guests[index]!;
    if (guest.device && guest.device !== (state.hook === 'EGRESS' ? state.output : state.input)) continue;
    const verdict = guest.run(skb, state);
    if (verdict === 'ACCEPT') continue;
    if (verdict === 'REPEAT') {
      index--;
      continue;
    }
    if (verdict === 'STOLEN') return 'STOLEN';
    if (verdict === 'QUEUE' && queueHandlers(state.netns).handler?.(skb, state)) return 'STOLEN';
    drop(skb, 'NETFILTER_DROP', state.netns);
    return 'DROP';
  }
  return 'ACCEPT';
}

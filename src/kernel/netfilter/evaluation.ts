// What extensions may ask of the kernel where a packet is: the kernel's half of xtables/extension.ts's HookState.

import type { CtStatus, HookName, Words } from '../../abi/nfnetlink.ts';
import type { IpAddress } from '../../wire/address.ts';
import { toIpAddress, toWords } from '../../xtables/addresses.ts';
import type {
  Connection,
  Device,
  LogHow,
  NatHow,
  SetChange,
  SetQuestion,
  SocketOwner,
  Verdict,
  HookState as XtHookState,
  Skb as XtSkb,
} from '../../xtables/extension.ts';
import type { HookState } from '../net/hooks.ts';
import type { NetNamespace } from '../net/netns.ts';
import type { RouteResult } from '../net/route/lookup.ts';
import type { Netdev, Skb } from '../net/skb.ts';
import { type Entry, INFO, isReply, STATUS } from './conntrack/entry.ts';
import { conntrackOf } from './conntrack/table.ts';
import { entryOf, type Template, untrack } from './conntrack/track.ts';
import { changeIpset, inIpset } from './ipset.ts';
import { logPacket } from './log.ts';
import { natTarget } from './nat-target.ts';
import { rejectPacket } from './reject.ts';
import { addressTypeOf, reversePathOf, socketOf, teePacket, tproxyPacket } from './surroundings.ts';
import { type Ruleset, rulesetOf } from './tables.ts';

/** A packet's connection as matches see it. */
class ConnectionView implements Connection {
  readonly #entry: Entry;
  readonly #info: number;
  readonly #netns: NetNamespace;

  constructor(netns: NetNamespace, entry: Entry, info: number) {
    this.#netns = netns;
    this.#entry = entry;
    this.#info = info;
  }
  get state(): Connection['state'] {
    const info = this.#info;
    if (info === INFO.NEW) return 'NEW';
    return info === INFO.RELATED || info === INFO.RELATED_REPLY ? 'RELATED' : 'ESTABLISHED';
  }
  get reply(): boolean {
    return isReply(this.#info);
  }
  has(status: CtStatus): boolean {
    const bit = STATUS[status as keyof typeof STATUS];
    return bit !== undefined && this.#entry.has(bit);
  }
  get protocol(): number {
    return this.#entry.original.protocol;
  }
  get mark(): number {
    return this.#entry.mark;
  }
  set mark(value: number) {
    if (this.#entry.mark === value) return;
    this.#entry.mark = value;
    this.#entry.pending |= 2;
  }
  get secmark(): number {
    return this.#entry.secmark;
  }
  set secmark(value: number) {
    this.#entry.secmark = value;
  }
  get helper(): string | undefined {
    return this.#entry.master?.helper ?? this.#entry.helper;
  }
  get expiresSeconds(): number {
    if (!this.#entry.has(STATUS.CONFIRMED)) return Math.floor(this.#entry.lifeMs / 1000);
    return Math.max(0, Math.floor((this.#entry.expiresMs - this.#netns.kernel.clock.monotonicMs) / 1000));
  }
  address(direction: 'original' | 'reply', end: 'source' | 'dest'): IpAddress {
    return this.#entry[direction][end];
  }
  port(direction: 'original' | 'reply', end: 'source' | 'dest'): number {
    return end === 'source' ? this.#entry[direction].sourcePort : this.#entry[direction].destPort;
  }
  counters(direction: 'original' | 'reply'): { packets: number; bytes: number } | undefined {
    return this.#entry.counters?.[direction];
  }
  hasLabel(bit: number): boolean {
    return ((this.#entry.labels >> BigInt(bit)) & 1n) === 1n;
  }
  setLabel(bit: number): boolean {
    this.#entry.labels |= 1n << BigInt(bit);
    return true;
  }
  get zone(): number {
    return this.#entry.original.zone;
  }
}

const UNTRACKED: Connection = {
  state: 'UNTRACKED',
  reply: false,
  has: () => false,
  protocol: 0,
  mark: 0,
  secmark: 0,
  helper: undefined,
  expiresSeconds: 0,
  address: () => 0,
  port: () => 0,
  counters: () => undefined,
  hasLabel: () => false,
  setLabel: () => false,
  zone: 0,
};

/** One packet's way through one base chain. */
export class Evaluation implements XtHookState {
  readonly netns: NetNamespace;
  readonly hook: HookName;
  readonly table: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly where: HookState;
  readonly inputName: string;
  readonly outputName: string;
  /** Set before an extension is asked: where it keeps its state. */
  slots: unknown[] = [];
  place = 0;
  readonly #skb: Skb;
  readonly cpu = 0;

  constructor(where: HookState, table: string, family: 'ipv4' | 'ipv6', skb: Skb) {
    this.where = where;
    this.netns = where.netns;
    this.hook = where.hook;
    this.table = table;
    this.family = family;
    this.inputName = where.input?.name ?? '';
    this.outputName = where.output?.name ?? '';
    this.#skb = skb;
  }

  get input(): Device | undefined {
    return this.where.input;
  }
  get output(): Device | undefined {
    return this.where.output;
  }
  get physicalInput(): Netdev | undefined {
    return this.#skb.physIn;
  }
  get physicalOutput(): Netdev | undefined {
    return this.#skb.physOut;
  }
  get bridged(): boolean {
    return this.#skb.physIn !== undefined && this.#skb.physOut !== undefined;
  }
  get nowMs(): number {
    return this.netns.kernel.clock.monotonicMs;
  }
  get realtimeMs(): number {
    return this.netns.kernel.clock.realtimeMs;
  }
  random(): number {
    return this.netns.kernel.random.u32();
  }
  connection(_skb: XtSkb): Connection | undefined {
    const skb = this.#skb;
    if (skb.conntrackInfo === INFO.UNTRACKED) return UNTRACKED;
    const entry = entryOf(skb);
    return entry && new ConnectionView(this.netns, entry, skb.conntrackInfo);
  }
  state<T>(make: () => T): T {
    return (this.slots[this.place] ??= make()) as T;
  }
  shared<T>(kind: string, name: string, make: () => T): T {
    return sharedOf(rulesetOf(this.netns), kind, name, make);
  }
  addressType(address: IpAddress, device: Device | undefined): string {
    return addressTypeOf(this.netns, address, device as Netdev | undefined);
  }
  reversePath(_skb: XtSkb, how: { loose: boolean; mark: boolean; acceptLocal: boolean }): boolean {
    return reversePathOf(this.netns, this.#skb, this.where.input, how);
  }
  owner(_skb: XtSkb): SocketOwner | undefined {
    const { socket } = this.#skb;
    if (!socket || socket.netns !== this.netns) return undefined;
    return {
      uid: socket.uid,
      gid: socket.gid,
      groups: [],
      cgroup: socket.cgroup ?? '/',
      classid: 0,
      transparent: socket.transparent ?? false,
      mark: socket.mark,
      wildcard: false,
    };
  }
  socketFor(_skb: XtSkb): SocketOwner | undefined {
    return socketOf(this.netns, this.#skb);
  }
  inSet(name: string, flags: readonly ('src' | 'dst')[], _skb: XtSkb, how: SetQuestion): boolean {
    return inIpset(this.netns, name, flags, this.#skb, this.where, how);
  }
  changeSet(name: string, flags: readonly ('src' | 'dst')[], _skb: XtSkb, how: SetChange): void {
    changeIpset(this.netns, name, flags, this.#skb, this.where, how);
  }
  countConnections(_skb: XtSkb, mask: Words, side: 'source' | 'dest'): number {
    const entry = entryOf(this.#skb);
    const mine = toWords(entry ? entry.original[side] : side === 'source' ? this.#skb.sourceIp : this.#skb.destIp);
    const same = (address: IpAddress): boolean => {
      const words = toWords(address);
      return words.length === mine.length && words.every((word, index) => ((word ^ mine[index]!) & mask[index]!) === 0);
    };
    let count = entry && !entry.has(STATUS.CONFIRMED) ? 1 : 0;
    const live = new Set(this.state(() => new Set<Entry>()));
    const kept = this.state(() => new Set<Entry>());
    if (entry) kept.add(entry);
    for (const one of live) if (one.has(STATUS.DYING) || one.tcpState >= 7) kept.delete(one);
    count = 0;
    for (const one of kept) if (same(one.original[side])) count++;
    return count;
  }
  realm(_skb: XtSkb): number {
    return 0;
  }
  pathMtu(_skb: XtSkb): number {
    const route = this.#skb.route as RouteResult | undefined;
    const out = route?.mtu ?? this.where.output?.mtu ?? 1500;
    // Forwarded packets may be answered by the way they came.
    return this.where.input && !this.where.input.loopback ? Math.min(out, this.where.input.mtu) : out;
  }
  log(_skb: XtSkb, how: LogHow): void {
    logPacket(this.#skb, this.where, this.family, how);
  }
  nflog(_skb: XtSkb, how: { group: number; prefix: string; sizeBytes: number }): void {
    void how;
  }
  reject(_skb: XtSkb, how: Parameters<XtHookState['reject']>[1]): void {
    rejectPacket(this.#skb, this.where, how);
  }
  nat(_skb: XtSkb, how: NatHow): Verdict {
    return natTarget(this.#skb, this.where, how);
  }
  untrack(_skb: XtSkb): void {
    untrack(this.#skb);
  }
  template(_skb: XtSkb, how: { zone?: number; helper?: string; zoneFromMark?: boolean }): void {
    const zone = how.zoneFromMark ? this.#skb.mark & 0xffff : (how.zone ?? 0);
    const template: Template = { kind: 'template', zone, helper: how.helper };
    this.#skb.conntrack = template;
  }
  tee(_skb: XtSkb, gateway: Words, device: string | undefined): void {
    teePacket(this.#skb, this.where, toIpAddress(gateway), device);
  }
  tproxy(_skb: XtSkb, how: { address: Words; port: number; mark: number; mask: number }): Verdict {
    return tproxyPacket(this.#skb, this.where, how);
  }
  queue(_skb: XtSkb, how: { number: number; bypass: boolean }): Verdict {
    // Nobody listens on a queue: what may not bypass it is dropped.
    return how.bypass ? 'CONTINUE' : 'DROP';
  }
  namedCounter(_name: string, _skb: XtSkb): boolean {
    return false;
  }
  audit(_skb: XtSkb, _type: string): void {
    // The audit subsystem keeps no log here.
  }
}

/** A thing that rules of a namespace share by name. */
export function sharedOf<T>(ruleset: Ruleset, kind: string, name: string, make: () => T): T {
  let things = ruleset.shared.get(kind);
  if (!things) ruleset.shared.set(kind, (things = new Map()));
  let thing = things.get(name) as T | undefined;
  if (thing === undefined) things.set(name, (thing = make()));
  return thing;
}

/** The table of connections, for who only has an evaluation. */
export const tableOf = (at: Evaluation): ReturnType<typeof conntrackOf> => conntrackOf(at.netns);

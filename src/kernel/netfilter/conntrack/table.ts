// The tracked connections of a namespace: found by either tuple, confirmed, refreshed, forgotten. As nf_conntrack_core.c.

import { NFNETLINK_GROUPS } from '../../../abi/nfnetlink.ts';
import type { Timer } from '../../context.ts';
import { type NetNamespace, pernet } from '../../net/netns.ts';
import { netlinkListeners, netlinkMulticast } from '../../net/socket/netlink.ts';
import { dumpEntry, Entry, EVENT, STATUS } from './entry.ts';
import { conntrackVariables } from './sysctl.ts';
import { invertTuple, type Tuple, tupleKey } from './tuple.ts';

export interface Found {
  entry: Entry;
  reply: boolean;
}

/** What a helper waits for: a connection that belongs to another. */
export interface Expectation {
  master: Entry;
  helper: string;
  tuple: Tuple;
  /** -1 matches any source port, undefined any source. */
  anySourcePort: boolean;
  anySource: boolean;
  expiresMs: number;
  /** What the new connection is to be translated to, as its master was. */
  expected?: (entry: Entry) => void;
  permanent: boolean;
}

export class ConntrackTable {
  readonly netns: NetNamespace;
  readonly #byTuple = new Map<string, Found>();
  readonly #entries = new Set<Entry>();
  readonly expectations: Expectation[] = [];
  readonly stats = {
    found: 0,
    invalid: 0,
    insert: 0,
    insert_failed: 0,
    drop: 0,
    early_drop: 0,
    error: 0,
    search_restart: 0,
    clash_resolve: 0,
    chaintoolong: 0,
  };
  #nextId: number;
  #timer: Timer | undefined;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(netns: NetNamespace) {
    this.netns = netns;
    this.#nextId = netns.kernel.random.u32();
  }

  get nowMs(): number {
    return this.netns.kernel.clock.monotonicMs;
  }
  get count(): number {
    return this.#entries.size;
  }

  /** The confirmed entry that a tuple belongs to. */
  find(tuple: Tuple): Found | undefined {
    const found = this.#byTuple.get(tupleKey(tuple));
    if (!found) return undefined;
    if (found.entry.expiresMs > this.nowMs) return found;
    this.destroy(found.entry);
    return undefined;
  }

  /** Whether a tuple is some entry's. */
  taken(tuple: Tuple, but?: Entry): boolean {
    const found = this.find(tuple);
    return found !== undefined && found.entry !== but;
  }

  /** A new entry that is not in the table yet. Undefined where the tuple has no answer, or the table is full. */
  make(tuple: Tuple): Entry | undefined {
    const reply = invertTuple(tuple);
    if (!reply) return undefined;
    const max = conntrackVariables(this.netns).nf_conntrack_max;
    if (max > 0 && this.#entries.size >= max && !this.#earlyDrop()) {
      this.netns.kernel.log.print(4, 'nf_conntrack: nf_conntrack: table full, dropping packet');
      this.stats.drop++;
      return undefined;
    }
    this.#nextId = (Math.imul(this.#nextId, 1664525) + 1013904223) >>> 0;
    const entry = new Entry(this.#nextId, tuple, reply);
    if (conntrackVariables(this.netns).nf_conntrack_acct) {
      entry.counters = { original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } };
    }
    return entry;
  }

  /** Makes room by dropping a connection that nobody answered or that is closing. */
  #earlyDrop(): boolean {
    for (const entry of this.#entries) {
      if (entry.has(STATUS.ASSURED)) continue;
      this.destroy(entry);
      this.stats.early_drop++;
      return true;
    }
    return false;
  }

  /** Puts an entry in the table; false where another has one of its tuples by now. */
  confirm(entry: Entry): boolean {
    if (entry.has(STATUS.DYING)) return false;
    if (this.taken(entry.original) || this.taken(entry.reply)) {
      this.stats.insert_failed++;
      return false;
    }
    entry.status |= STATUS.CONFIRMED;
    entry.startedMs = this.nowMs;
    this.#byTuple.set(tupleKey(entry.original), { entry, reply: false });
    this.#byTuple.set(tupleKey(entry.reply), { entry, reply: true });
    this.#entries.add(entry);
    entry.expiresMs = this.nowMs + entry.lifeMs;
    this.#schedule(entry.expiresMs);
    entry.pending |= EVENT.new;
    return true;
  }

  /** Lets an entry live for that long from now. */
  refresh(entry: Entry, lifeMs: number): void {
    if (entry.has(STATUS.FIXED_TIMEOUT)) return;
    entry.lifeMs = lifeMs;
    if (!entry.has(STATUS.CONFIRMED)) return;
    entry.expiresMs = this.nowMs + lifeMs;
    this.#schedule(entry.expiresMs);
  }

  #schedule(atMs: number): void {
    const due = Math.max(atMs, this.nowMs + 1000);
    if (due >= this.#timerMs) return;
    this.#timer?.cancel();
    this.#timerMs = due;
    this.#timer = this.netns.kernel.clock.after(due - this.nowMs, () => this.#collect());
  }

  #collect(): void {
    this.#timer = undefined;
    this.#timerMs = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries) {
      if (entry.expiresMs <= this.nowMs) this.destroy(entry);
      else next = Math.min(next, entry.expiresMs);
    }
    if (Number.isFinite(next)) this.#schedule(next);
  }

  /** Forgets an entry. */
  destroy(entry: Entry): void {
    if (entry.has(STATUS.DYING)) return;
    entry.status |= STATUS.DYING;
    for (let at = this.expectations.length - 1; at >= 0; at--) if (this.expectations[at]!.master === entry) this.expectations.splice(at, 1);
    if (!this.#entries.delete(entry)) return;
    this.#byTuple.delete(tupleKey(entry.original));
    this.#byTuple.delete(tupleKey(entry.reply));
    this.#tell('DESTROY', entry);
  }

  /** The live entries, oldest first. */
  list(): Entry[] {
    const now = this.nowMs;
    const live: Entry[] = [];
    for (const entry of [...this.#entries]) {
      if (entry.expiresMs <= now) this.destroy(entry);
      else live.push(entry);
    }
    return live;
  }

  /** Tells listeners what gathered in `pending`. */
  deliverEvents(entry: Entry): void {
    if (entry.pending === 0 || !entry.has(STATUS.CONFIRMED)) return;
    const isNew = entry.pending & EVENT.new;
    entry.pending = 0;
    this.#tell(isNew ? 'NEW' : 'UPDATE', entry);
  }

  #tell(event: 'NEW' | 'UPDATE' | 'DESTROY', entry: Entry): void {
    const group = { NEW: NFNETLINK_GROUPS.ctNew, UPDATE: NFNETLINK_GROUPS.ctUpdate, DESTROY: NFNETLINK_GROUPS.ctDestroy }[event];
    if (conntrackVariables(this.netns).nf_conntrack_events === 0 || !netlinkListeners(this.netns, 'netfilter', group)) return;
    netlinkMulticast(this.netns, 'netfilter', group, () => ({ type: 'ct-event', body: { event, entry: dumpEntry(entry, this.nowMs) } }));
  }

  /** The expectation that a new connection fulfils; taken off unless it stays. */
  takeExpectation(tuple: Tuple): Expectation | undefined {
    const now = this.nowMs;
    for (let at = 0; at < this.expectations.length; at++) {
      const one = this.expectations[at]!;
      if (one.expiresMs <= now) {
        this.expectations.splice(at--, 1);
        continue;
      }
      const wanted = one.tuple;
      if (wanted.protocol !== tuple.protocol || wanted.dest !== tuple.dest || wanted.destPort !== tuple.destPort) continue;
      if (!one.anySource && wanted.source !== tuple.source) continue;
      if (!one.anySourcePort && wanted.sourcePort !== tuple.sourcePort) continue;
      if (!one.permanent) this.expectations.splice(at, 1);
      return one;
    }
    return undefined;
  }
}

export const conntrackOf = pernet(netns => new ConntrackTable(netns));

// Tables, chains and rules of a network namespace, in nf_tables' model. As nf_tables_api.c of Linux 6.18.
// What changes them is batch.ts; what asks them of packets is evaluate.ts.

import type {
  BaseChain,
  ChainDump,
  Counters,
  NftFamily,
  ObjectDump,
  RuleBody,
  RuleDump,
  SetDump,
  SetElement,
  TableDump,
} from '../../abi/nfnetlink.ts';
import { type NetNamespace, pernet } from '../net/netns.ts';

export class Rule {
  readonly handle: number;
  readonly body: RuleBody;
  packets = 0;
  bytes = 0;
  /** What its matches and target keep between packets, by their place in it; most keep nothing. */
  #slots: unknown[] | undefined;
  #counters: Map<number, Counters> | undefined;

  constructor(handle: number, body: RuleBody) {
    this.handle = handle;
    this.body = body;
  }

  get slots(): unknown[] {
    this.#slots ??= [];
    return this.#slots;
  }
  set slots(slots: unknown[]) {
    this.#slots = slots;
  }
  /** Of a rule of nft: the counters of its statements by index. */
  get counters(): Map<number, Counters> {
    this.#counters ??= new Map();
    return this.#counters;
  }
  get hasCounters(): boolean {
    return this.#counters !== undefined;
  }
}

export class Chain {
  readonly table: Table;
  name: string;
  readonly handle: number;
  base: BaseChain | undefined;
  policy: 'accept' | 'drop' = 'accept';
  /** What the policy decided. */
  packets = 0;
  bytes = 0;
  rules: Rule[] = [];
  /** Chains whose rules jump or go here, with how many do. */
  readonly callers = new Map<Chain, number>();
  /** compile.ts's own: undefined where the rules changed since. */
  compiled: unknown;
  /** Takes its hook off again. */
  unregister: (() => void) | undefined;

  constructor(table: Table, name: string, handle: number) {
    this.table = table;
    this.name = name;
    this.handle = handle;
  }

  get references(): number {
    let sum = 0;
    for (const count of this.callers.values()) sum += count;
    return sum;
  }
}

export interface NftSet extends Omit<SetDump, 'elements'> {
  elements: SetElement[];
  /** Rules that look into it. */
  references: number;
}

export class Table {
  readonly family: NftFamily;
  readonly name: string;
  readonly handle: number;
  readonly chains = new Map<string, Chain>();
  readonly sets = new Map<string, NftSet>();
  readonly objects = new Map<string, ObjectDump>();
  nextHandle = 1;

  constructor(family: NftFamily, name: string, handle: number) {
    this.family = family;
    this.name = name;
    this.handle = handle;
  }
}

export interface Ruleset {
  readonly netns: NetNamespace;
  /** By family and name, in the order they were made. */
  readonly tables: Map<string, Table>;
  nextHandle: number;
  generation: number;
  /** What rules of this netns share by name (recent's lists, hashlimit's tables), by kind and name. */
  readonly shared: Map<string, Map<string, unknown>>;
  /** How many rules speak of each shared thing. */
  readonly users: Map<string, number>;
  /** How many rules need each family's connections tracked. */
  readonly tracking: { ipv4: number; ipv6: number };
}

/** The rules of a network namespace. */
export const rulesetOf = pernet(
  (netns): Ruleset => ({
    netns,
    tables: new Map(),
    nextHandle: 1,
    generation: 1,
    shared: new Map(),
    users: new Map(),
    tracking: { ipv4: 0, ipv6: 0 },
  }),
);

export const tableKey = (family: NftFamily, name: string): string => `${family} ${name}`;

export const findTable = (ruleset: Ruleset, family: NftFamily, name: string): Table | undefined =>
  ruleset.tables.get(tableKey(family, name));

export const dumpTable = (table: Table): TableDump => ({ family: table.family, name: table.name, handle: table.handle, dormant: false });

export function dumpChain(chain: Chain): ChainDump {
  const { table, name, handle, base, policy, packets, bytes, references } = chain;
  return {
    family: table.family,
    table: table.name,
    name,
    handle,
    ...(base && { base, policy }),
    counters: { packets, bytes },
    references,
  };
}

export function dumpRule(chain: Chain, rule: Rule): RuleDump & { family: NftFamily; table: string } {
  return {
    family: chain.table.family,
    table: chain.table.name,
    chain: chain.name,
    handle: rule.handle,
    body: rule.body,
    packets: rule.packets,
    bytes: rule.bytes,
    ...(rule.hasCounters && {
      statementCounters: Object.fromEntries([...rule.counters].map(([at, counters]) => [at, { ...counters }])),
    }),
  };
}

/** The chains that a rule's body sends packets to. */
export function chainsNamed(body: RuleBody): string[] {
  if (body.kind === 'xt') return body.action.kind === 'jump' || body.action.kind === 'goto' ? [body.action.chain] : [];
  const names: string[] = [];
  for (const statement of body.statements) {
    if (statement.kind === 'jump' || statement.kind === 'goto') names.push(statement.chain);
    if (statement.kind === 'vmap') {
      for (const element of statement.map.elements ?? []) {
        const target = /^(?:jump|goto) (.+)$/.exec(element.data);
        if (target) names.push(target[1]!);
      }
    }
  }
  return names;
}

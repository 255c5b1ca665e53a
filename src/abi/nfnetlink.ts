// nfnetlink: tables, chains and rules, conntrack entries, sets. Both ends are netfilter's: the kernel's tables and iptables, nft, conntrack, ipset.
// Where Linux lays attributes out in bytes, these are plain data; the model is nf_tables' (Linux 6.18), a rule's body either of the two kinds.

import type { ErrnoCode } from './errno.ts';
import type { IpsetDump, IpsetRequest } from './ipset.ts';

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** A hook point, in the words of iptables's built-in chains. */
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING' | 'INGRESS' | 'EGRESS';

export interface Counters {
  packets: number;
  bytes: number;
}

/** An address of either family as 32-bit words in network order: one for IPv4, four for IPv6. */
export type Words = readonly number[];

/** An extension of iptables in a rule: its name and what its parse gave. Never changed once it is in a rule. */
export interface XtExtension {
  name: string;
  info: unknown;
}

/** What iptables says of a packet's addresses, devices and protocol. What is absent matches all. */
export interface XtHeader {
  source?: { address: Words; mask: Words; inverted: boolean };
  dest?: { address: Words; mask: Words; inverted: boolean };
  /** A name that ends in + matches by its beginning. */
  input?: { name: string; inverted: boolean };
  output?: { name: string; inverted: boolean };
  protocol?: { number: number; inverted: boolean };
  /** IPv4: second and later fragments only (or, inverted, all others). */
  fragment?: { inverted: boolean };
}

/** What a rule does with a packet that it matches: nothing, a verdict, a chain, or a target extension. */
export type XtAction =
  | { kind: 'none' }
  | { kind: 'verdict'; verdict: 'ACCEPT' | 'DROP' | 'QUEUE' | 'RETURN' }
  | { kind: 'jump' | 'goto'; chain: string }
  | { kind: 'target'; target: XtExtension };

/** A rule as iptables writes it (nft_compat's matches and targets). */
export interface XtRule {
  kind: 'xt';
  header: XtHeader;
  matches: readonly XtExtension[];
  action: XtAction;
}

/** A field of the packet, or of what the kernel knows of it, as nft names it: 'ip saddr', 'tcp dport', 'meta mark', 'ct state', 'iifname' … */
export type NftKey = string;

/** A value in nft's expressions: numbers, addresses and text as text; ranges, prefixes and lists of them. */
export type NftValue =
  | { kind: 'value'; value: string }
  | { kind: 'range'; from: string; to: string }
  | { kind: 'prefix'; address: string; length: number }
  | { kind: 'set'; name: string }
  | { kind: 'list'; elements: readonly NftValue[] }
  | { kind: 'concat'; parts: readonly NftValue[] };

export type NftStatement =
  | {
      kind: 'match';
      keys: readonly NftKey[];
      mask?: number;
      operator: '==' | '!=' | '<' | '>' | '<=' | '>=' | 'flags';
      value: NftValue;
      implicit?: boolean;
    }
  | { kind: 'counter'; name?: string }
  | { kind: 'verdict'; verdict: 'accept' | 'drop' | 'return' | 'continue' | 'queue' }
  | { kind: 'jump' | 'goto'; chain: string }
  | { kind: 'reject'; with?: 'icmp' | 'icmpv6' | 'icmpx' | 'tcp reset'; type?: string }
  | { kind: 'log'; prefix?: string; level?: string; group?: number; flags?: readonly string[] }
  | { kind: 'limit'; rate: number; unit: string; burst: number; over: boolean; bytes?: string; burstUnit?: string }
  | { kind: 'quota'; over: boolean; bytes: number; text: string }
  | {
      kind: 'nat';
      how: 'dnat' | 'snat' | 'masquerade' | 'redirect';
      family?: 'ip' | 'ip6';
      address?: NftValue;
      port?: NftValue;
      map?: NftMap;
      flags: readonly string[];
    }
  | { kind: 'set'; key: NftKey; value: string }
  | { kind: 'vmap'; keys: readonly NftKey[]; map: NftMap }
  | { kind: 'notrack' }
  | { kind: 'update'; operation: 'add' | 'update' | 'delete'; set: string; keys: readonly NftKey[]; timeoutSeconds?: number };

/** A map: named, or its elements in place. */
export interface NftMap {
  name?: string;
  keys?: readonly NftKey[];
  elements?: readonly { key: NftValue; data: string }[];
}

/** A rule as nft writes it. */
export interface NftRule {
  kind: 'nft';
  statements: readonly NftStatement[];
  comment?: string;
}

export type RuleBody = XtRule | NftRule;

/** What makes a chain a base chain: where packets enter it. */
export interface BaseChain {
  type: 'filter' | 'nat' | 'route';
  hook: HookName;
  priority: number;
  device?: string;
}

export interface TableDump {
  family: NftFamily;
  name: string;
  handle: number;
  /** Made by iptables: nft warns of it. */
  dormant: boolean;
}

export interface ChainDump {
  family: NftFamily;
  table: string;
  name: string;
  handle: number;
  base?: BaseChain;
  policy?: 'accept' | 'drop';
  /** Of a base chain: what its policy decided. */
  counters: Counters;
  /** How many rules jump or go to it. */
  references: number;
}

export interface RuleDump {
  chain: string;
  handle: number;
  body: RuleBody;
  packets: number;
  bytes: number;
  /** State that is shown with a rule: the counters of an nft rule's statements by index, a quota's rest. */
  statementCounters?: Readonly<Record<number, Counters>>;
}

export interface SetDump {
  family: NftFamily;
  table: string;
  name: string;
  handle: number;
  /** Types of the key's parts ('ipv4_addr', 'inet_service' …), and of the data where it is a map. */
  keyTypes: readonly string[];
  dataType?: string;
  flags: readonly string[];
  timeoutSeconds?: number;
  sizeMax?: number;
  policy?: string;
  comment?: string;
  elements: readonly SetElement[];
}

export interface SetElement {
  key: NftValue;
  data?: string;
  comment?: string;
  timeoutSeconds?: number;
  expiresSeconds?: number;
  counters?: Counters;
}

export interface ObjectDump {
  family: NftFamily;
  table: string;
  name: string;
  handle: number;
  kind: 'counter' | 'quota' | 'limit';
  counters: Counters;
  /** A quota's or limit's words, as nft prints them. */
  text?: string;
}

/** One step of a batch: all of them are done, or none. */
export type NftCommand =
  | { op: 'newtable'; family: NftFamily; table: string; exclusive?: boolean }
  | { op: 'deltable'; family: NftFamily; table: string }
  | {
      op: 'newchain';
      family: NftFamily;
      table: string;
      chain: string;
      exclusive?: boolean;
      base?: BaseChain;
      policy?: 'accept' | 'drop';
      counters?: Counters;
    }
  | { op: 'delchain'; family: NftFamily; table: string; chain?: string; handle?: number; nonrecursive?: boolean }
  | { op: 'renamechain'; family: NftFamily; table: string; chain: string; name: string }
  | {
      op: 'newrule';
      family: NftFamily;
      table: string;
      chain: string;
      body: RuleBody;
      counters?: Counters;
      /** Undefined appends. 'index' counts from 0 and may be the chain's length; 'before' and 'after' name a rule's handle. */
      at?: { index: number } | { before: number } | { after: number } | { replaceIndex: number } | { replace: number };
    }
  /** Without handle or index: all rules of the chain, or of all the table's chains. `lenient`: an unknown chain is no error. */
  | { op: 'delrule'; family: NftFamily; table: string; chain?: string; handle?: number; index?: number }
  /** Sets counters to zero: of a table, a chain with its policy, or one rule. */
  | { op: 'zero'; family: NftFamily; table: string; chain?: string; index?: number }
  | { op: 'newset'; set: Omit<SetDump, 'handle' | 'elements'>; exclusive?: boolean }
  | { op: 'delset'; family: NftFamily; table: string; set: string }
  | { op: 'flushset'; family: NftFamily; table: string; set: string }
  | {
      op: 'newelements' | 'delelements';
      family: NftFamily;
      table: string;
      set: string;
      elements: readonly SetElement[];
      exclusive?: boolean;
    }
  | { op: 'newobject'; object: Omit<ObjectDump, 'handle'>; exclusive?: boolean }
  | { op: 'delobject'; family: NftFamily; table: string; kind: ObjectDump['kind']; name: string }
  | { op: 'flush' };

/** An end of a tuple. For ICMP the ports are absent and the tuple carries type, code and id. */
export interface CtTuple {
  source: string;
  dest: string;
  sourcePort?: number;
  destPort?: number;
  icmpType?: number;
  icmpCode?: number;
  icmpId?: number;
  zone?: number;
  counters?: Counters;
}

export type CtStatus =
  | 'EXPECTED'
  | 'SEEN_REPLY'
  | 'ASSURED'
  | 'CONFIRMED'
  | 'SRC_NAT'
  | 'DST_NAT'
  | 'SEQ_ADJUST'
  | 'SRC_NAT_DONE'
  | 'DST_NAT_DONE'
  | 'DYING'
  | 'FIXED_TIMEOUT'
  | 'TEMPLATE'
  | 'UNTRACKED'
  | 'HELPER'
  | 'OFFLOAD';

/** A connection as conntrack(8) and /proc/net/nf_conntrack show it. */
export interface CtEntry {
  id: number;
  family: 'ipv4' | 'ipv6';
  protocol: number;
  /** Seconds until it is forgotten. */
  timeoutSeconds: number;
  /** TCP, SCTP and DCCP: 'ESTABLISHED' 'TIME_WAIT' … */
  state?: string;
  original: CtTuple;
  reply: CtTuple;
  status: readonly CtStatus[];
  mark: number;
  zone?: number;
  helper?: string;
  labels?: readonly number[];
  use: number;
  /** Of DESTROY events: seconds it lived, with nf_conntrack_timestamp. */
  deltaSeconds?: number;
}

/** What chooses entries: everything that is set must be equal (addresses under their mask). */
export interface CtFilter {
  family?: 'ipv4' | 'ipv6';
  protocol?: number;
  mark?: { value: number; mask: number };
  zone?: number;
}

export interface CtExpectation {
  family: 'ipv4' | 'ipv6';
  protocol: number;
  timeoutSeconds: number;
  source: string;
  dest: string;
  sourcePort: number;
  destPort: number;
  sourceMask: string;
  destMask: string;
  master: { source: string; dest: string; sourcePort: number; destPort: number };
  helper: string;
  flags: number;
}

export interface CtEvent {
  event: 'NEW' | 'UPDATE' | 'DESTROY';
  entry: CtEntry;
}

/** nf_conntrack's statistics of one processor, in /proc/net/stat/nf_conntrack's words. */
export type CtStats = Readonly<Record<string, number>>;

export type NfnetlinkMessage =
  /** A batch; answered by 'nft-result', then 'error'. */
  | { type: 'nft-batch'; body: { commands: readonly NftCommand[]; dryRun?: boolean } }
  | {
      type: 'nft-result';
      body: { handles: readonly (number | undefined)[]; failed?: { index: number; errno: ErrnoCode; detail?: string } };
    }
  /** What there is: of one family, table, chain. `parts` says which lists are wanted. Answered by 'nft-dump', then 'done'. */
  | {
      type: 'nft-get';
      body: {
        family?: NftFamily;
        table?: string;
        chain?: string;
        parts: readonly ('tables' | 'chains' | 'rules' | 'sets' | 'objects')[];
        reset?: boolean;
      };
    }
  | {
      type: 'nft-dump';
      body: {
        generation: number;
        tables: readonly TableDump[];
        chains: readonly ChainDump[];
        rules: readonly (RuleDump & { family: NftFamily; table: string })[];
        sets: readonly SetDump[];
        objects: readonly ObjectDump[];
      };
    }
  | { type: 'ct-dump'; body: { filter: CtFilter; zero?: boolean; dying?: boolean; unconfirmed?: boolean } }
  | { type: 'ct-entries'; body: { entries: readonly CtEntry[] } }
  | {
      type: 'ct-get' | 'ct-delete';
      body: { family: 'ipv4' | 'ipv6'; protocol: number; original?: CtTuple; reply?: CtTuple; zone?: number; id?: number };
    }
  | { type: 'ct-flush'; body: { family?: 'ipv4' | 'ipv6' } }
  | {
      type: 'ct-new' | 'ct-update';
      body: {
        family: 'ipv4' | 'ipv6';
        protocol: number;
        original: CtTuple;
        reply: CtTuple;
        id?: number;
        timeoutSeconds?: number;
        mark?: number;
        state?: string;
        status?: readonly CtStatus[];
        helper?: string;
        zone?: number;
        exclusive?: boolean;
      };
    }
  | { type: 'ct-stats'; body: Record<string, never> }
  | { type: 'ct-counts'; body: { count: number; max: number; stats: CtStats } }
  | { type: 'ct-expect-dump' | 'ct-expect-flush'; body: Record<string, never> }
  | { type: 'ct-expectations'; body: { expectations: readonly CtExpectation[] } }
  /** To members of the groups of NFNETLINK_GROUPS. */
  | { type: 'ct-event'; body: CtEvent }
  | { type: 'nft-event'; body: { command: NftCommand } }
  | { type: 'ipset-request'; body: IpsetRequest }
  | { type: 'ipset-reply'; body: { sets: readonly IpsetDump[]; matched?: boolean } }
  | { type: 'nflog-packet'; body: { group: number; prefix: string; input?: string; output?: string; data: Uint8Array } }
  | { type: `ipvs-${string}`; body: unknown };

/** Multicast groups of the 'netfilter' protocol, as bits of a bound address's `groups`. */
export const NFNETLINK_GROUPS = { ctNew: 1, ctUpdate: 1 << 1, ctDestroy: 1 << 2, nftables: 1 << 6 } as const;

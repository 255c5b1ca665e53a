// The shape of an iptables extension: a match or a target with both its halves, as libxtables 1.8.13 has it in userland and x_tables in Linux.
// The kernel asks matches, act and check; the iptables programs ask parse, save and list.

import type { ErrnoCode } from '../abi/errno.ts';
import type { CtStatus, HookName, Words } from '../abi/nfnetlink.ts';
import type { IpAddress } from '../wire/address.ts';

export type Family = 'ipv4' | 'ipv6';

/** What the command line says is wrong, in the tool's words; a newline at the end is printed as one more empty line. */
export class Usage extends Error {}

/** How the value of an option is read; the error words are libxtables's. */
export type ValueType =
  | 'none'
  | 'string'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'double'
  | 'u8range'
  | 'u16range'
  | 'u32range'
  | 'markmask'
  | 'host'
  | 'hostmask'
  | 'prefix'
  | 'syslog'
  | 'tosmask'
  | 'port'
  | 'portrange'
  | 'mac'
  | 'protocol';

/** One option of an extension. */
export interface OptionSpec {
  type?: ValueType;
  /** Least and greatest number, or length of a string. */
  min?: number;
  max?: number;
  invertible?: boolean;
  /** May be given again; the last counts, or parse sees all. */
  multi?: boolean;
  mandatory?: boolean;
  /** Options that cannot stand beside it, and that must. */
  excludes?: readonly string[];
  also?: readonly string[];
  /** The option that this is another name of. */
  alias?: string;
  /** Takes two arguments. */
  two?: boolean;
  /** Its value may be left out. */
  optional?: boolean;
  /** Extensions of the older kind say "Only one `--x' allowed", or nothing, where libxtables's parser says "can only be used once". */
  repeat?: 'only-one' | 'allowed';
  /** Extensions of the older kind say nothing of a "!" they do not know: "unexpected ! flag before --x". */
  oldStyle?: boolean;
}

/** An option as it was given: its first name, and the value in the form its type asks for. */
export interface Given {
  option: string;
  text: string;
  second: string;
  inverted: boolean;
  number: number;
  /** The numbers of a range or list. */
  numbers: readonly number[];
  mask: number;
  address: Words;
  addressMask: Words;
}

/** The names that files of /etc and the kernel give things. A method may throw NeedNames: fetch that kind and ask again. */
export interface Names {
  serviceByName(name: string, protocol?: string): number | undefined;
  serviceByPort(port: number, protocol: string): string | undefined;
  protocolByName(name: string): number | undefined;
  protocolByNumber(number: number): string | undefined;
  userByName(name: string): number | undefined;
  userById(id: number): string | undefined;
  groupByName(name: string): number | undefined;
  groupById(id: number): string | undefined;
  hostByName(name: string, family: Family): readonly Words[];
  hostByAddress(address: Words): string | undefined;
  /** The number of an ipset's dimensions, or undefined where there is none of that name. */
  setDimension(name: string): number | undefined;
  realmByName(name: string): number | undefined;
  realmByNumber(number: number): string | undefined;
  deviceGroupByName(name: string): number | undefined;
  deviceGroupByNumber(number: number): string | undefined;
  connlabelByName(name: string): number | undefined;
  connlabelByNumber(number: number): string | undefined;
}

export type NameKind = 'services' | 'protocols' | 'users' | 'groups' | 'hosts' | 'sets' | 'realms' | 'device-groups' | 'connlabels';

/** Thrown by Names where a file is not read yet: parse is synchronous, reading is not. */
export class NeedNames extends Error {
  readonly kind: NameKind;
  constructor(kind: NameKind) {
    super(`names of ${kind} are not loaded`);
    this.kind = kind;
  }
}

/** What parse knows of the rest of the rule. */
export interface RuleContext {
  family: Family;
  protocol: number | undefined;
  protocolInverted: boolean;
  names: Names;
  /** The command is whole: what must be there can be asked for. */
  final: boolean;
  /** Text for standard error that is no failure, in order. */
  warn(text: string): void;
}

/** How -L shows things. */
export interface ListHow {
  numeric: boolean;
  family: Family;
  names: Names;
}

/** Where the kernel is asked to put a rule. */
export interface Placement {
  table: string;
  /** The base chains that reach the rule; empty where none does yet. */
  hooks: readonly HookName[];
  family: Family;
  protocol: number | undefined;
  protocolInverted: boolean;
}

/** A network device, as far as rules look at it. */
export interface Device {
  readonly name: string;
  readonly index: number;
  readonly group: number;
}

/** What matches may ask of a packet's connection. */
export interface Connection {
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
  readonly reply: boolean;
  has(status: CtStatus): boolean;
  readonly protocol: number;
  mark: number;
  secmark: number;
  readonly helper: string | undefined;
  readonly expiresSeconds: number;
  /** An end of one direction's tuple. */
  address(direction: 'original' | 'reply', end: 'source' | 'dest'): IpAddress;
  port(direction: 'original' | 'reply', end: 'source' | 'dest'): number;
  /** Packets and bytes of a direction; undefined where accounting is off. */
  counters(direction: 'original' | 'reply'): { packets: number; bytes: number } | undefined;
  hasLabel(bit: number): boolean;
  setLabel(bit: number): boolean;
  readonly zone: number;
}

/** A packet, as matches read and targets change it. The setters keep checksums right. */
export interface Skb {
  readonly version: 4 | 6 | 0;
  readonly bytes: Uint8Array;
  /** Where the network header begins and ends, and where the packet ends. */
  readonly network: number;
  readonly networkEnd: number;
  readonly end: number;
  /** Where the data behind the transport header begins. */
  readonly payload: number;
  /** The upper protocol, behind IPv6's extension headers. */
  readonly protocol: number;
  /** Bytes from the network header on. */
  readonly length: number;
  readonly fragmentOffset: number;
  readonly moreFragments: boolean;
  readonly sourceIp: IpAddress;
  readonly destIp: IpAddress;
  ttl: number;
  tos: number;
  mark: number;
  priority: number;
  /** TRACE asked for it. */
  traced: boolean;
  /** Who it was sent to, by its link-layer address. */
  readonly packetType: 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing' | 'loopback';
  /** The sender's link-layer address; undefined where there is no such header. */
  readonly sourceMac: number | undefined;
  /** Undefined where it has none, or they are not in this fragment. */
  ports(): { source: number; dest: number } | undefined;
  setTransport16(offset: number, value: number): void;
  /** Fills in a checksum that was left to a device. */
  complete(): void;
}

/** Who owns the socket that a packet came from or goes to. */
export interface SocketOwner {
  uid: number;
  gid: number;
  groups: readonly number[];
  cgroup: string;
  classid: number;
  transparent: boolean;
  mark: number;
  wildcard: boolean;
}

/** Where a packet is, and what the kernel can say there. */
export interface HookState {
  readonly hook: HookName;
  readonly table: string;
  readonly family: Family;
  readonly input: Device | undefined;
  readonly output: Device | undefined;
  /** The bridge's ports, where the packet is a bridge's. */
  readonly physicalInput: Device | undefined;
  readonly physicalOutput: Device | undefined;
  /** Set while a bridged packet is shown to the IP hooks. */
  readonly bridged: boolean;
  readonly nowMs: number;
  readonly realtimeMs: number;
  readonly cpu: number;
  random(): number;
  /** The packet's connection; undefined before it is tracked and where it cannot be. */
  connection(skb: Skb): Connection | undefined;
  /** What the rule's extension keeps between packets. */
  state<T>(make: () => T): T;
  /** What all rules of this netns share under a name: recent's lists, hashlimit's tables. */
  shared<T>(kind: string, name: string, make: () => T): T;
  /** The kind of an address by the routing tables ('UNICAST' 'LOCAL' 'BROADCAST' 'MULTICAST' …); of one device where it is given. */
  addressType(address: IpAddress, device: Device | undefined): string;
  /** Whether an answer would leave by the device the packet came by. */
  reversePath(skb: Skb, how: { loose: boolean; mark: boolean; acceptLocal: boolean }): boolean;
  owner(skb: Skb): SocketOwner | undefined;
  socketFor(skb: Skb): SocketOwner | undefined;
  inSet(name: string, flags: readonly ('src' | 'dst')[], skb: Skb, how: SetQuestion): boolean;
  changeSet(name: string, flags: readonly ('src' | 'dst')[], skb: Skb, how: SetChange): void;
  /** Connections of the same group as the packet's: connlimit. */
  countConnections(skb: Skb, mask: Words, side: 'source' | 'dest'): number;
  realm(skb: Skb): number;
  pathMtu(skb: Skb): number;
  log(skb: Skb, how: LogHow): void;
  nflog(skb: Skb, how: { group: number; prefix: string; sizeBytes: number }): void;
  reject(skb: Skb, how: { kind: 'icmp'; type: number; code: number } | { kind: 'tcp-reset' }): void;
  nat(skb: Skb, how: NatHow): Verdict;
  untrack(skb: Skb): void;
  template(skb: Skb, how: { zone?: number; helper?: string; zoneFromMark?: boolean }): void;
  /** Sends a copy to a gateway. */
  tee(skb: Skb, gateway: Words, device: string | undefined): void;
  tproxy(skb: Skb, how: { address: Words; port: number; mark: number; mask: number }): Verdict;
  queue(skb: Skb, how: { number: number; bypass: boolean }): Verdict;
  namedCounter(name: string, skb: Skb): boolean;
  audit(skb: Skb, type: string): void;
}

export interface SetQuestion {
  returnNomatch: boolean;
  updateCounters: boolean;
  packets?: { operator: '==' | '!=' | '<' | '>'; value: number };
  bytes?: { operator: '==' | '!=' | '<' | '>'; value: number };
}

export interface SetChange {
  operation: 'add' | 'del' | 'map';
  exist?: boolean;
  timeoutSeconds?: number;
  mapMark?: boolean;
  mapPriority?: boolean;
  mapQueue?: boolean;
}

export interface LogHow {
  level: number;
  prefix: string;
  flags: number;
}

/** What a nat target asks for: the range of addresses and ports its manip may take. */
export interface NatHow {
  manip: 'source' | 'dest';
  /** 'device' is the address of the device it leaves (MASQUERADE) or came by (REDIRECT). */
  addresses?: readonly [Words, Words] | 'device';
  netmap?: { address: Words; mask: Words };
  ports?: readonly [number, number];
  portBase?: number;
  random?: boolean;
  randomFully?: boolean;
  persistent?: boolean;
}

/** What a target decides; 'CONTINUE' leaves it to the next rule. */
export type Verdict = 'ACCEPT' | 'DROP' | 'RETURN' | 'CONTINUE' | 'STOLEN';

interface Extension<Info> {
  name: string;
  /** Where it exists for one family only. */
  family?: Family;
  options: Readonly<Record<string, OptionSpec>>;
  /** The options as given, in order. Throws Usage. */
  parse(given: readonly Given[], rule: RuleContext): Info;
  /** Its options as -S prints them; '' where there are none. */
  save(info: Info, how: ListHow): string;
  /** How -L words it, where that is not as save does. Undefined prints nothing. */
  list?(info: Info, how: ListHow): string | undefined;
  /** The tables and hooks it works in, and the protocol it needs. */
  tables?: readonly string[];
  hooks?: readonly HookName[];
  protocols?: readonly number[];
  /** checkentry: an errno where the kernel refuses it there. */
  check?(info: Info, where: Placement): ErrnoCode | undefined;
  /** Makes the netns track connections while a rule has it. */
  tracks?: boolean;
  /** This kernel lacks it: the tool says so when it is named, the kernel when a rule has it. */
  missing?: boolean;
  /** Its options are looked at as they come, not when the command is whole: which mistake is told first. */
  eager?: boolean;
}

export interface Match<Info = unknown> extends Extension<Info> {
  matches(info: Info, skb: Skb, at: HookState): boolean | 'hotdrop';
  /** The field that this match alone tests for one exact value, so that runs of rules become a lookup. */
  exact?(info: Info): { field: 'destPort' | 'sourcePort' | 'mark'; value: number } | undefined;
  /** True where a packet cannot tell it from no match at all (comment). */
  always?: boolean;
}

export interface Target<Info = unknown> extends Extension<Info> {
  act(info: Info, skb: Skb, at: HookState): Verdict;
}

/** Types a match by its info. */
export const defineMatch = <Info>(match: Match<Info>): Match => match as unknown as Match;

/** Types a target by its info. */
export const defineTarget = <Info>(target: Target<Info>): Target => target as unknown as Target;

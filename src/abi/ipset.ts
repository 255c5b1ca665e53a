// ipset's sets and requests over nfnetlink. As linux/netfilter/ipset/ip_set.h, its attributes as plain data.

/** The data of a set's entry: as text, in the type's own form ("10.0.0.1", "10.1.0.0/16", "10.0.0.1,tcp:80"). */
export interface IpsetEntry {
  element: string;
  nomatch?: boolean;
  timeoutSeconds?: number;
  packets?: number;
  bytes?: number;
  comment?: string;
  skbmark?: { value: number; mask: number };
  skbprio?: string;
  skbqueue?: number;
  /** list:set: where it stands relative to another set. */
  before?: string;
  after?: string;
}

export interface IpsetHeader {
  name: string;
  type: string;
  revision: number;
  family?: 'inet' | 'inet6';
  hashsize?: number;
  maxelem?: number;
  bucketsize?: number;
  initval?: number;
  netmask?: number;
  bitmask?: string;
  markmask?: number;
  range?: string;
  sizeMax?: number;
  timeoutSeconds?: number;
  counters?: boolean;
  comment?: boolean;
  forceadd?: boolean;
  skbinfo?: boolean;
}

export interface IpsetDump extends IpsetHeader {
  sizeBytes: number;
  references: number;
  entries: readonly IpsetEntry[];
}

export type IpsetRequest =
  | { op: 'create'; set: IpsetHeader; exist: boolean }
  | { op: 'destroy' | 'flush'; name?: string }
  | { op: 'rename' | 'swap'; name: string; other: string }
  /** One by one, up to the first that fails. */
  | { op: 'add' | 'del'; name: string; entries: readonly IpsetEntry[]; exist: boolean }
  | { op: 'test'; name: string; entry: IpsetEntry }
  | { op: 'list'; name?: string; headersOnly?: boolean };

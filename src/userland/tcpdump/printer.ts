// What all printers share: options, names, the text so far. As netdissect.h and addrtoname.c of tcpdump 4.99.6.

import { type IpAddress, printAddress, printMac } from '../../wire/address.ts';
import { get48 } from '../../wire/bytes.ts';

/** A printer ran over the end of what was captured. */
export class Truncated extends Error {}

export interface PrintOptions {
  /** -v's. */
  verbose: number;
  quiet: boolean;
  linkLevel: boolean;
  /** -n: addresses and ports as numbers. */
  numeric: boolean;
  /** -N: names without their domain. */
  shortNames: boolean;
  absoluteSequences: boolean;
  noChecksums: boolean;
}

export interface NameTables {
  hosts: ReadonlyMap<string, string>;
  services: { readonly tcp: ReadonlyMap<number, string>; readonly udp: ReadonlyMap<number, string> };
}

/** What a transport printer is given: its bytes, and the ends of the packet they came in. */
export interface Segment {
  bytes: Uint8Array;
  at: number;
  length: number;
  source: IpAddress;
  dest: IpAddress;
}

export type LayerPrinter = (printer: Printer, bytes: Uint8Array, at: number, length: number) => void;

/** Printers of outer layers, for what carries such packets inside. */
export interface Layers {
  ethernet: LayerPrinter;
  ip: LayerPrinter;
  ip6: LayerPrinter;
}

/** The sequence numbers that a connection's relative ones count from. */
export interface Sequences {
  sequence: number;
  ack: number;
}

export class Printer {
  readonly options: PrintOptions;
  readonly names: NameTables;
  readonly layers: Layers;
  readonly connections = new Map<string, Sequences>();
  #parts: string[] = [];

  constructor(options: PrintOptions, names: NameTables, layers: Layers) {
    this.layers = layers;
    this.options = options;
    this.names = names;
  }

  add(text: string): void {
    this.#parts.push(text);
  }

  /** The text since the last call. */
  take(): string {
    const text = this.#parts.join('');
    this.#parts = [];
    return text;
  }

  host(address: IpAddress): string {
    const text = printAddress(address);
    if (this.options.numeric) return text;
    const name = this.names.hosts.get(text);
    if (name === undefined || name === text) return text;
    return this.options.shortNames ? name.replace(/\..*/, '') : name;
  }

  mac(bytes: Uint8Array, at: number): string {
    const text = printMac(get48(bytes, at));
    if (this.options.numeric || text === 'ff:ff:ff:ff:ff:ff')
      return text === 'ff:ff:ff:ff:ff:ff' && !this.options.numeric ? 'Broadcast' : text;
    return `${text} (oui ${text.startsWith('00:00:00') ? 'Ethernet' : 'Unknown'})`;
  }

  port(number: number, protocol: 'tcp' | 'udp'): string {
    return (this.options.numeric ? undefined : this.names.services[protocol].get(number)) ?? `${number}`;
  }

  /** "10.0.0.1.80 > 10.0.0.2.1234: ". */
  ends(source: IpAddress, sourcePort: string, dest: IpAddress, destPort: string): void {
    this.add(`${this.host(source)}.${sourcePort} > ${this.host(dest)}.${destPort}: `);
  }
}

/** Throws where the bytes up to `end` were not captured. */
export function need(bytes: Uint8Array, end: number): void {
  if (end > bytes.length) throw new Truncated();
}

// The protocols above IP: who takes a packet that is for this host, and who hears of ICMP errors about what it sent.

import type { IpAddress } from '../../../wire/address.ts';
import type { Skb } from '../skb.ts';

/** What an ICMP error says of a packet of ours; offsets are into the message's bytes. */
export interface IcmpReport {
  skb: Skb;
  version: 4 | 6;
  type: number;
  code: number;
  /** The MTU, pointer or gateway. */
  info: number;
  /** Who sent the message. */
  offender: IpAddress;
  /** Our packet, as far as it is in the message. */
  source: IpAddress;
  dest: IpAddress;
  transport: number;
  end: number;
}

export interface Transport {
  /** Takes the packet: `transport` tells where its header begins. */
  receive(skb: Skb): void;
  error?(report: IcmpReport): void;
}

const transports4 = new Map<number, Transport>();
const transports6 = new Map<number, Transport>();

export const transportOf = (version: 4 | 6, protocol: number): Transport | undefined =>
  (version === 4 ? transports4 : transports6).get(protocol);

/** Called once by each protocol's module. */
export function registerTransport(version: 4 | 6, protocol: number, transport: Transport): void {
  (version === 4 ? transports4 : transports6).set(protocol, transport);
}

type RawDelivery = (skb: Skb) => boolean;
let raw: RawDelivery = () => false;
let rawError: (protocol: number, report: IcmpReport) => void = () => {};

/** For raw.ts: shows a packet to raw sockets; true where one took it. */
export function setRawDelivery(deliver: RawDelivery, error: (protocol: number, report: IcmpReport) => void): void {
  raw = deliver;
  rawError = error;
}

export const deliverRaw = (skb: Skb): boolean => raw(skb);
export const reportRaw = (protocol: number, report: IcmpReport): void => rawError(protocol, report);

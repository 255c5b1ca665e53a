// Socket addresses as programs write them, and as the stack keeps them: an IPv6 socket's IPv4-mapped peers are IPv4 inside.

import { Errno } from '../../../abi/errno.ts';
import type { Address } from '../../../abi/types.ts';
import { ANY4, ANY6, type IpAddress, mapIpv4, parseIpv4, parseIpv6, printIpv4, printIpv6, unmapIpv4 } from '../../../wire/address.ts';

export interface Endpoint {
  address: IpAddress;
  port: number;
  /** The index of the link that a link-local address is on. */
  scope: number;
}

/** Reads an address given to a socket of that family. Throws EAFNOSUPPORT and EINVAL. */
export function readEndpoint(given: Address, family: 'inet' | 'inet6'): Endpoint {
  if (given.family !== 'inet' && given.family !== 'inet6') throw new Errno('EAFNOSUPPORT');
  if (family === 'inet' && given.family === 'inet6') throw new Errno('EAFNOSUPPORT');
  if (given.port < 0 || given.port > 65535) throw new Errno('EINVAL');
  if (given.family === 'inet') {
    const address = parseIpv4(given.address);
    if (address === undefined) throw new Errno('EINVAL');
    if (family === 'inet6') throw new Errno('EINVAL');
    return { address, port: given.port, scope: 0 };
  }
  const [text, zone] = given.address.split('%');
  const address = parseIpv6(text!);
  if (address === undefined) throw new Errno('EINVAL');
  const scope = given.scope ?? (zone !== undefined && /^\d+$/.test(zone) ? Number(zone) : 0);
  return { address: unmapIpv4(address) ?? address, port: given.port, scope };
}

/** An address as a socket of that family shows it. */
export function printEndpoint(address: IpAddress, port: number, family: 'inet' | 'inet6', scope = 0): Address {
  if (family === 'inet') return { family, address: printIpv4(typeof address === 'number' ? address : ANY4), port };
  const wide = typeof address === 'number' ? mapIpv4(address) : address;
  return { family, address: printIpv6(wide), port, ...(scope > 0 ? { scope } : {}) };
}

export const anyAddress = (family: 'inet' | 'inet6'): IpAddress => (family === 'inet' ? ANY4 : ANY6);

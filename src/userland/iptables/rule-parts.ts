// Addresses and devices of a rule as they are typed. As xtables_ipparse_multiple and xtables_parse_interface of libxtables 1.8.13.

import type { Words } from '../../abi/nfnetlink.ts';
import { anyAddress, fullMask, maskAddress, parseAddress, parseShortIpv4, prefixMask } from '../../xtables/addresses.ts';
import { type Family, type Names, Usage } from '../../xtables/extension.ts';
import { parseNumber } from '../../xtables/values.ts';

export interface AddressMask {
  address: Words;
  mask: Words;
}

function parseMask(text: string, family: Family): Words {
  const bits = family === 'ipv4' ? 32 : 128;
  const length = parseNumber(text, 0, bits);
  const mask = length === undefined ? parseAddress(text, family) : prefixMask(length, family);
  if (!mask) throw new Usage(`invalid mask \`${text}' specified`);
  return mask;
}

/** "10.0.0.0/8", a host's name, or several with commas between: all that it stands for. Throws Usage. */
export function parseAddresses(text: string, family: Family, names: Names): AddressMask[] {
  const seen = new Set<string>();
  return text.split(',').flatMap(part => {
    const slash = part.lastIndexOf('/');
    const host = slash < 0 ? part : part.slice(0, slash);
    const mask = slash < 0 ? fullMask(family) : parseMask(part.slice(slash + 1), family);
    const addresses = parseHost(host, family, names);
    return addresses
      .map(address => ({ address: maskAddress(address, mask), mask }))
      .filter(({ address }) => {
        const key = `${part} ${address.join(' ')}`;
        return !seen.has(key) && seen.add(key);
      });
  });
}

function parseHost(text: string, family: Family, names: Names): readonly Words[] {
  const address = family === 'ipv4' ? parseShortIpv4(text) : parseAddress(text, family);
  if (text !== '' && address) return [address];
  const found = text === '' || /^[\d.]+$/.test(text) || text.includes('/') ? [] : names.hostByName(text, family);
  if (found.length === 0) throw new Usage(`host/network \`${text}' not found`);
  return found;
}

export const ANY = (family: Family): AddressMask => ({ address: anyAddress(family), mask: anyAddress(family) });

const NAME_BYTES_MAX = 15;

/** A device's name; warns of what the kernel would not take. Throws Usage. */
export function parseDevice(text: string, warn: (text: string) => void): string {
  if (text.length > NAME_BYTES_MAX) throw new Usage(`interface name \`${text}' must be shorter than 16 characters`);
  if (text === '') throw new Usage('Empty interface is likely to be undesired');
  if (/[/ ]/.test(text)) warn(`Warning: weird character in interface \`${text}' ('/' and ' ' are not allowed by the kernel).\n`);
  return text;
}

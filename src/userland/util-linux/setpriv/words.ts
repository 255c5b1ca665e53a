// The words of setpriv 2.42: lists of capabilities and of securebits, to be added to and taken from a set.

import { CAPABILITIES, type Capability } from '../../../abi/caps.ts';
import type { Tool } from '../../lib/command.ts';

/** "net_raw" of CAP_NET_RAW. */
export const shortName = (capability: Capability): string => capability.slice('CAP_'.length).toLowerCase();

export const setText = (set: ReadonlySet<Capability>): string =>
  CAPABILITIES.filter(each => set.has(each))
    .map(shortName)
    .join(',') || '[none]';

/** "+net_raw,-all" applied to a set; stops the program where it is badly written. */
export function changeSet(tool: Tool, set: ReadonlySet<Capability>, text: string): Set<Capability> {
  const result = new Set(set);
  for (const word of text.split(',')) {
    const adds = word.startsWith('+');
    if (!adds && !word.startsWith('-')) tool.fail('bad capability string');
    const name = word.slice(1);
    const named =
      name === 'all' ? CAPABILITIES : CAPABILITIES.filter(each => shortName(each) === name || `cap_${shortName(each)}` === name);
    if (named.length === 0) tool.fail(`unknown capability "${name}"`);
    for (const capability of named) {
      if (adds) result.add(capability);
      else result.delete(capability);
    }
  }
  return result;
}

const SECUREBITS: readonly (readonly [name: string, bit: number])[] = [
  ['noroot', 0],
  ['noroot_locked', 1],
  ['no_setuid_fixup', 2],
  ['no_setuid_fixup_locked', 3],
  ['keep_caps', 4],
  ['keep_caps_locked', 5],
  ['no_cap_ambient_raise', 6],
  ['no_cap_ambient_raise_locked', 7],
];

export const securebitsText = (bits: number): string =>
  SECUREBITS.filter(([, bit]) => (bits >> bit) & 1)
    .map(([name]) => name)
    .join(',') || '[none]';

/** "+noroot,-noroot_locked" applied to the bits. */
export function changeSecurebits(tool: Tool, bits: number, text: string): number {
  let result = bits;
  for (const word of text.split(',')) {
    const adds = word.startsWith('+');
    if (!adds && !word.startsWith('-')) tool.fail('bad securebits string');
    if (word.slice(1) === 'all') {
      if (adds) tool.fail('+all securebits is not allowed');
      result = 0;
      continue;
    }
    const found = SECUREBITS.find(([name]) => name === word.slice(1));
    if (!found) tool.fail('unrecognized securebit');
    result = adds ? result | (1 << found[1]) : result & ~(1 << found[1]);
  }
  return result;
}

// The texts of capability sets: cap_to_text(3), cap_from_text(3) and those of the IAB vectors. libcap 2.78.

import { CAPABILITIES, type Capability } from '../../abi/caps.ts';

/** What each capability has of effective (1), permitted (2) and inheritable (4). */
export type CapabilityState = Map<Capability, number>;

export interface ThreeSets {
  effective: ReadonlySet<Capability>;
  permitted: ReadonlySet<Capability>;
  inheritable: ReadonlySet<Capability>;
}

const EFFECTIVE = 1;
const PERMITTED = 2;
const INHERITABLE = 4;
const ALL_STATES = 8;

/** "cap_net_raw" of CAP_NET_RAW. */
export const capName = (capability: Capability): string => capability.toLowerCase();

/** A capability by its name, whatever the case, or by its number; undefined where there is none. */
export function capByName(text: string): Capability | undefined {
  const upper = text.toUpperCase();
  return CAPABILITIES.find(each => each === upper) ?? (/^\d+$/.test(text) ? CAPABILITIES[Number(text)] : undefined);
}

/** Names with commas, in the order of their numbers. */
export const capNames = (set: ReadonlySet<Capability>): string =>
  CAPABILITIES.filter(each => set.has(each))
    .map(capName)
    .join(',');

const stateOf = ({ effective, permitted, inheritable }: ThreeSets, each: Capability): number =>
  (effective.has(each) ? EFFECTIVE : 0) | (permitted.has(each) ? PERMITTED : 0) | (inheritable.has(each) ? INHERITABLE : 0);

const letters = (state: number): string =>
  `${state & EFFECTIVE ? 'e' : ''}${state & INHERITABLE ? 'i' : ''}${state & PERMITTED ? 'p' : ''}`;

/** The state that most capabilities are in, then those that differ from it. */
export function capsToText(sets: ThreeSets): string {
  const counts = new Array<number>(ALL_STATES).fill(0);
  for (const each of CAPABILITIES) counts[stateOf(sets, each)]!++;
  let base = ALL_STATES - 1;
  for (let state = base - 1; state >= 0; state--) if (counts[state]! > counts[base]!) base = state;
  let text = `=${letters(base)}`;
  for (let state = ALL_STATES - 1; state >= 0; state--) {
    if (state === base || counts[state] === 0) continue;
    const names = CAPABILITIES.filter(each => stateOf(sets, each) === state)
      .map(capName)
      .join(',');
    const more = state & ~base;
    const fewer = ~state & base;
    // "= cap_x+ep" is written shorter: "cap_x=ep".
    const first = text === '=';
    text = first ? names : `${text} ${names}`;
    if (more) text += `${first ? '=' : '+'}${letters(more)}`;
    if (fewer) text += `-${letters(fewer)}`;
  }
  return text;
}

const BITS: Readonly<Record<string, number>> = { e: EFFECTIVE, p: PERMITTED, i: INHERITABLE };
const CLAUSE = /^([^=+-]*)((?:[=+-][eip]*)+)$/;

/** The sets that a text means; undefined where it is badly written. */
export function capsFromText(text: string): ThreeSets | undefined {
  const states = new Map<Capability, number>(CAPABILITIES.map(each => [each, 0]));
  for (const clause of text.trim().split(/\s+/)) {
    if (clause === '') continue;
    const match = CLAUSE.exec(clause);
    if (!match) return undefined;
    const list = match[1]!;
    if (list === '' && !match[2]!.startsWith('=')) return undefined;
    const named = list === '' || list.toLowerCase() === 'all' ? CAPABILITIES : list.split(',').map(capByName);
    for (const [, operator, flags] of match[2]!.matchAll(/([=+-])([eip]*)/g)) {
      const bits = [...flags!].reduce((sum, flag) => sum | BITS[flag]!, 0);
      if (flags === '' && operator !== '=') return undefined;
      for (const each of named) {
        if (each === undefined) return undefined;
        const before = operator === '=' ? 0 : states.get(each)!;
        states.set(each, operator === '-' ? before & ~bits : before | bits);
      }
    }
  }
  const having = (bit: number): Set<Capability> => new Set(CAPABILITIES.filter(each => states.get(each)! & bit));
  return { effective: having(EFFECTIVE), permitted: having(PERMITTED), inheritable: having(INHERITABLE) };
}

export interface Iab {
  inheritable: ReadonlySet<Capability>;
  ambient: ReadonlySet<Capability>;
  /** Those that the bounding set lacks. */
  blocked: ReadonlySet<Capability>;
}

/** "!cap_chown,^cap_net_raw": what may not be had, what is ambient, what is inheritable. */
export const iabToText = ({ inheritable, ambient, blocked }: Iab): string =>
  CAPABILITIES.flatMap(each => {
    const bar = blocked.has(each) ? '!' : '';
    if (ambient.has(each)) return [`${bar}^${capName(each)}`];
    if (inheritable.has(each)) return [`${bar}${bar === '' ? '' : '%'}${capName(each)}`];
    return bar === '' ? [] : [`${bar}${capName(each)}`];
  }).join(',');

/** The reverse of iabToText; undefined where it is badly written. */
export function iabFromText(text: string): Iab | undefined {
  const inheritable = new Set<Capability>();
  const ambient = new Set<Capability>();
  const blocked = new Set<Capability>();
  for (const word of text.split(',')) {
    if (word === '') continue;
    const match = /^([!^%]*)(.+)$/.exec(word);
    const capability = match ? capByName(match[2]!) : undefined;
    if (!match || capability === undefined) return undefined;
    const marks = match[1]!;
    if (marks.includes('!')) blocked.add(capability);
    if (marks.includes('^')) ambient.add(capability);
    if (marks !== '!') inheritable.add(capability);
  }
  return { inheritable, ambient, blocked };
}

// What capsh prints of its process: --print, --current, and the mode it guesses. libcap 2.78.

import { CAPABILITIES } from '../../../abi/caps.ts';
import type { Sys } from '../../../abi/sys.ts';
import { Names } from '../../lib/accounts.ts';
import { capNames, capsToText, iabToText } from '../text.ts';

/** The bits of prctl(2)'s securebits. */
const BASIC = 0x2f;
const AMBIENT = 0xc0;

const SECUREBITS: readonly (readonly [bit: number, name: string])[] = [
  [0, 'secure-noroot'],
  [2, 'secure-no-suid-fixup'],
  [4, 'secure-keep-caps'],
  [6, 'secure-no-ambient-raise'],
];

export const MODES = ['UNCERTAIN', 'NOPRIV', 'PURE1E_INIT', 'PURE1E', 'HYBRID'] as const;
export type Mode = (typeof MODES)[number];

/** cap_get_mode(3). */
export async function modeOf(sys: Sys): Promise<Mode> {
  const bits = await sys.prctl('PR_GET_SECUREBITS');
  if (bits === 0) return 'HYBRID';
  if ((bits & BASIC) !== BASIC || (bits & AMBIENT) !== AMBIENT) return 'UNCERTAIN';
  const { inheritable, permitted, effective, bounding } = await sys.capget();
  if (inheritable.size > 0) return 'PURE1E';
  return permitted.size > 0 || effective.size > 0 || bounding.size > 0 ? 'PURE1E_INIT' : 'NOPRIV';
}

async function iabText(sys: Sys): Promise<string> {
  const { inheritable, ambient, bounding } = await sys.capget();
  return iabToText({ inheritable, ambient, blocked: new Set(CAPABILITIES.filter(each => !bounding.has(each))) });
}

/** --current. */
export const currentText = async (sys: Sys): Promise<string> =>
  `Current: ${capsToText(await sys.capget())}\nCurrent IAB: ${await iabText(sys)}\n`;

/** --print. */
export async function stateText(sys: Sys): Promise<string> {
  const sets = await sys.capget();
  const bits = await sys.prctl('PR_GET_SECUREBITS');
  const nnp = await sys.prctl('PR_GET_NO_NEW_PRIVS');
  const ids = await sys.getids();
  const names = await new Names(sys).load();
  const user = (id: number): string => `${id}(${names.user(id) ?? '???'})`;
  const group = (id: number): string => `${id}(${names.group(id) ?? '???'})`;
  const locks = SECUREBITS.map(
    ([bit, name]) => ` ${name}: ${(bits >> bit) & 1 ? 'yes' : 'no'} (${(bits >> (bit + 1)) & 1 ? 'locked' : 'unlocked'})\n`,
  );
  const mode = await modeOf(sys);
  return [
    `Current: ${capsToText(sets)}\n`,
    `Bounding set =${capNames(sets.bounding)}\n`,
    `Ambient set =${capNames(sets.ambient)}\n`,
    `Current IAB: ${await iabText(sys)}\n`,
    `Securebits: 0${bits.toString(8)}/0x${bits.toString(16)}/${bits.toString(2).length}'b${bits.toString(2)} (no-new-privs=${nnp ? 1 : 0})\n`,
    ...locks,
    `uid=${user(ids.uid)} euid=${user(ids.euid)}\n`,
    `gid=${group(ids.gid)}\n`,
    `groups=${ids.groups.map(group).join(',')}\n`,
    `Guessed mode: ${mode} (${MODES.indexOf(mode)})\n`,
  ].join('');
}

// The changes that capsh makes to its process: sets of capabilities, ids, securebits. libcap 2.78.

import { CAPABILITIES, type Capability, type CapabilitySets } from '../../../abi/caps.ts';
import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { groups, groupsOf, users } from '../../lib/accounts.ts';
import { capByName, capName, capsFromText, iabFromText } from '../text.ts';
import type { Mode } from './state.ts';

/** Ends capsh with these words. */
export class CapshError extends Error {}

const NONE: ReadonlySet<Capability> = new Set();
const PURE = 0xef;

/** Capabilities by name, with commas. */
function named(list: string): Capability[] {
  return list
    .split(',')
    .filter(word => word !== '')
    .map(word => {
      const capability = capByName(word);
      if (capability === undefined) throw new CapshError(`capability [${word}] is unknown to libcap\n`);
      return capability;
    });
}

async function or(words: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CapshError(`${words}: ${error.message}\n`);
  }
}

/** Runs something with a permitted capability raised, and lowers it again. */
async function raised(sys: Sys, capability: Capability, work: () => Promise<void>): Promise<void> {
  const { effective, permitted } = await sys.capget();
  const needs = permitted.has(capability) && !effective.has(capability);
  if (needs) await sys.capset({ effective: new Set([...effective, capability]) });
  await work();
  if (!needs) return;
  const after = await sys.capget();
  await sys.capset({ effective: new Set([...after.effective].filter(each => each !== capability)) });
}

/** --drop: "all" stands for each that is left. */
export async function dropBounding(sys: Sys, list: string): Promise<void> {
  const wanted = list === 'all' ? [...CAPABILITIES] : named(list);
  await raised(sys, 'CAP_SETPCAP', async () => {
    for (const each of wanted) {
      if (!(await sys.prctl('PR_CAPBSET_READ', each)) && list === 'all') continue;
      await or(`failed to drop [${capName(each)}]`, sys.prctl('PR_CAPBSET_DROP', each));
    }
  });
}

/** --inh. */
export async function setInheritable(sys: Sys, list: string): Promise<void> {
  const wanted = new Set(named(list));
  await raised(sys, 'CAP_SETPCAP', () => or('unable to set inheritable capabilities', sys.capset({ inheritable: wanted })));
}

/** --caps. */
export async function setCaps(sys: Sys, text: string): Promise<void> {
  const sets = capsFromText(text);
  if (!sets) throw new CapshError('unable to interpret [' + text + ']\n');
  await raised(sys, 'CAP_SETPCAP', () => or(`Unable to set capabilities [${text}]`, sys.capset(sets)));
}

/** --addamb and --delamb. */
export async function changeAmbient(sys: Sys, list: string, adds: boolean): Promise<void> {
  for (const each of named(list)) {
    const { ambient } = await sys.capget();
    const next = new Set(ambient);
    if (adds) next.add(each);
    else next.delete(each);
    await or(`failed to ${adds ? 'raise' : 'lower'} ambient [${capName(each)}]`, sys.capset({ ambient: next }));
  }
}

export const clearAmbient = (sys: Sys): Promise<void> => or('failed to reset ambient set', sys.capset({ ambient: NONE }));

/** --iab: bounding, inheritable and ambient sets at once. */
export async function setIab(sys: Sys, text: string): Promise<void> {
  const iab = iabFromText(text);
  if (!iab) throw new CapshError(`iab: '${text}' malformed\n`);
  await raised(sys, 'CAP_SETPCAP', async () => {
    const { bounding } = await sys.capget();
    const next: Partial<CapabilitySets> = { inheritable: iab.inheritable };
    for (const each of iab.blocked) if (bounding.has(each)) await or('unable to set IAB tuple', sys.prctl('PR_CAPBSET_DROP', each));
    await or('unable to set IAB tuple', sys.capset(next));
    await or('unable to set IAB tuple', sys.capset({ ambient: iab.ambient }));
  });
}

/** --mode: the settings that libcap has names for. */
export async function setMode(sys: Sys, mode: Mode): Promise<void> {
  await raised(sys, 'CAP_SETPCAP', async () => {
    await or('failed to set mode', sys.prctl('PR_SET_SECUREBITS', mode === 'HYBRID' ? 0 : PURE));
    if (mode === 'HYBRID') return;
    await or('failed to set mode', sys.capset({ ambient: NONE }));
    if (mode === 'PURE1E') return;
    await or('failed to set mode', sys.capset({ inheritable: NONE }));
  });
  if (mode !== 'NOPRIV') return;
  await dropBounding(sys, 'all');
  await or('failed to set mode', sys.prctl('PR_SET_NO_NEW_PRIVS'));
  await or('failed to set mode', sys.capset({ effective: NONE, permitted: NONE }));
}

const idOf = (option: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new CapshError(`Bad ${option} argument [${text}]\n`);
  return Number(text);
};

export const setUid = (sys: Sys, text: string): Promise<void> => {
  const uid = idOf('uid', text);
  return or(`Failed to set uid=${uid}`, sys.setresuid(uid, uid, uid));
};

export const setGid = (sys: Sys, text: string): Promise<void> => {
  const gid = idOf('gid', text);
  return or(`Failed to set gid=${gid}`, sys.setresgid(gid, gid, gid));
};

/** --groups, by number or name. */
export async function setGroups(sys: Sys, list: string): Promise<void> {
  const all = await groups(sys);
  const wanted = list.split(',').map(word => {
    const gid = all.find(({ name }) => name === word)?.gid ?? (/^\d+$/.test(word) ? Number(word) : undefined);
    if (gid === undefined) throw new CapshError(`Failed to identify gid for group [${word}]\n`);
    return gid;
  });
  await or('Failed to setgroups', sys.setgroups(wanted));
}

/** --cap-uid: another user, with the permitted capabilities kept and none effective. */
export async function capUid(sys: Sys, text: string): Promise<void> {
  const uid = idOf('uid', text);
  await sys.prctl('PR_SET_KEEPCAPS', true);
  await or(`failed to set uid=${uid}`, sys.setresuid(uid, uid, uid));
  await sys.prctl('PR_SET_KEEPCAPS', false);
}

/** --user: gives the variables that go with the user. */
export async function becomeUser(sys: Sys, name: string): Promise<Record<string, string>> {
  const user = (await users(sys)).find(each => each.name === name);
  if (!user) throw new CapshError(`User [${name}] not known\n`);
  await or('Unable to set group list for user', sys.setgroups(groupsOf(user, await groups(sys))));
  await or(`Failed to set gid=${user.gid}(user=${name})`, sys.setresgid(user.gid, user.gid, user.gid));
  await or(`Failed to set uid=${user.uid}(user=${name})`, sys.setresuid(user.uid, user.uid, user.uid));
  return { HOME: user.home, USER: name };
}

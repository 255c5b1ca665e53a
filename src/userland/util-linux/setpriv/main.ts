// setpriv: runs a program with other privileges. util-linux 2.42.

import { CAPABILITIES } from '../../../abi/caps.ts';
import { Errno } from '../../../abi/errno.ts';
import type { Env } from '../../../abi/types.ts';
import { groups, groupsOf, type User, users } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { become } from '../exec.ts';
import { utilLinux } from '../frame.ts';
import { HELP } from '../help/setpriv.ts';
import { signalOf } from '../unshare/settings.ts';
import { dump } from './dump.ts';
import { changeSecurebits, changeSet, shortName } from './words.ts';

/** The status where the kernel refuses a change. */
const EX_REFUSED = 127;

export default utilLinux({
  name: 'setpriv',
  summary: 'run a program with different Linux privilege settings',
  help: HELP,
  short: '+d',
  long: {
    dump: '-d',
    nnp: 'none',
    'no-new-privs': 'none',
    'ambient-caps': 'required',
    'inh-caps': 'required',
    'bounding-set': 'required',
    ruid: 'required',
    euid: 'required',
    rgid: 'required',
    egid: 'required',
    reuid: 'required',
    regid: 'required',
    'clear-groups': 'none',
    'keep-groups': 'none',
    'init-groups': 'none',
    'list-caps': 'none',
    groups: 'required',
    securebits: 'required',
    pdeathsig: 'required',
    ptracer: 'required',
    'selinux-label': 'required',
    'apparmor-profile': 'required',
    'landlock-access': 'required',
    'landlock-rule': 'required',
    'seccomp-filter': 'required',
    'reset-env': 'none',
  },
  run: setpriv,
});

interface WantedIds {
  ruid?: number;
  euid?: number;
  rgid?: number;
  egid?: number;
}

const GROUP_OPTIONS = ['--clear-groups', '--keep-groups', '--init-groups', '--groups'];
const REFUSED = ['--ptracer', '--selinux-label', '--apparmor-profile', '--landlock-access', '--landlock-rule', '--seccomp-filter'];

async function setpriv(tool: Tool): Promise<number> {
  const dumps = tool.given.filter(({ option }) => option === '-d').length;
  if (dumps > 0) {
    if (tool.given.length > dumps || tool.operands.length > 0) tool.fail('--dump is incompatible with all other options');
    return dump(tool, dumps);
  }
  if (tool.has('--list-caps')) {
    if (tool.given.length > 1 || tool.operands.length > 0) tool.fail('--list-caps must be specified alone');
    tool.out.write(CAPABILITIES.map(each => `${shortName(each)}\n`).join(''));
    return 0;
  }
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const ids = await wantedIds(tool);
  check(tool, ids);
  const known = await users(tool.sys);
  const supplementary = await wantedGroups(tool, ids, known);
  await apply(tool, ids, supplementary);
  const env = tool.has('--reset-env') ? await freshEnvironment(tool, known) : tool.env;
  return become(tool.sys, tool.name, tool.operands, env);
}

async function wantedIds(tool: Tool): Promise<WantedIds> {
  const ids: WantedIds = {};
  const set = (key: keyof WantedIds, id: number, words: string): void => {
    if (ids[key] !== undefined) tool.fail(words);
    ids[key] = id;
  };
  for (const { option, value = '' } of tool.given) {
    const name = option.slice(2);
    if (['ruid', 'euid', 'reuid'].includes(name)) {
      const uid = (await users(tool.sys)).find(user => user.name === value)?.uid ?? (/^\d+$/.test(value) ? Number(value) : undefined);
      if (uid === undefined) tool.fail(`failed to parse ${name}: '${value}'`);
      const words = name === 'reuid' ? 'duplicate ruid or euid' : `duplicate ${name}`;
      if (name !== 'euid') set('ruid', uid, words);
      if (name !== 'ruid') set('euid', uid, words);
    } else if (['rgid', 'egid', 'regid'].includes(name)) {
      const gid = (await groups(tool.sys)).find(group => group.name === value)?.gid ?? (/^\d+$/.test(value) ? Number(value) : undefined);
      if (gid === undefined) tool.fail(`failed to parse ${name}: '${value}'`);
      const words = name === 'regid' ? 'duplicate rgid or egid' : `duplicate ${name}`;
      if (name !== 'egid') set('rgid', gid, words);
      if (name !== 'rgid') set('egid', gid, words);
    }
  }
  return ids;
}

function check(tool: Tool, ids: WantedIds): void {
  for (const option of ['--no-new-privs', '--nnp', '--clear-groups', '--keep-groups', '--init-groups']) {
    const name = option === '--nnp' ? '--no-new-privs' : option;
    const count = tool.given.filter(
      each => each.option === option || (name === '--no-new-privs' && ['--nnp', '--no-new-privs'].includes(each.option)),
    ).length;
    if (count > 1) tool.fail(`duplicate ${name} option`);
  }
  const given = GROUP_OPTIONS.filter(option => tool.has(option));
  if (given.length > 1) {
    const [one, two] = ['--clear-groups', '--keep-groups', '--init-groups', '--groups'].filter(option => given.includes(option));
    const pair = one === '--clear-groups' && two === '--keep-groups' ? ['--keep-groups', '--clear-groups'] : [one, two];
    tool.fail(`options ${pair[0]} and ${pair[1]} cannot be combined`);
  }
  if (tool.has('--init-groups') && ids.ruid === undefined) tool.fail('--init-groups requires --ruid or --reuid');
  if (tool.operands.length === 0) tool.fail('No program specified');
  if ((ids.rgid !== undefined || ids.egid !== undefined) && given.length === 0) {
    tool.fail('--[re]gid requires --keep-groups, --clear-groups, --init-groups, or --groups');
  }
}

async function wantedGroups(tool: Tool, { ruid }: WantedIds, known: readonly User[]): Promise<number[] | undefined> {
  if (tool.has('--clear-groups')) return [];
  const all = await groups(tool.sys);
  if (tool.has('--init-groups')) {
    const user = known.find(({ uid }) => uid === ruid);
    if (!user) tool.fail(`uid ${ruid} not found, --init-groups requires an user that can be found on the system`);
    return groupsOf(user, all);
  }
  const list = tool.value('--groups');
  if (list === undefined) return undefined;
  return list.split(',').map(word => {
    const gid = all.find(({ name }) => name === word)?.gid ?? (/^\d+$/.test(word) ? Number(word) : undefined);
    return gid ?? tool.fail(`Invalid supplementary group id: '${word}'`);
  });
}

async function attempt(tool: Tool, words: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`${words}: ${error.message}`, EX_REFUSED);
  }
}

/** In setpriv's order: what needs privileges goes before the ids that lose them. */
async function apply(tool: Tool, ids: WantedIds, supplementary: readonly number[] | undefined): Promise<void> {
  const { sys } = tool;
  const death = tool.value('--pdeathsig');
  const signal =
    death === undefined || death === 'keep' || death === 'clear' ? undefined : (signalOf(death) ?? tool.fail(`unknown signal: ${death}`));
  const inheritable = tool.value('--inh-caps');
  const ambient = tool.value('--ambient-caps');
  const bounding = tool.value('--bounding-set');
  const securebits = tool.value('--securebits');
  const before = await sys.capget();
  const keep = (ids.ruid !== undefined || ids.euid !== undefined) && before.permitted.size > 0;
  if (inheritable !== undefined) changeSet(tool, before.inheritable, inheritable);
  if (tool.has('--nnp', '--no-new-privs')) await sys.prctl('PR_SET_NO_NEW_PRIVS');
  if (keep) await sys.prctl('PR_SET_KEEPCAPS', true);
  if (ids.ruid !== undefined || ids.euid !== undefined)
    await attempt(tool, 'setresuid failed', () => sys.setresuid(ids.ruid, ids.euid, ids.euid));
  if (ids.rgid !== undefined || ids.egid !== undefined || supplementary !== undefined) await raise(tool);
  if (ids.rgid !== undefined || ids.egid !== undefined)
    await attempt(tool, 'setresgid failed', () => sys.setresgid(ids.rgid, ids.egid, ids.egid));
  if (supplementary !== undefined) await attempt(tool, 'setgroups failed', () => sys.setgroups(supplementary));
  if (securebits !== undefined) {
    const bits = changeSecurebits(tool, await sys.prctl('PR_GET_SECUREBITS'), securebits);
    await attempt(tool, 'set process securebits', () => sys.prctl('PR_SET_SECUREBITS', bits));
  }
  if (bounding !== undefined) await dropBounding(tool, bounding);
  if (inheritable !== undefined) {
    await raise(tool);
    const set = changeSet(tool, (await sys.capget()).inheritable, inheritable);
    await attempt(tool, 'apply inheritable capabilities', () => sys.capset({ inheritable: set }));
  }
  if (ambient !== undefined) {
    const now = await sys.capget();
    const set = changeSet(tool, now.ambient, ambient);
    const possible = new Set([...set].filter(each => now.permitted.has(each) && now.inheritable.has(each)));
    await attempt(tool, 'apply ambient capabilities', () => sys.capset({ ambient: possible }));
  }
  if (death === 'clear') await sys.prctl('PR_SET_PDEATHSIG', undefined);
  else if (signal !== undefined) await sys.prctl('PR_SET_PDEATHSIG', signal);
}

/** After setresuid with kept capabilities the effective set is empty: what is permitted becomes effective. */
async function raise(tool: Tool): Promise<void> {
  const { permitted, effective } = await tool.sys.capget();
  if (effective.size < permitted.size) await tool.sys.capset({ effective: permitted });
}

async function dropBounding(tool: Tool, text: string): Promise<void> {
  await raise(tool);
  const now = (await tool.sys.capget()).bounding;
  const wanted = changeSet(tool, now, text);
  for (const capability of now) {
    if (!wanted.has(capability)) await attempt(tool, 'apply bounding set', () => tool.sys.prctl('PR_CAPBSET_DROP', capability));
  }
}

async function freshEnvironment(tool: Tool, known: readonly User[]): Promise<Env> {
  const { uid } = await tool.sys.getids();
  const user = known.find(each => each.uid === uid);
  const env: Record<string, string> = {};
  if (tool.env.TERM !== undefined) env.TERM = tool.env.TERM;
  env.SHELL = user?.shell || '/bin/sh';
  env.HOME = user?.home || '/';
  env.USER = user?.name ?? '';
  env.LOGNAME = user?.name ?? '';
  env.PATH = uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/bin:/usr/bin';
  return env;
}

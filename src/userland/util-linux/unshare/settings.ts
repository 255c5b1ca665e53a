// What unshare's command line asks for. util-linux 2.42.

import { SIGNALS, type Signal, signalFromNumber } from '../../../abi/signal.ts';
import type { Namespace } from '../../../abi/types.ts';
import { groups, users } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { NAMESPACES } from '../namespaces.ts';
import { type IdRange, parseRange } from './id-maps.ts';

export interface Settings {
  kinds: Set<Namespace>;
  /** Where a namespace is kept: its file by its kind. */
  persist: Map<Namespace, string>;
  propagation: 'slave' | 'shared' | 'private' | 'unchanged';
  fork: boolean;
  killChild: Signal | undefined;
  mountProc: string | undefined;
  mapUser: number | undefined;
  mapGroup: number | undefined;
  mapUsers: IdRange[];
  mapGroups: IdRange[];
  setgroups: 'allow' | 'deny' | undefined;
  keepCaps: boolean;
  root: string | undefined;
  folder: string | undefined;
  uid: number | undefined;
  gid: number | undefined;
  monotonic: number | undefined;
  boottime: number | undefined;
}

/** A signal by name, with or without SIG, or by number. */
export function signalOf(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return signalFromNumber(Number(text));
  const upper = text.toUpperCase();
  return SIGNALS.find(name => name === upper || name === `SIG${upper}`);
}

const empty = (): Settings => ({
  kinds: new Set(),
  persist: new Map(),
  propagation: 'private',
  fork: false,
  killChild: undefined,
  mountProc: undefined,
  mapUser: undefined,
  mapGroup: undefined,
  mapUsers: [],
  mapGroups: [],
  setgroups: undefined,
  keepCaps: false,
  root: undefined,
  folder: undefined,
  uid: undefined,
  gid: undefined,
  monotonic: undefined,
  boottime: undefined,
});

const number = (tool: Tool, text: string, words: string): number => (/^\d+$/.test(text) ? Number(text) : tool.fail(`${words}: '${text}'`));

async function userId(tool: Tool, text: string): Promise<number> {
  const found = (await users(tool.sys)).find(({ name }) => name === text)?.uid;
  return found ?? (/^\d+$/.test(text) ? Number(text) : tool.fail(`failed to parse uid '${text}'`));
}

async function groupId(tool: Tool, text: string): Promise<number> {
  const found = (await groups(tool.sys)).find(({ name }) => name === text)?.gid;
  return found ?? (/^\d+$/.test(text) ? Number(text) : tool.fail(`failed to parse gid '${text}'`));
}

function range(tool: Tool, text: string): IdRange {
  if (text === 'auto' || text === 'subids') tool.fail('no line matching user "root" in /etc/subuid');
  return parseRange(text) ?? tool.fail(`invalid mapping '${text}'`);
}

/** Reads the options in their order; stops the program where one is wrong. */
export async function readSettings(tool: Tool): Promise<Settings> {
  const settings = empty();
  for (const { option, value } of tool.given) {
    const namespace = NAMESPACES.find(({ letter, long }) => option === letter || option === `--${long}`);
    if (namespace) {
      settings.kinds.add(namespace.kind);
      if (value !== undefined) settings.persist.set(namespace.kind, value);
    } else await readSetting(tool, settings, option, value ?? '');
  }
  if ((settings.monotonic !== undefined || settings.boottime !== undefined) && !settings.kinds.has('time')) {
    tool.fail('options --monotonic and --boottime require unsharing of a time namespace (-T)');
  }
  return settings;
}

async function readSetting(tool: Tool, settings: Settings, option: string, value: string): Promise<void> {
  const { kinds } = settings;
  switch (option) {
    case '-f':
      settings.fork = true;
      break;
    case '--kill-child':
      settings.fork = true;
      settings.killChild = value === '' ? 'SIGKILL' : (signalOf(value) ?? tool.fail(`unknown signal: ${value}`));
      break;
    case '--forward-signals':
      settings.fork = true;
      break;
    case '--mount-proc':
      kinds.add('mnt');
      settings.mountProc = value === '' ? '/proc' : value;
      break;
    case '--propagation':
      if (!['slave', 'shared', 'private', 'unchanged'].includes(value)) tool.fail(`unsupported propagation mode: ${value}`);
      settings.propagation = value as Settings['propagation'];
      break;
    case '-R':
      settings.root = value;
      break;
    case '-w':
      settings.folder = value;
      break;
    case '-S':
      settings.uid = number(tool, value, 'failed to parse uid');
      break;
    case '-G':
      settings.gid = number(tool, value, 'failed to parse gid');
      break;
    case '--keep-caps':
      settings.keepCaps = true;
      break;
    case '--setgroups':
      if (value !== 'allow' && value !== 'deny') tool.fail(`unsupported --setgroups argument '${value}'`);
      settings.setgroups = value;
      break;
    case '--monotonic':
      settings.monotonic = offset(tool, value, 'failed to parse monotonic offset');
      break;
    case '--boottime':
      settings.boottime = offset(tool, value, 'failed to parse boottime offset');
      break;
    case '--mount-binfmt':
    case '-l':
    case '--owner':
      tool.fail(`option ${option} is not simulated here`);
      break;
    default:
      await readMapping(tool, settings, option, value);
  }
}

const offset = (tool: Tool, text: string, words: string): number =>
  /^-?\d+$/.test(text) ? Number(text) : tool.fail(`${words}: '${text}'`);

async function readMapping(tool: Tool, settings: Settings, option: string, value: string): Promise<void> {
  settings.kinds.add('user');
  const { euid, egid } = await tool.sys.getids();
  if (option === '-r') {
    settings.mapUser = 0;
    settings.mapGroup = 0;
  } else if (option === '-c') {
    settings.mapUser = euid;
    settings.mapGroup = egid;
  } else if (option === '--map-user') settings.mapUser = await userId(tool, value);
  else if (option === '--map-group') settings.mapGroup = await groupId(tool, value);
  else if (option === '--map-users') settings.mapUsers.push(range(tool, value));
  else if (option === '--map-groups') settings.mapGroups.push(range(tool, value));
  else {
    const name = (await users(tool.sys)).find(({ uid }) => uid === euid)?.name ?? String(euid);
    tool.fail(`no line matching user "${name}" in /etc/subuid`);
  }
}

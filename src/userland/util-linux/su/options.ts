// The options that su and runuser share, and the user, groups and shell they ask for. As login-utils/su-common.c, util-linux 2.42.

import { type Group, groups, groupsOf, type User, users } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import type { LongOptions } from '../../lib/getopt.ts';
import { readText, warn } from '../../lib/io.ts';

export const SHORT = 'c:fg:G:lmpPTs:u:w:';
export const LONG: LongOptions = {
  command: '-c',
  'session-command': 'required',
  fast: '-f',
  login: '-l',
  'preserve-environment': '-p',
  pty: '-P',
  'no-pty': '-T',
  shell: '-s',
  group: '-g',
  'supp-group': '-G',
  user: '-u',
  'whitelist-environment': '-w',
};

/** What is to be run, and as whom. */
export interface Request {
  user: User;
  /** The primary group. */
  gid: number;
  /** All groups of the new process. */
  groups: number[];
  login: boolean;
  /** The environment stays as it is. */
  preserve: boolean;
  kept: string[];
  /** Undefined where a program is run without a shell (runuser -u). */
  shell: string | undefined;
  fast: boolean;
  command: string | undefined;
  sameSession: boolean;
  pty: boolean;
  /** What follows the user. */
  rest: string[];
}

const DEFAULT_SHELL = '/bin/sh';

/** Reads the command line; `byName` is runuser -u, which takes a program and not a shell's words. */
export async function readRequest(tool: Tool, byName: string | undefined): Promise<Request> {
  const words = [...tool.operands];
  let login = tool.has('-l');
  if (words[0] === '-') {
    login = true;
    words.shift();
  }
  const preserve = tool.has('-m', '-p') && !login;
  if (tool.has('-m', '-p') && login) await tool.warn("ignoring --preserve-environment, it's mutually exclusive with --login", 0);
  const name = byName ?? words.shift() ?? 'root';
  const groupOptions = tool.has('-g', '-G');
  const { uid: caller } = await tool.sys.getids();
  const all = await groups(tool.sys);
  const named = tool.given.filter(({ option }) => option === '-G').map(({ value }) => groupOf(tool, all, value!));
  const primary = tool.value('-g');
  const chosen = primary === undefined ? undefined : groupOf(tool, all, primary);
  if (groupOptions && caller !== 0) tool.fail('only root can specify alternative groups');
  const user = (await users(tool.sys)).find(each => each.name === name);
  if (!user || user.name === '' || user.home === '') {
    tool.fail(`user ${name} does not exist or the user entry does not contain all the required fields`);
  }
  const gid = chosen ?? named[0] ?? user.gid;
  const command = tool.value('-c', '--session-command');
  const sameSession = tool.last('-c', '--session-command') !== '-c' || user.uid === 0;
  return {
    user,
    gid,
    groups: groupOptions ? [...new Set([gid, ...named])] : groupsOf(user, all),
    login,
    preserve,
    kept: (tool.value('-w') ?? '').split(',').filter(each => each !== ''),
    shell: byName === undefined ? await chooseShell(tool, user, preserve, caller) : undefined,
    fast: tool.has('-f'),
    command,
    sameSession,
    pty: tool.last('-P', '-T') === '-P',
    rest: words,
  };
}

const groupOf = (tool: Tool, all: readonly Group[], name: string): number =>
  all.find(group => group.name === name)?.gid ??
  (/^\d+$/.test(name) ? Number(name) : undefined) ??
  tool.fail(`group ${name} does not exist`);

/** The shell that was asked for, unless the user's own is one that confines it (not in /etc/shells). */
async function chooseShell(tool: Tool, user: User, preserve: boolean, caller: number): Promise<string> {
  const own = user.shell || DEFAULT_SHELL;
  const asked = tool.value('-s') ?? (preserve ? tool.env.SHELL : undefined);
  if (asked === undefined || asked === own || caller === 0 || !(await restricted(tool, own))) return asked ?? own;
  await warn(tool.sys, `${tool.name}: using restricted shell ${own}\n`);
  return own;
}

async function restricted(tool: Tool, shell: string): Promise<boolean> {
  const listed = await readText(tool.sys, '/etc/shells').catch(() => '');
  return !listed.split('\n').includes(shell);
}

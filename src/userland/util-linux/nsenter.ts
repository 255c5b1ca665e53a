// nsenter: runs a program in the namespaces of another process. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd, Namespace } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { become, becomeShell, reported, waitAs } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/nsenter.ts';
import { NAMESPACES } from './namespaces.ts';

export default utilLinux({
  name: 'nsenter',
  summary: 'run a program in different namespaces',
  help: HELP,
  short: '+at:m::u::i::n::N:p::C::U::T::S::G::r::w::W:eFcZ',
  long: {
    all: '-a',
    target: '-t',
    mount: '-m',
    uts: '-u',
    ipc: '-i',
    net: '-n',
    'net-socket': '-N',
    pid: '-p',
    cgroup: '-C',
    user: '-U',
    'user-parent': 'none',
    time: '-T',
    setuid: '-S',
    setgid: '-G',
    'preserve-credentials': 'none',
    'keep-caps': 'none',
    root: '-r',
    wd: '-w',
    wdns: '-W',
    env: '-e',
    'no-fork': '-F',
    'join-cgroup': '-c',
    'follow-context': '-Z',
  },
  run: nsenter,
});

interface Entry {
  kind: Namespace;
  fd: Fd;
  /** By the process's own descriptor, not by a file. */
  byPid: boolean;
}

const unequal = (value: string | undefined): string | undefined => value?.replace(/^=/, '');

async function open(tool: Tool, path: string): Promise<Fd> {
  try {
    return await tool.sys.open(path, { read: true, cloexec: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${path}: ${error.message}`);
  }
}

function targetOf(tool: Tool): number | undefined {
  const text = tool.value('-t');
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) tool.fail('invalid PID argument');
  return Number(text);
}

/** The file of the target's, by its name under /proc/PID. */
const ofTarget = (tool: Tool, target: number | undefined, name: string): string =>
  target === undefined ? tool.fail('no target PID specified') : `/proc/${target}/${name}`;

async function nsenter(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of ['-N', '-Z', '-c', '--user-parent']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const target = targetOf(tool);
  const ids = requestedIds(tool);
  const entries = await openAll(tool, target);
  const rootFd = await openPlace(tool, target, '-r', 'root');
  const folderFd = await openPlace(tool, target, '-w', 'cwd');
  if (entries.length === 0 && !tool.has('-a')) tool.fail('no namespace specified');
  const env = tool.has('-e') ? await environment(tool, ofTarget(tool, target, 'environ')) : tool.env;
  const enteredUser = entries.some(({ kind }) => kind === 'user');
  await enter(tool, entries);
  await places(tool, sys, rootFd, folderFd);
  if (entries.some(({ kind }) => kind === 'pid') && !tool.has('-F')) {
    const child = await sys.clone(self => reported(tool.name, self, () => rest(tool, self, ids, enteredUser, env)));
    return waitAs(sys, child);
  }
  return rest(tool, sys, ids, enteredUser, env);
}

interface WantedIds {
  uid: number | 'target' | undefined;
  gid: number | 'target' | undefined;
}

function requestedIds(tool: Tool): WantedIds {
  const read = (option: string, what: string): number | 'target' | undefined => {
    if (!tool.has(option)) return undefined;
    const value = unequal(tool.value(option));
    if (value === undefined || value === 'follow') return 'target';
    return /^\d+$/.test(value) ? Number(value) : tool.fail(`failed to parse ${what}: '${value}'`);
  };
  return { uid: read('-S', 'uid'), gid: read('-G', 'gid') };
}

async function openAll(tool: Tool, target: number | undefined): Promise<Entry[]> {
  const entries: Entry[] = [];
  // A process that is there is entered by its descriptor: its files under /proc may be closed to the caller.
  const pidfd = target === undefined ? undefined : await tool.sys.pidfdOpen(target).catch(() => undefined);
  for (const { kind, letter } of NAMESPACES) {
    const file = unequal(tool.value(letter));
    const asked = tool.has(letter);
    if (!asked && !tool.has('-a')) continue;
    const path = file ?? ofTarget(tool, target, `ns/${kind}`);
    if (!asked && (await same(tool.sys, path, `/proc/self/ns/${kind}`))) continue;
    const byPid = file === undefined && pidfd !== undefined;
    entries.push({ kind, fd: byPid ? await tool.sys.dup(pidfd, { cloexec: true }) : await open(tool, path), byPid });
  }
  return entries;
}

async function same(sys: Sys, one: string, two: string): Promise<boolean> {
  try {
    return (await sys.stat(one)).ino === (await sys.stat(two)).ino;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

async function openPlace(tool: Tool, target: number | undefined, option: string, link: string): Promise<Fd | undefined> {
  if (!tool.has(option)) return undefined;
  return open(tool, unequal(tool.value(option)) ?? ofTarget(tool, target, link));
}

async function environment(tool: Tool, path: string): Promise<Env> {
  const env: Record<string, string> = {};
  try {
    for (const word of (await readText(tool.sys, path)).split('\0')) {
      const at = word.indexOf('=');
      if (at > 0) env[word.slice(0, at)] = word.slice(at + 1);
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to get environment variables: ${error.message}`);
  }
  return env;
}

/** Namespaces in which the caller has no right yet wait until the user namespace is entered. */
async function enter(tool: Tool, entries: Entry[]): Promise<void> {
  const { sys } = tool;
  const first = entries.filter(({ kind }) => kind !== 'user');
  const user = entries.filter(({ kind }) => kind === 'user');
  const order = user.length > 0 ? [...user, ...first] : first;
  for (const { kind, fd, byPid } of order) {
    try {
      await sys.setns(fd, kind);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const where = byPid ? 'namespaces' : `namespace 'ns/${kind}'`;
      tool.fail(`reassociate to ${where} failed: ${error.message}`);
    }
    await sys.close(fd);
  }
}

async function places(tool: Tool, sys: Sys, root: Fd | undefined, folder: Fd | undefined): Promise<void> {
  const cwd = folder ?? (root !== undefined ? await sys.open('.', { read: true, cloexec: true }).catch(() => undefined) : undefined);
  try {
    if (root !== undefined) {
      await sys.fchdir(root);
      await sys.chroot('.');
      await sys.close(root);
    }
    const inNamespace = tool.value('-W');
    if (inNamespace !== undefined) await sys.chdir(inNamespace);
    else if (cwd !== undefined) await sys.fchdir(cwd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`change directory by ${tool.has('-W') ? 'working' : 'root'} file descriptor failed: ${error.message}`);
  }
}

async function rest(tool: Tool, sys: Sys, ids: WantedIds, enteredUser: boolean, env: Env): Promise<number> {
  const preserve = tool.has('--preserve-credentials');
  const target = targetOf(tool);
  const owner = target !== undefined && (ids.uid === 'target' || ids.gid === 'target') ? await sys.stat(`/proc/${target}`) : undefined;
  const uid = ids.uid === 'target' ? owner?.uid : (ids.uid ?? (enteredUser && !preserve ? 0 : undefined));
  const gid = ids.gid === 'target' ? owner?.gid : (ids.gid ?? (enteredUser && !preserve ? 0 : undefined));
  try {
    if (gid !== undefined) {
      await sys.setgroups([]).catch(() => undefined);
      await sys.setresgid(gid, gid, gid);
    }
    if (uid !== undefined) await sys.setresuid(uid, uid, uid);
    if (tool.has('--keep-caps')) {
      const { permitted } = await sys.capget();
      await sys.capset({ inheritable: permitted, ambient: permitted });
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`setuid() failed: ${error.message}`);
  }
  return tool.operands.length > 0 ? become(sys, tool.name, tool.operands, env) : becomeShell(sys, tool.name, env);
}

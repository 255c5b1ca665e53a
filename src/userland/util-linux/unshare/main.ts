// unshare: runs a program in new namespaces. util-linux 2.42.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Namespace } from '../../../abi/types.ts';
import type { Tool } from '../../lib/command.ts';
import { become, becomeShell, reported, waitAs } from '../exec.ts';
import { utilLinux } from '../frame.ts';
import { HELP } from '../help/unshare.ts';
import { startMapper, writeOwn } from './id-maps.ts';
import { readSettings, type Settings } from './settings.ts';

export default utilLinux({
  name: 'unshare',
  summary: 'run program in new namespaces',
  help: HELP,
  short: '+muinpUCTfrcl:S:G:R:w:',
  long: {
    mount: 'optional',
    uts: 'optional',
    ipc: 'optional',
    net: 'optional',
    pid: 'optional',
    user: 'optional',
    cgroup: 'optional',
    time: 'optional',
    'mount-proc': 'optional',
    'mount-binfmt': 'optional',
    'load-interp': '-l',
    propagation: 'required',
    root: '-R',
    wd: '-w',
    setuid: '-S',
    setgid: '-G',
    'map-user': 'required',
    'map-group': 'required',
    'map-root-user': '-r',
    'map-current-user': '-c',
    'map-auto': 'none',
    'map-subids': 'none',
    'map-users': 'required',
    'map-groups': 'required',
    owner: 'required',
    fork: '-f',
    'kill-child': 'optional',
    'forward-signals': 'none',
    setgroups: 'required',
    'keep-caps': 'none',
    monotonic: 'required',
    boottime: 'required',
  },
  run: unshare,
});

/** The steps of a call, each with the words for its failure. */
async function attempt<T>(tool: Tool, words: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${words}: ${error.message}`);
  }
}

async function unshare(tool: Tool): Promise<number> {
  const { sys } = tool;
  const settings = await readSettings(tool);
  const { euid, egid } = await sys.getids();
  const maps = settings.mapUsers.length > 0 || settings.mapGroups.length > 0;
  const mapper = maps ? await startMapper(sys, tool.name, { uid: settings.mapUsers, gid: settings.mapGroups }) : undefined;
  const keeper = await startKeeper(tool, settings);
  await attempt(tool, 'unshare failed', () => sys.unshare([...settings.kinds]));
  if (settings.boottime !== undefined) await writeOwn(sys, tool, '/proc/self/timens_offsets', `boottime ${settings.boottime} 0\n`);
  if (settings.monotonic !== undefined) await writeOwn(sys, tool, '/proc/self/timens_offsets', `monotonic ${settings.monotonic} 0\n`);
  if (mapper) {
    await sys.close(mapper.go);
    const ended = await sys.wait(mapper.child);
    if (ended?.how !== 'exited' || ended.status !== 0) return 1;
  }
  const finish = (self: Sys): Promise<number> => inside(tool, self, settings, { euid, egid });
  if (!settings.fork) {
    await keep(tool, settings, keeper);
    return finish(sys);
  }
  await sys.sigprocmask('block', ['SIGINT', 'SIGTERM']);
  const child = await sys.clone(async self => {
    await self.sigprocmask('unblock', ['SIGINT', 'SIGTERM']);
    if (settings.killChild) await self.prctl('PR_SET_PDEATHSIG', settings.killChild);
    return reported(tool.name, self, () => finish(self));
  });
  await keep(tool, settings, keeper);
  return waitAs(sys, child);
}

/** A mount or pid namespace is kept by a child that stayed outside: it mounts the files once told to. */
async function startKeeper(tool: Tool, { persist }: Settings): Promise<{ child: number; go: number } | undefined> {
  const { sys } = tool;
  if (persist.size === 0 || !(persist.has('mnt') || persist.has('pid'))) return undefined;
  const pid = await sys.getpid();
  const [wait, go] = await sys.pipe({ cloexec: true });
  const child = await sys.clone(async self => {
    await self.close(go);
    await self.read(wait, 1);
    return reported(tool.name, self, async () => {
      await mountFiles(tool, self, persist, pid);
      return 0;
    });
  });
  await sys.close(wait);
  return { child, go };
}

async function mountFiles(tool: Tool, sys: Sys, persist: ReadonlyMap<Namespace, string>, pid: number): Promise<void> {
  for (const [kind, file] of persist) {
    const source = `/proc/${pid}/ns/${kind === 'pid' ? 'pid_for_children' : kind === 'time' ? 'time_for_children' : kind}`;
    await attempt(tool, `mount ${source} on ${file} failed`, () => sys.mount(source, file, '', { bind: true }));
  }
}

async function keep(tool: Tool, { persist }: Settings, keeper: { child: number; go: number } | undefined): Promise<void> {
  if (persist.size === 0) return;
  if (!keeper) return mountFiles(tool, tool.sys, persist, await tool.sys.getpid());
  await tool.sys.close(keeper.go);
  const ended = await tool.sys.wait(keeper.child);
  if (ended?.how !== 'exited' || ended.status !== 0) tool.fail('');
}

/** What is done in the new namespaces, before the program is started. */
async function inside(tool: Tool, sys: Sys, settings: Settings, { euid, egid }: { euid: number; egid: number }): Promise<number> {
  if (settings.mapUser !== undefined && settings.mapUsers.length === 0) {
    await writeOwn(sys, tool, '/proc/self/uid_map', `${settings.mapUser} ${euid} 1`);
  }
  if (settings.mapGroup !== undefined && settings.mapGroups.length === 0) {
    if (settings.setgroups === 'allow') tool.fail('options --setgroups=allow and --map-group are mutually exclusive');
    await writeOwn(sys, tool, '/proc/self/setgroups', 'deny');
    await writeOwn(sys, tool, '/proc/self/gid_map', `${settings.mapGroup} ${egid} 1`);
  }
  if (settings.setgroups !== undefined) await writeOwn(sys, tool, '/proc/self/setgroups', settings.setgroups);
  await mounts(tool, sys, settings);
  await credentials(tool, sys, settings);
  const command = tool.operands;
  return command.length > 0 ? become(sys, tool.name, command, tool.env) : becomeShell(sys, tool.name, tool.env);
}

async function mounts(tool: Tool, sys: Sys, { kinds, propagation, root, folder, mountProc }: Settings): Promise<void> {
  if (kinds.has('mnt') && propagation !== 'unchanged') {
    await attempt(tool, 'cannot change root filesystem propagation', () => sys.mount('none', '/', '', { propagation, recursive: true }));
  }
  if (root !== undefined) {
    await attempt(tool, `cannot change root directory to '${root}'`, () => sys.chroot(root));
    await attempt(tool, "cannot chdir to '/'", () => sys.chdir('/'));
  }
  if (folder !== undefined) await attempt(tool, `cannot change directory to ${folder}`, () => sys.chdir(folder));
  if (mountProc === undefined) return;
  await attempt(tool, `mount ${mountProc} failed`, () => sys.mount('proc', mountProc, 'proc', { options: ['nosuid', 'noexec', 'nodev'] }));
}

async function credentials(tool: Tool, sys: Sys, { uid, gid, keepCaps, kinds }: Settings): Promise<void> {
  if (gid !== undefined) {
    await attempt(tool, 'setgroups failed', () => sys.setgroups([]));
    await attempt(tool, 'setgid() failed', () => sys.setresgid(gid, gid, gid));
  }
  if (uid !== undefined) await attempt(tool, 'setuid() failed', () => sys.setresuid(uid, uid, uid));
  if (!keepCaps || !kinds.has('user')) return;
  const { permitted } = await sys.capget();
  await attempt(tool, 'capset failed', () => sys.capset({ inheritable: permitted, ambient: permitted }));
}

// /proc/PID: one process's folder. As fs/proc/base.c, Linux 6.18, and proc_pid(5).

import { Errno } from '../../../abi/errno.ts';
import { oomScore, oomScoreAdj, setOomScoreAdj } from '../../cgroup/oom-score.ts';
import { cgroupPathFor } from '../../cgroup/path.ts';
import { mayInspect } from '../../credentials.ts';
import type { Namespace, NamespaceSet } from '../../ns/namespace.ts';
import type { PidNamespace } from '../../ns/pid.ts';
import type { TimeNamespace } from '../../ns/time.ts';
import type { Process, Thread } from '../../process/process.ts';
import { type Path, pathTextAnywhere } from '../../vfs/path.ts';
import { dynamicDir, type FileNode, type FolderNode, type LinkNode, type Node, text, value } from '../generated.ts';
import { namespacePath } from '../nsfs.ts';
import { procNetFiles } from '../registry.ts';
import { showMap, writeMap, writeSetgroups } from './id-maps.ts';
import { mountinfo, mounts, mountstats } from './mounts.ts';
import { fdFolder, fdinfoFolder, requireInspect } from './pid-fd.ts';
import { limits, maps, stat, statm, status, wchan } from './pid-status.ts';
import { smaps, smapsRollup } from './smaps.ts';

/** A process as a proc mount shows it: numbers are those of the mount's pid namespace. */
interface Shown {
  process: Process;
  view: PidNamespace;
  /** Of /proc/PID/task/TID. */
  thread: Thread | undefined;
  owner: () => { uid: number; gid: number };
}

type Make = (shown: Shown) => Node;

/** A file that only who may look into the process reads. */
function secret(shown: Shown, read: (reader: Process) => string, mode = 0o400): FileNode {
  const { process } = shown;
  return { kind: 'file', mode, read, opened: reader => requireInspect(reader, process) };
}

const plain =
  (read: (process: Process, reader: Process) => string): Make =>
  ({ process }) =>
    text(reader => read(process, reader));

function pathLink(shown: Shown, path: (process: Process) => Path | undefined): LinkNode {
  const { process } = shown;
  const find = (reader: Process): Path => {
    requireInspect(reader, process);
    const found = process.exit ? undefined : path(process);
    if (!found) throw new Errno('ENOENT');
    return found;
  };
  return { kind: 'symlink', mode: 0o777, target: reader => pathTextAnywhere(find(reader), reader.fs.root), jump: find };
}

const COMM_MAX = 15;

const comm: Make = ({ process, thread }) => ({
  kind: 'file',
  mode: 0o644,
  read: () => `${process.comm}\n`,
  write(given, writer) {
    if (writer !== process && !thread) throw new Errno('EINVAL');
    process.comm = given.slice(0, COMM_MAX);
  },
});

/** argv as it lies in memory: each word ends with a NUL. */
const cmdline = (process: Process): string => (process.exit ? '' : process.argv.map(word => `${word}\0`).join(''));

const environ = (process: Process): string =>
  process.exit
    ? ''
    : Object.entries(process.env)
        .map(([name, given]) => `${name}=${given}\0`)
        .join('');

const NS_LINKS: readonly (readonly [string, keyof NamespaceSet])[] = [
  ['net', 'net'],
  ['uts', 'uts'],
  ['ipc', 'ipc'],
  ['pid', 'pid'],
  ['pid_for_children', 'pidForChildren'],
  ['user', 'user'],
  ['mnt', 'mnt'],
  ['cgroup', 'cgroup'],
  ['time', 'time'],
  ['time_for_children', 'timeForChildren'],
];

const nsFolder: Make = ({ process, owner }) => {
  const node = (key: keyof NamespaceSet): LinkNode => {
    const find = (reader: Process): Namespace => {
      requireInspect(reader, process);
      if (process.exit && key !== 'pid') throw new Errno('ENOENT');
      return process.ns[key];
    };
    return {
      kind: 'symlink',
      mode: 0o777,
      owner,
      target: reader => `${find(reader).kind}:[${find(reader).inode}]`,
      jump: reader => namespacePath(process.kernel, find(reader)),
    };
  };
  const folder = dynamicDir(
    name => {
      const row = NS_LINKS.find(([known]) => known === name);
      return row && node(row[1]);
    },
    () => NS_LINKS.map(([name]) => name),
    0o511,
  );
  return { ...folder, owner };
};

const netFolder: Make = ({ process, owner }) => {
  const files = () => procNetFiles(process.ns.net, process.kernel);
  return { kind: 'directory', mode: 0o555, owner, lookup: name => files().get(name), list: () => files() };
};

const taskFolder: Make = shown => {
  const { process, view, owner } = shown;
  const node = (name: string): Node | undefined => {
    for (const thread of process.threads) {
      if (String(thread.tids[view.level]) === name) return folderOf({ ...shown, thread });
    }
    return undefined;
  };
  const folder = dynamicDir(node, () => [...process.threads].map(thread => String(thread.tids[view.level])));
  return { ...folder, owner };
};

const attrFolder: Make = ({ owner }) => {
  const file = (mode: number): FileNode => ({ kind: 'file', mode, owner });
  const files = new Map(
    ['current', 'prev', 'exec', 'fscreate', 'keycreate', 'sockcreate'].map(name => [name, file(name === 'prev' ? 0o444 : 0o666)]),
  );
  return { kind: 'directory', mode: 0o555, owner, lookup: name => files.get(name), list: () => files };
};

const emptyFolder =
  (mode: number): Make =>
  ({ owner }) => ({ kind: 'directory', mode, owner, lookup: () => undefined, list: () => [] });

const idMap =
  (side: 'uid' | 'gid'): Make =>
  ({ process }) =>
    text(
      reader => showMap(process, side, reader),
      (given, writer) => writeMap(process, side, given, writer),
    );

const timeOffsets: Make = ({ process }) =>
  text(
    () => {
      const { offsets } = process.ns.timeForChildren as TimeNamespace;
      const line = (name: string, ms: number): string => {
        const seconds = Math.floor(ms / 1000);
        return `${name.padEnd(10)} ${String(seconds).padStart(10)} ${String(Math.round((ms - seconds * 1000) * 1e6)).padStart(9)}\n`;
      };
      return line('monotonic', offsets.monotonicMs) + line('boottime', offsets.boottimeMs);
    },
    given => writeOffsets(process, given),
  );

function writeOffsets(process: Process, given: string): void {
  const namespace = process.ns.timeForChildren as TimeNamespace;
  if (namespace === process.ns.time) throw new Errno('EACCES');
  const offsets = { ...namespace.offsets };
  for (const line of given.trim().split('\n')) {
    const match = /^(monotonic|boottime|1|7)\s+(-?\d+)\s+(\d+)$/.exec(line.trim());
    if (!match) throw new Errno('EINVAL');
    const ms = Number(match[2]) * 1000 + Number(match[3]) / 1e6;
    if (match[1] === 'monotonic' || match[1] === '1') offsets.monotonicMs = ms;
    else offsets.boottimeMs = ms;
  }
  namespace.offsets = offsets;
}

const ioText = ({ io }: Process): string =>
  `rchar: ${io.rchar}\nwchar: ${io.wchar}\nsyscr: ${io.syscr}\nsyscw: ${io.syscw}\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n`;

const runtimeNs = (process: Process): number => Math.round((process.userMs + process.systemMs) * 1e6);

/** The folder's names in the order Linux lists them. */
const FILES: Readonly<Record<string, Make>> = {
  task: taskFolder,
  fd: ({ process, owner }) => fdFolder(process, owner),
  map_files: emptyFolder(0o500),
  fdinfo: ({ process, owner }) => fdinfoFolder(process, owner),
  ns: nsFolder,
  net: netFolder,
  environ: shown => secret(shown, () => environ(shown.process)),
  auxv: shown => secret(shown, () => ''),
  status: ({ process, view, thread }) => text(reader => status(process, view, reader, thread)),
  personality: shown => secret(shown, () => '00000000\n'),
  limits: plain(limits),
  sched: ({ process, view }) =>
    text(() => `${process.comm} (${view.numberOf(process)}, #threads: ${Math.max(1, process.threads.size)})\n${'-'.repeat(67)}\n`),
  autogroup: plain(({ session, nice }) => `/autogroup-${session.pid} nice ${nice}\n`),
  timens_offsets: timeOffsets,
  comm,
  syscall: shown => secret(shown, () => 'running\n'),
  cmdline: plain(cmdline),
  stat: ({ process, view, thread }) => text(() => stat(process, view, thread)),
  statm: plain(statm),
  maps: shown => secret(shown, () => maps(shown.process), 0o444),
  numa_maps: shown => secret(shown, () => '', 0o444),
  mem: shown => secret(shown, () => '', 0o600),
  cwd: shown => pathLink(shown, ({ fs }) => fs.cwd),
  root: shown => pathLink(shown, ({ fs }) => fs.root),
  exe: shown => pathLink(shown, ({ exe }) => exe),
  mounts: plain(process => mounts(process)),
  mountinfo: plain(process => mountinfo(process)),
  mountstats: shown => secret(shown, () => mountstats(shown.process)),
  clear_refs: () => ({ kind: 'file', mode: 0o200, write: () => undefined }),
  smaps: shown => secret(shown, () => smaps(shown.process), 0o444),
  smaps_rollup: shown => secret(shown, () => smapsRollup(shown.process), 0o444),
  pagemap: shown => secret(shown, () => ''),
  attr: attrFolder,
  wchan: ({ process }) => text(reader => (mayInspect(reader, process) ? wchan(process) : '0')),
  stack: shown => secret(shown, () => `[<0>] ${wchan(shown.process)}+0x74/0xf0\n`),
  schedstat: plain(process => `${runtimeNs(process)} 0 1\n`),
  cpuset: plain((process, reader) => `${cgroupPathFor(process, reader)}\n`),
  cgroup: plain((process, reader) => `0::${cgroupPathFor(process, reader)}\n`),
  oom_score: plain(process => `${oomScore(process)}\n`),
  oom_adj: plain(process => `${Math.trunc((oomScoreAdj(process) * 17) / 1000)}\n`),
  oom_score_adj: ({ process }) =>
    value(
      () => oomScoreAdj(process),
      (given, writer) => setOomScoreAdj(process, given, writer),
    ),
  loginuid: ({ process: _process }) =>
    text(
      () => '4294967295',
      () => undefined,
    ),
  sessionid: plain(() => '4294967295'),
  coredump_filter: ({ process: _process }) =>
    value(
      () => '00000033',
      () => undefined,
    ),
  io: shown => secret(shown, () => ioText(shown.process)),
  uid_map: idMap('uid'),
  gid_map: idMap('gid'),
  projid_map: plain(() => '         0          0 4294967295\n'),
  setgroups: ({ process }) =>
    value(
      () => (process.ns.user as { setgroups?: string }).setgroups ?? 'allow',
      (given, writer) => writeSetgroups(process, given, writer),
    ),
  timers: plain(() => ''),
  timerslack_ns: ({ process: _process }) =>
    value(
      () => 50000,
      () => undefined,
      0o666,
    ),
  ksm_merging_pages: shown => secret(shown, () => '0\n'),
  ksm_stat: shown =>
    secret(
      shown,
      () => 'ksm_rmap_items 0\nksm_zero_pages 0\nksm_merging_pages 0\nksm_process_profit 0\nksm_merge_any: no\nksm_mergeable: no\n',
    ),
  arch_status: plain(() => ''),
};

const NAMES = Object.keys(FILES);
/** What /proc/PID/task/TID has not. */
const NOT_OF_THREADS = new Set(['task', 'map_files', 'autogroup', 'mountstats', 'timers', 'timerslack_ns', 'coredump_filter', 'net']);

function folderOf(shown: Shown): FolderNode {
  const { owner, process, thread } = shown;
  const made = new Map<string, Node>();
  const node = (name: string): Node | undefined => {
    const make = FILES[name];
    if (!make || (thread && NOT_OF_THREADS.has(name))) return undefined;
    if (process.gone) throw new Errno('ESRCH');
    let found = made.get(name);
    if (!found) made.set(name, (found = withOwner(make(shown), owner)));
    return found;
  };
  const folder = dynamicDir(node, () => NAMES);
  return { ...folder, owner, nlink: () => (thread ? 7 : 9) };
}

const withOwner = (node: Node, owner: Shown['owner']): Node => (node.owner ? node : { ...node, owner });

/** The folder of a process, as a pid namespace's proc shows it. */
export function pidFolder(process: Process, view: PidNamespace): FolderNode {
  const owner = (): { uid: number; gid: number } => {
    const { euid, egid } = process.credentials;
    return process.dumpable ? { uid: euid, gid: egid } : { uid: 0, gid: 0 };
  };
  return folderOf({ process, view, thread: undefined, owner });
}

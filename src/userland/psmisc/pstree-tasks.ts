// The tree of processes as pstree of psmisc 23.7 builds it from /proc.

import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { pids, procArguments, procStat, procStatus, procText } from '../lib/proc.ts';

/** The kinds that -N and -S know. */
export const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];

export interface Node {
  pid: Pid;
  parent: Node | undefined;
  ppid: Pid;
  pgid: Pid;
  uid: number;
  comm: string;
  thread: boolean;
  arguments: readonly string[];
  namespaces: readonly string[];
  children: Node[];
}

export interface TreeHow {
  threads: boolean;
  threadNames: boolean;
  arguments: boolean;
  namespaces: boolean;
  byPid: boolean;
}

/** All processes by number, linked to their parents; a thread is its process's child. */
export async function readTree(sys: Sys, how: TreeHow): Promise<Map<Pid, Node>> {
  const nodes = new Map<Pid, Node>();
  const self = await sys.getpid();
  const found: Node[] = [];
  for (const pid of await pids(sys)) {
    const node = await readNode(sys, pid, how);
    if (!node) continue;
    nodes.set(pid, node);
    found.push(node);
    if (how.threads && pid !== self) found.push(...(await threads(sys, node, how)));
  }
  for (const node of found) {
    const parent = nodes.get(node.ppid);
    if (!parent || parent === node) continue;
    node.parent = parent;
    insert(parent.children, node, how.byPid);
  }
  return nodes;
}

async function readNode(sys: Sys, pid: Pid, how: TreeHow): Promise<Node | undefined> {
  const stat = await procStat(sys, pid);
  if (!stat) return undefined;
  const namespaces: string[] = [];
  if (how.namespaces) for (const kind of NAMESPACES) namespaces.push(await sys.readlink(`/proc/${pid}/ns/${kind}`).catch(() => ''));
  return {
    pid,
    parent: undefined,
    ppid: stat.ppid,
    pgid: stat.pgrp,
    uid: Number((await procStatus(sys, pid))?.get('Uid')?.split('\t')[1] ?? 0),
    comm: stat.comm,
    thread: false,
    arguments: how.arguments ? await procArguments(sys, pid) : [],
    namespaces,
    children: [],
  };
}

async function threads(sys: Sys, process: Node, how: TreeHow): Promise<Node[]> {
  const found: Node[] = [];
  for (const tid of await pids(sys, `/proc/${process.pid}/task`).catch(() => [])) {
    if (tid === process.pid) continue;
    const name = how.threadNames ? ((await procText(sys, `/proc/${process.pid}/task/${tid}/comm`)) ?? '').trimEnd() : process.comm;
    found.push({ ...process, pid: tid, ppid: process.pid, comm: `{${name}}`, thread: true, arguments: [], children: [] });
  }
  return found;
}

/** By name, then by owner, then as they were found; or by number. */
function insert(children: Node[], node: Node, byPid: boolean): void {
  const before = (other: Node): boolean => {
    if (byPid) return other.pid > node.pid;
    return node.comm < other.comm || (node.comm === other.comm && node.uid < other.uid);
  };
  const at = children.findIndex(before);
  children.splice(at < 0 ? children.length : at, 0, node);
}

/** Whether two subtrees print the same. */
export function sameTree(one: Node, other: Node, by: { uid: boolean; pgid: boolean; namespaces: boolean }): boolean {
  if (one.comm !== other.comm || one.children.length !== other.children.length) return false;
  if ((by.uid && one.uid !== other.uid) || (by.pgid && one.pgid !== other.pgid)) return false;
  if (by.namespaces && one.namespaces.join() !== other.namespaces.join()) return false;
  return one.children.every((child, at) => sameTree(child, other.children[at]!, by));
}

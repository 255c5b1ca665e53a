// clone(2): a child with copies of what it does not share, or a second thread of the same process.

import { Errno } from '../../abi/errno.ts';
import type { CloneHow, Entry } from '../../abi/sys.ts';
import type { Pid, Resource, Rlimit } from '../../abi/types.ts';
import { capable } from '../credentials.ts';
import type { NamespaceSet } from '../ns/namespace.ts';
import { enterPid, enterThread, type PidNamespace, pidNamespaceOf } from '../ns/pid.ts';
import { holdNamespaces, newNamespaces } from '../ns/set.ts';
import { holdExecutable } from './executable.ts';
import { processHooks } from './hooks.ts';
import { Process, Thread } from './process.ts';
import { joinGroup } from './session.ts';
import { startThread } from './start.ts';

/** Makes the child and queues it. Gives its number as the caller counts. */
export function clone(caller: Thread, entry: Entry, how: CloneHow): Pid {
  if (how.thread) return cloneThread(caller, entry);
  const parent = caller.process;
  const { kernel } = parent;
  if (how.share?.includes('fs') && (how.new?.includes('mnt') || how.new?.includes('user'))) throw new Errno('EINVAL');
  const namespace = parent.ns.pidForChildren as PidNamespace;
  if (namespace.dead) throw new Errno('ENOMEM');
  checkProcesses(parent);
  for (const hooks of processHooks()) hooks.mayClone?.(parent, how);
  const fs = how.share?.includes('fs') ? parent.fs : parent.fs.copy();
  const made = unshared(parent, how, fs);
  const home = made.ns.pid as PidNamespace;
  const fds = how.share?.includes('files') ? parent.fds : parent.fds.copy();
  if (fds === parent.fds) fds.users++;
  if (fs === parent.fs) fs.users++;
  const limits = { ...parent.limits } as Record<Resource, Rlimit>;
  const child = new Process({
    kernel,
    scheduler: parent.scheduler,
    pids: home.allocate(),
    parent: how.parent ? parent.parent : parent,
    credentials: made.credentials,
    ns: made.ns,
    fs,
    fds,
    limits,
  });
  holdNamespaces(child.ns);
  inherit(child, parent);
  const thread = new Thread(child, child.pids, parent.scheduler);
  for (const signal of caller.blocked) thread.blocked.add(signal);
  child.threads.add(thread);
  enterPid(child);
  child.parent.children.add(child);
  joinGroup(child, parent.group);
  for (const hooks of processHooks()) hooks.cloned?.(child, parent, how);
  if (kernel.trace.active) {
    const { pid, comm } = child;
    kernel.trace.emit({ kind: 'process', what: 'clone', pid, parent: parent.pid, comm, atMs: kernel.clock.monotonicMs });
  }
  startThread(thread, entry);
  return pidNamespaceOf(parent).numberOf(child);
}

function cloneThread(caller: Thread, entry: Entry): Pid {
  const { process, scheduler } = caller;
  for (const hooks of processHooks()) hooks.mayClone?.(process, { thread: true });
  const tids = pidNamespaceOf(process).allocate();
  const thread = new Thread(process, tids, scheduler);
  for (const signal of caller.blocked) thread.blocked.add(signal);
  process.threads.add(thread);
  enterThread(thread);
  for (const hooks of processHooks()) hooks.threads?.(process, 1);
  startThread(thread, entry);
  return tids[tids.length - 1]!;
}

/** The child's namespaces and credentials: a new pid or time namespace it is in itself. */
function unshared(parent: Process, how: CloneHow, fs: Process['fs']): { ns: NamespaceSet; credentials: Process['credentials'] } {
  const made = { ns: { ...parent.ns }, credentials: parent.credentials };
  if (how.new?.length) {
    try {
      Object.assign(made, newNamespaces(parent.kernel, parent, how.new, fs));
    } catch (error) {
      if (fs !== parent.fs) fs.release();
      throw error;
    }
  }
  made.ns.pid = made.ns.pidForChildren;
  made.ns.time = made.ns.timeForChildren;
  return made;
}

function inherit(child: Process, parent: Process): void {
  child.comm = parent.comm;
  child.argv = parent.argv;
  child.env = parent.env;
  if (parent.exe) holdExecutable(child, parent.exe);
  // A handler is the parent's code with the parent's handle on the kernel: no copy of it could run in the child.
  for (const [signal, action] of parent.handlers) if (action.handler === 'ignore') child.handlers.set(signal, action);
  child.nice = parent.nice;
  child.affinity = parent.affinity;
  if (!parent.scheduling.resetOnFork) child.scheduling = parent.scheduling;
  child.ioPriority = parent.ioPriority;
  child.denied = parent.denied;
  child.dumpable = parent.dumpable;
}

/** RLIMIT_NPROC: counted by real uid, and not for who may exceed it. Throws EAGAIN. */
export function checkProcesses(parent: Process): void {
  const { soft } = parent.limits.nproc;
  if (soft === Number.POSITIVE_INFINITY) return;
  const { uid } = parent.credentials;
  if (uid === 0 || capable(parent, 'CAP_SYS_RESOURCE') || capable(parent, 'CAP_SYS_ADMIN')) return;
  let first = pidNamespaceOf(parent);
  while (first.parent) first = first.parent;
  let count = 0;
  for (const process of first.processes.values()) if (process.credentials.uid === uid) count++;
  if (count >= soft) throw new Errno('EAGAIN');
}

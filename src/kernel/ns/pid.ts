// Pid namespaces: a process has a number in its own and in each one around it. As pid_namespaces(7), Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import type { Pid } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import type { Process, ProcessGroup, Thread } from '../process/process.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

/** The default of a machine of this size (PID_MAX_DEFAULT): numbers run out before the world's own memory does. */
const PID_MAX = 32768;
const RESERVED = 300;
const LEVELS_MAX = 32;

export class PidNamespace implements Namespace {
  readonly kind = 'pid';
  readonly inode: number;
  readonly owner: Namespace;
  readonly parent: PidNamespace | undefined;
  readonly level: number;
  references = 0;
  /** By their number in here: running ones and zombies. */
  readonly processes = new Map<Pid, Process>();
  readonly threads = new Map<Pid, Thread>();
  readonly groups = new Map<Pid, ProcessGroup>();
  /** The last number given (/proc/sys/kernel/ns_last_pid). */
  lastPid = 0;
  pidMax = PID_MAX;
  /** Its first process has died: nothing can be started in it again. */
  dead = false;

  constructor(inode: number, owner: Namespace, parent: PidNamespace | undefined) {
    this.inode = inode;
    this.owner = owner;
    this.parent = parent;
    this.level = parent ? parent.level + 1 : 0;
  }

  /** Its process 1. */
  get init(): Process | undefined {
    return this.processes.get(1);
  }

  /** The number a process has in here; 0 where it is not to be seen. */
  numberOf(process: { readonly pids: readonly Pid[]; readonly ns: { readonly pid: Namespace } }): Pid {
    return this.#numberIn(process.pids, process.ns.pid as PidNamespace);
  }

  /** A group's number in here; 0 where it is not to be seen. */
  groupNumberOf(group: ProcessGroup): Pid {
    return this.#numberIn(group.pids, group.pidNamespace as PidNamespace);
  }

  sessionNumberOf(group: ProcessGroup): Pid {
    return this.#numberIn(group.session.pids, group.session.leader.ns.pid as PidNamespace);
  }

  /** Free numbers for a new process or thread, outermost namespace first. */
  allocate(): Pid[] {
    const numbers: Pid[] = new Array(this.level + 1);
    let namespace: PidNamespace | undefined = this;
    while (namespace) {
      numbers[namespace.level] = namespace.#next();
      namespace = namespace.parent;
    }
    return numbers;
  }

  #numberIn(pids: readonly Pid[], of: PidNamespace): Pid {
    let at: PidNamespace | undefined = of;
    while (at && at.level > this.level) at = at.parent;
    return at === this ? pids[this.level]! : 0;
  }

  #next(): Pid {
    // Said at once: where all numbers are taken, looking at each of them for every fork would be most of the work.
    if (this.processes.size + RESERVED >= this.pidMax) throw new Errno('EAGAIN');
    for (let tries = 0; tries < this.pidMax; tries++) {
      this.lastPid = this.lastPid + 1 >= this.pidMax ? RESERVED : this.lastPid + 1;
      if (!this.processes.has(this.lastPid) && !this.threads.has(this.lastPid) && !this.groups.has(this.lastPid)) return this.lastPid;
    }
    throw new Errno('EAGAIN');
  }
}

export const firstPidNamespace = (owner: Namespace): PidNamespace => new PidNamespace(FIRST_INODES.pid, owner, undefined);

export const pidNamespaceOf = (process: { readonly ns: { readonly pid: Namespace } }): PidNamespace => process.ns.pid as PidNamespace;

/** Puts a process under its numbers in every namespace that sees it. */
export function enterPid(process: Process): void {
  let namespace: PidNamespace | undefined = pidNamespaceOf(process);
  for (; namespace; namespace = namespace.parent) namespace.processes.set(process.pids[namespace.level]!, process);
}

/** Takes it out again: it was reaped. */
export function leavePid(process: Process): void {
  let namespace: PidNamespace | undefined = pidNamespaceOf(process);
  for (; namespace; namespace = namespace.parent) namespace.processes.delete(process.pids[namespace.level]!);
}

export function enterThread(thread: Thread): void {
  let namespace: PidNamespace | undefined = pidNamespaceOf(thread.process);
  for (; namespace; namespace = namespace.parent) namespace.threads.set(thread.tids[namespace.level]!, thread);
}

export function leaveThread(thread: Thread): void {
  let namespace: PidNamespace | undefined = pidNamespaceOf(thread.process);
  for (; namespace; namespace = namespace.parent) namespace.threads.delete(thread.tids[namespace.level]!);
}

export function enterGroup(group: ProcessGroup): void {
  let namespace: PidNamespace | undefined = group.pidNamespace as PidNamespace;
  for (; namespace; namespace = namespace.parent) namespace.groups.set(group.pids[namespace.level]!, group);
}

export function leaveGroup(group: ProcessGroup): void {
  let namespace: PidNamespace | undefined = group.pidNamespace as PidNamespace;
  for (; namespace; namespace = namespace.parent) namespace.groups.delete(group.pids[namespace.level]!);
}

/** The process of a number as the caller counts. Throws ESRCH. */
export function findProcess(caller: { readonly ns: { readonly pid: Namespace } }, pid: Pid): Process {
  const found = pidNamespaceOf(caller).processes.get(pid);
  if (!found) throw new Errno('ESRCH');
  return found;
}

registerNamespaceKind('pid', (kernel: KernelContext, from: Namespace, owner: Namespace) => {
  const parent = from as PidNamespace;
  if (parent.level >= LEVELS_MAX) throw new Errno('ENOSPC');
  return new PidNamespace(nextNamespaceInode(kernel), owner, parent);
});

// The tree of cgroups (unified hierarchy): groups, who is in them, which controllers they have. As kernel/cgroup/cgroup.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { type KernelContext, singleton } from '../context.ts';
import type { CgroupNamespace } from '../ns/cgroup.ts';
import type { Process } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { CpuState } from './cpu-state.ts';
import { MemoryState } from './memory-state.ts';
import { PidsState } from './pids-state.ts';

/** In the order that cgroup.controllers lists them. */
export const CONTROLLERS = ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids', 'rdma', 'misc'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** Controllers that can be had by threads of one process in different groups. */
export const THREADED: ReadonlySet<Controller> = new Set(['cpuset', 'cpu', 'pids']);

export class Cgroup {
  readonly kernel: KernelContext;
  name: string;
  readonly parent: Cgroup | undefined;
  readonly level: number;
  readonly children = new Map<string, Cgroup>();
  readonly processes = new Set<Process>();
  /** What is handed down to the children. */
  readonly subtreeControl = new Set<Controller>();
  maxDepth = Infinity;
  maxDescendants = Infinity;
  threaded = false;
  removed = false;
  /** cgroup.freeze of its own, and since when it is in force. */
  freeze = false;
  frozenSinceMs: number | undefined;
  frozenMs = 0;
  pressure = true;
  readonly cpu = new CpuState();
  readonly memory = new MemoryState();
  readonly pids = new PidsState();
  /** Values of controllers that are kept and do nothing here: cpuset, io, hugetlb, rdma, misc. */
  readonly settings = new Map<string, string>();
  readonly eventsChanged = new WaitQueue();
  /** The folder that shows it, made by the filesystem. */
  node: unknown;

  constructor(kernel: KernelContext, name: string, parent: Cgroup | undefined) {
    this.kernel = kernel;
    this.name = name;
    this.parent = parent;
    this.level = parent ? parent.level + 1 : 0;
  }

  /** The controllers it has: what its parent hands down; the root has all. */
  has(controller: Controller): boolean {
    return this.parent ? this.parent.subtreeControl.has(controller) : true;
  }

  get controllers(): Controller[] {
    return CONTROLLERS.filter(controller => this.has(controller));
  }

  /** "/a/b", from the root of the hierarchy. */
  get path(): string {
    if (!this.parent) return '/';
    return this.parent.parent ? `${this.parent.path}/${this.name}` : `/${this.name}`;
  }

  get populated(): boolean {
    if (this.processes.size > 0) return true;
    for (const child of this.children.values()) if (child.populated) return true;
    return false;
  }

  get descendants(): number {
    let count = 0;
    for (const child of this.children.values()) count += 1 + child.descendants;
    return count;
  }

  /** The processes of it and of all below. */
  *everyone(): Generator<Process> {
    yield* this.processes;
    for (const child of this.children.values()) yield* child.everyone();
  }

  /** It and all below, parents first. */
  *subtree(): Generator<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.subtree();
  }

  /** It and all above, itself first. */
  *ancestry(): Generator<Cgroup> {
    for (let at: Cgroup | undefined = this; at; at = at.parent) yield at;
  }

  isBelow(other: Cgroup): boolean {
    for (const at of this.ancestry()) if (at === other) return true;
    return false;
  }

  /** What cgroup.type says. */
  get type(): 'domain' | 'domain threaded' | 'domain invalid' | 'threaded' {
    if (this.threaded) return 'threaded';
    if (this.parent?.threaded || this.parent?.isThreadRoot) return 'domain invalid';
    return this.isThreadRoot ? 'domain threaded' : 'domain';
  }

  get isThreadRoot(): boolean {
    if (!this.parent || this.threaded) return false;
    for (const child of this.children.values()) if (child.threaded) return true;
    return false;
  }
}

const ROOT = Symbol('root cgroup');
const groups = new WeakMap<Process, Cgroup>();

/** The root of the machine's hierarchy. */
export const rootCgroup = (kernel: KernelContext): Cgroup => singleton(kernel, ROOT, () => new Cgroup(kernel, '', undefined));

/** The group that a process is in, zombies in their last. */
export const cgroupOf = (process: Process): Cgroup => groups.get(process) ?? rootCgroup(process.kernel);

/** For membership.ts alone. */
export function setCgroup(process: Process, cgroup: Cgroup): void {
  groups.set(process, cgroup);
}

/** The group that is "/" for who is in the namespace. */
export const namespaceRootOf = (process: Process): Cgroup =>
  ((process.ns.cgroup as CgroupNamespace).root as Cgroup | undefined) ?? rootCgroup(process.kernel);

/** mkdir(2): EAGAIN where an ancestor's limits forbid it, EINVAL for a newline in the name. */
export function makeCgroup(parent: Cgroup, name: string): Cgroup {
  if (parent.removed) throw new Errno('ENODEV');
  if (name.includes('\n')) throw new Errno('EINVAL');
  let depth = 1;
  for (const at of parent.ancestry()) {
    if (at.descendants >= at.maxDescendants || depth > at.maxDepth) throw new Errno('EAGAIN');
    depth++;
  }
  const cgroup = new Cgroup(parent.kernel, name, parent);
  parent.children.set(name, cgroup);
  if (isFrozen(parent)) cgroup.frozenSinceMs = parent.kernel.clock.monotonicMs;
  return cgroup;
}

/** rmdir(2): EBUSY while there are processes or children. */
export function removeCgroup(cgroup: Cgroup): void {
  if (cgroup.populated || cgroup.children.size > 0) throw new Errno('EBUSY');
  cgroup.parent?.children.delete(cgroup.name);
  cgroup.removed = true;
}

/** Whether it, or a group above it, is told to freeze. */
export function isFrozen(cgroup: Cgroup): boolean {
  for (const at of cgroup.ancestry()) if (at.freeze) return true;
  return false;
}

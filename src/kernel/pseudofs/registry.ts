// Where other parts of the kernel hang their files: /proc/net, /proc/sys, /sys/class/net and the root of /proc. Each registers once, at import.

import type { KernelContext } from '../context.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Node } from './generated.ts';

/** Files of /proc/PID/net, for the network namespace that is looked at; called at each look-up, so keep what costs. */
type NetFiles = (netns: Namespace, kernel: KernelContext) => Readonly<Record<string, Node>>;

const procNet: NetFiles[] = [];

/** Adds files to /proc/net: `registerProcNet(netns => ({ dev: text(() => …), route: … }))`. */
export function registerProcNet(files: NetFiles): void {
  procNet.push(files);
}

const procNetOf = new WeakMap<Namespace, Map<string, Node>>();

/** All files of /proc/PID/net, made once for a namespace. */
export function procNetFiles(netns: Namespace, kernel: KernelContext): ReadonlyMap<string, Node> {
  let files = procNetOf.get(netns);
  if (!files) {
    files = new Map(procNet.flatMap(make => Object.entries(make(netns, kernel))));
    procNetOf.set(netns, files);
  }
  return files;
}

/** A branch of /proc/sys as the reader sees it: it may depend on the reader's namespaces (`who.ns.net`). */
export type SysctlNode = (who: Process) => Node | undefined;

const sysctls = new Map<string, SysctlNode>();

/** Adds a file or folder to /proc/sys: `registerSysctl('net', who => folderOf(who.ns.net))`, `registerSysctl('kernel/tainted', () => node)`. */
export function registerSysctl(path: string, node: SysctlNode): void {
  sysctls.set(path, node);
}

export const registeredSysctls = (): ReadonlyMap<string, SysctlNode> => sysctls;

/** The folders of /sys/class/net: one name for each device, of the network namespace that sysfs was mounted in. */
export type ClassNet = (netns: Namespace, kernel: KernelContext) => Iterable<readonly [string, Node]>;

let classNet: ClassNet = () => [];

export function registerSysClassNet(list: ClassNet): void {
  classNet = list;
}

export const sysClassNet: ClassNet = (netns, kernel) => classNet(netns, kernel);

// Which namespaces a container gets, which it joins, in the kernel's names.

import type { Sys } from '../../abi/sys.ts';
import type { Fd, Namespace } from '../../abi/types.ts';
import type { OciNamespace, OciSpec } from '../api/oci.ts';
import { step } from './failure.ts';

export const KERNEL_NAMES: Readonly<Record<OciNamespace, Namespace>> = {
  user: 'user',
  cgroup: 'cgroup',
  ipc: 'ipc',
  uts: 'uts',
  network: 'net',
  pid: 'pid',
  mount: 'mnt',
  time: 'time',
};

/** The kinds that clone(2) is to make. The cgroup namespace comes later: it is to be rooted where the process has been put. */
export const newKinds = (spec: OciSpec): Namespace[] =>
  spec.linux.namespaces.filter(({ type, path }) => !path && type !== 'cgroup').map(({ type }) => KERNEL_NAMES[type]);

/** Moves the caller into the namespaces that config.json names by path; the pid namespace is its children's. */
export async function joinPaths(sys: Sys, spec: OciSpec): Promise<void> {
  for (const { type, path } of spec.linux.namespaces) {
    if (!path || type === 'mount') continue;
    await step(`failed to join ${type} namespace ${path}`, async () => {
      const fd = await sys.open(path, { read: true, cloexec: true });
      await sys.setns(fd, KERNEL_NAMES[type]);
      await sys.close(fd);
    });
  }
}

/** Open descriptors of a process's namespaces that differ from the caller's, in the order to enter them. */
export async function namespacesOf(sys: Sys, pid: number): Promise<{ kind: Namespace; fd: Fd }[]> {
  const found: { kind: Namespace; fd: Fd }[] = [];
  for (const kind of ['user', 'ipc', 'uts', 'net', 'pid', 'cgroup', 'mnt'] as const) {
    const theirs = await sys.readlink(`/proc/${pid}/ns/${kind}`);
    if (theirs === (await sys.readlink(`/proc/self/ns/${kind}`))) continue;
    found.push({ kind, fd: await sys.open(`/proc/${pid}/ns/${kind}`, { read: true, cloexec: true }) });
  }
  return found;
}

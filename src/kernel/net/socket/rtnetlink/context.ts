// What every rtnetlink request needs: who asks, in which namespace, and how namespaces and processes are named.

import { Errno } from '../../../../abi/errno.ts';
import type { Fd, Pid } from '../../../../abi/types.ts';
import { demand } from '../../../credentials.ts';
import type { PidNamespace } from '../../../ns/pid.ts';
import type { Process } from '../../../process/process.ts';
import { deviceByIndex, deviceByName } from '../../netdev.ts';
import { NetNamespace } from '../../netns.ts';
import type { Netdev } from '../../skb.ts';

/** Throws EPERM unless the caller may change the namespace. */
export function demandAdmin(by: Process, netns: NetNamespace): void {
  demand(by, 'CAP_NET_ADMIN', netns.owner);
}

/** The network namespace behind a descriptor of nsfs. Throws EINVAL. */
export function netnsOfFd(by: Process, fd: Fd): NetNamespace {
  const { file, path } = by.fds.get(fd);
  const found = (file as { namespace?: unknown }).namespace ?? (path.dentry.inode as { namespace?: unknown }).namespace;
  if (!(found instanceof NetNamespace)) throw new Errno('EINVAL');
  return found;
}

/** The network namespace of a process. Throws ESRCH. */
export function netnsOfPid(by: Process, pid: Pid): NetNamespace {
  const process = (by.ns.pid as PidNamespace).processes.get(pid);
  if (!process) throw new Errno('ESRCH');
  return process.ns.net as NetNamespace;
}

/** The namespace that a request names, or undefined. */
export function namedNetns(by: Process, names: { netnsPid?: Pid; netnsFd?: Fd }): NetNamespace | undefined {
  if (names.netnsFd !== undefined) return netnsOfFd(by, names.netnsFd);
  if (names.netnsPid !== undefined) return netnsOfPid(by, names.netnsPid);
  return undefined;
}

/** The device that a request means. Throws ENODEV. */
export function deviceFor(netns: NetNamespace, which: { index?: number | undefined; name?: string | undefined }): Netdev {
  const device =
    which.index !== undefined && which.index > 0
      ? deviceByIndex(netns, which.index)
      : which.name === undefined
        ? undefined
        : deviceByName(netns, which.name);
  if (!device) throw new Errno('ENODEV');
  return device;
}

// ip -n NAME: going over to a named network namespace before anything else is done (netns_switch).

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { Fatal } from '../fatal.ts';

/** setns to /run/netns/NAME; a process's own mounts of it are not changed. */
export async function enterNetns(sys: Sys, name: string): Promise<void> {
  const path = name.includes('/') ? name : `/run/netns/${name}`;
  let fd: number;
  try {
    fd = await sys.open(path, { read: true, cloexec: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`Cannot open network namespace "${name}": ${error.message}\n`, 255);
  }
  try {
    await sys.setns(fd, 'net');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`setting the network namespace "${name}" failed: ${error.message}\n`, 255);
  }
  await sys.close(fd);
}

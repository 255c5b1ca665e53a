// Work in another network namespace: a short-lived child that shares the daemon's descriptors goes there, so what it opens stays usable.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Pid, Waited } from '../../../abi/types.ts';

/** wait(2) for one child, over signals. */
export async function waitFor(sys: Sys, pid: Pid): Promise<Waited | undefined> {
  for (;;) {
    try {
      return await sys.wait(pid);
    } catch (error) {
      if (!(error instanceof Errno && error.code === 'EINTR')) throw error;
    }
  }
}

/** Runs it in the namespace of that file (/proc/PID/ns/net or a bind mount of it). What it throws is thrown here. */
export async function inNetns<T>(sys: Sys, path: string, body: (sys: Sys) => Promise<T>): Promise<T> {
  let outcome: { value: T } | { error: unknown } | undefined;
  const pid = await sys.clone(
    async child => {
      try {
        const fd = await child.open(path, { read: true, cloexec: true });
        await child.setns(fd, 'net');
        await child.close(fd);
        outcome = { value: await body(child) };
      } catch (error) {
        outcome = { error };
      }
      return 0;
    },
    { share: ['files'] },
  );
  await waitFor(sys, pid);
  if (!outcome) throw new Errno('ECHILD');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** Runs a program to its end, its output thrown away, and gives its status. */
export async function runQuietly(sys: Sys, argv: readonly string[]): Promise<number> {
  const pid = await sys.clone(async child => {
    const quiet = await child.open('/dev/null', { read: true, write: true });
    for (const fd of [0, 1, 2]) await child.dup2(quiet, fd);
    return child.execve(argv[0]!, argv, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });
  });
  const end = await waitFor(sys, pid);
  return end?.how === 'exited' ? end.status : 255;
}

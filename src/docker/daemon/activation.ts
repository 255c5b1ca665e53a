// Sockets that the daemon was given by who started it (sd_listen_fds(3)), for `-H fd://`. As go-systemd's activation package.

import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';

const FIRST_FD = 3;

/** The listening sockets. Throws Error where there is none for this process. */
export async function activatedSockets(sys: Sys, env: Env): Promise<Fd[]> {
  const own = env['LISTEN_PID'] === String(await sys.getpid());
  const count = own ? Number(env['LISTEN_FDS'] ?? 0) : 0;
  if (!(count > 0)) {
    throw new Error('failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd');
  }
  const fds = Array.from({ length: count }, (_, at) => FIRST_FD + at);
  for (const fd of fds) await sys.setfl(fd, { cloexec: true });
  return fds;
}

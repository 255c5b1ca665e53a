// /dev of a container: nodes and links made by hand, and its terminal. As runc's createDevices, setupDevSymlinks and setupConsole.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { encode } from '../../userland/lib/io.ts';
import type { OciDevice, OciProcess } from '../api/oci.ts';
import { step, unless } from './failure.ts';

const DEFAULT_DEVICES: readonly OciDevice[] = [
  { path: '/dev/null', type: 'c', major: 1, minor: 3 },
  { path: '/dev/random', type: 'c', major: 1, minor: 8 },
  { path: '/dev/full', type: 'c', major: 1, minor: 7 },
  { path: '/dev/tty', type: 'c', major: 5, minor: 0 },
  { path: '/dev/zero', type: 'c', major: 1, minor: 5 },
  { path: '/dev/urandom', type: 'c', major: 1, minor: 9 },
];

const KINDS = { c: 'char', b: 'block', p: 'fifo' } as const;

/** Device nodes: the six every container has, and those of the config. */
export async function createDevices(sys: Sys, root: string, devices: readonly OciDevice[]): Promise<void> {
  const mask = await sys.umask(0);
  for (const device of [...DEFAULT_DEVICES, ...devices]) {
    const path = `${root}${device.path}`;
    await step(`error creating device nodes: mknod ${device.path}`, async () => {
      const parent = path.slice(0, path.lastIndexOf('/'));
      await unless(['EEXIST'], () => sys.mkdir(parent, 0o755));
      await unless(['EEXIST'], () => sys.mknod(path, KINDS[device.type], device.fileMode ?? 0o666, device));
      if (device.uid || device.gid) await sys.chown(path, device.uid, device.gid);
    });
  }
  await sys.umask(mask);
}

/** The links into /proc, and ptmx into the container's own devpts. */
export async function linkDevices(sys: Sys, root: string): Promise<void> {
  const links: [string, string][] = [
    ['/proc/self/fd', 'fd'],
    ['/proc/self/fd/0', 'stdin'],
    ['/proc/self/fd/1', 'stdout'],
    ['/proc/self/fd/2', 'stderr'],
  ];
  if (await unless(['ENOENT'], () => sys.stat('/proc/kcore'))) links.unshift(['/proc/kcore', 'core']);
  for (const [target, name] of links) await unless(['EEXIST'], () => sys.symlink(target, `${root}/dev/${name}`));
  await unless(['ENOENT'], () => sys.unlink(`${root}/dev/ptmx`));
  await sys.symlink('pts/ptmx', `${root}/dev/ptmx`);
}

/**
 * A terminal of the devpts at `dev`/pts: its master is sent over the console socket, its slave becomes the caller's stdin, stdout, stderr
 * and controlling terminal. `asConsole` binds it on /dev/console too.
 */
export async function setupConsole(sys: Sys, dev: string, socket: Fd, process: OciProcess, asConsole: boolean): Promise<void> {
  const master = await sys.open(`${dev}/pts/ptmx`, { read: true, write: true, noctty: true, cloexec: true });
  await sys.ioctl(master, 'TIOCSPTLCK', false);
  const path = `${dev}/pts/${await sys.ioctl(master, 'TIOCGPTN')}`;
  const size = process.consoleSize;
  if (size && size.height > 0) await sys.ioctl(master, 'TIOCSWINSZ', { rows: size.height, columns: size.width });
  const slave = await sys.open(path, { read: true, write: true, noctty: true, cloexec: true });
  if (asConsole) {
    await sys.close(await sys.open(`${dev}/console`, { write: true, create: true, cloexec: true }, 0o620));
    await sys.mount(path, `${dev}/console`, '', { bind: true });
  }
  await sys.sendto(socket, encode(path), undefined, { fds: [master] });
  await sys.close(socket);
  await sys.close(master);
  await sys.ioctl(slave, 'TIOCSCTTY', false);
  for (const fd of [0, 1, 2]) await sys.dup2(slave, fd);
  if (process.user.uid !== 0) await sys.fchown(0, process.user.uid, undefined);
}

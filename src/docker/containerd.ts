// containerd: starts the shims. Here it is what dockerd needs of containerd 2.1: on its socket it is asked, by a line of JSON, for the shim of
// a container; tasks are then between dockerd and the shim.

import { Errno } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Fd } from '../abi/types.ts';
import { ByteReader } from '../userland/lib/http.ts';
import { encode, print, program, warn, writeAll, writeFile } from '../userland/lib/io.ts';

const DEFAULT_ADDRESS = '/run/containerd/containerd.sock';
const SHIM = '/usr/bin/containerd-shim-runc-v2';
const SOCKETS = '/run/containerd/s';

async function mkdirAll(sys: Sys, path: string): Promise<void> {
  let at = '';
  for (const part of path.split('/').filter(Boolean)) {
    at += `/${part}`;
    try {
      await sys.mkdir(at, 0o711);
    } catch (error) {
      if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
    }
  }
}

async function listenAt(sys: Sys, path: string): Promise<Fd> {
  const fd = await sys.socket('unix', 'stream');
  await sys.setfl(fd, { cloexec: true });
  try {
    await sys.unlink(path);
  } catch (error) {
    if (!(error instanceof Errno && error.code === 'ENOENT')) throw error;
  }
  await sys.bind(fd, { family: 'unix', path });
  await sys.listen(fd, 128);
  return fd;
}

/** Leaves a shim behind as a child of process 1 (or the nearest subreaper), with its listening socket as descriptor 3. Gives the socket's path. */
async function startShim(sys: Sys, address: string, namespace: string, id: string): Promise<string> {
  const path = `${SOCKETS}/${id}`;
  const listener = await listenAt(sys, path);
  const argv = [SHIM, '-namespace', namespace, '-id', id, '-address', address];
  const pid = await sys.clone(async child => {
    await child.setsid();
    await child.clone(async shim => {
      await shim.dup2(listener, 3);
      const quiet = await shim.open('/dev/null', { read: true, write: true });
      for (const fd of [0, 1, 2]) await shim.dup2(quiet, fd);
      if (quiet > 3) await shim.close(quiet);
      return shim.execve(SHIM, argv, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });
    });
    return 0;
  });
  await sys.wait(pid);
  await sys.close(listener);
  return path;
}

const optionOf = (argv: readonly string[], ...names: string[]): string | undefined => {
  for (const [at, word] of argv.entries()) {
    if (names.includes(word)) return argv[at + 1];
    for (const name of names) if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return undefined;
};

export default program({
  name: 'containerd',
  summary: 'container runtime daemon',

  async main(sys, argv) {
    if (argv.includes('--version') || argv.includes('-v')) {
      await print(sys, 'containerd github.com/containerd/containerd/v2 2.1.9+unknown \n');
      return 0;
    }
    const config = optionOf(argv, '--config', '-c');
    const address = optionOf(argv, '--address', '-a') ?? (config ? config.replace(/[^/]*$/, 'containerd.sock') : DEFAULT_ADDRESS);
    await mkdirAll(sys, address.slice(0, address.lastIndexOf('/')));
    await mkdirAll(sys, SOCKETS);
    let listener: Fd;
    try {
      listener = await listenAt(sys, address);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, `containerd: failed to get listener for main endpoint: listen unix ${address}: ${error.message.toLowerCase()}\n`);
      return 1;
    }
    await writeFile(sys, address.replace(/[^/]*$/, 'containerd.pid'), String(await sys.getpid()), 0o644);
    await sys.sigaction('SIGPIPE', 'ignore');
    for (;;) {
      const { fd } = await sys.accept(listener, { cloexec: true });
      const line = await new ByteReader(sys, fd).line();
      if (line !== undefined) {
        const { id, namespace } = JSON.parse(line) as { id: string; namespace: string };
        await writeAll(sys, fd, encode(`${JSON.stringify({ address: await startShim(sys, address, namespace, id) })}\n`));
      }
      await sys.close(fd);
    }
  },
});

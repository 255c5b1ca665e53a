// runc create: the cgroup, the namespaces and the waiting first process of a container. As runc 1.3.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { connectUnix } from '../../userland/lib/http.ts';
import { decode, readAll, readText, writeFile } from '../../userland/lib/io.ts';
import type { OciSpec } from '../api/oci.ts';
import { applyResources, CGROUP_ROOT, createCgroup, removeCgroup } from './cgroup.ts';
import { Failure, goWords, unless } from './failure.ts';
import { init } from './init.ts';
import { mkdirAll } from './mounts.ts';
import { joinPaths, newKinds } from './namespaces.ts';
import { fifoOf, folderOf, processStat, saveState } from './state.ts';

export interface CreateOptions {
  root: string;
  id: string;
  bundle: string;
  pidFile?: string;
  consoleSocket?: string;
}

/** Makes the container; its first process then waits at exec.fifo. Throws Failure. */
export async function create(sys: Sys, options: CreateOptions): Promise<number> {
  const { root, id, bundle } = options;
  const spec = JSON.parse(await readText(sys, `${bundle}/config.json`)) as OciSpec;
  requireSysctls(spec);
  await mkdirAll(sys, root, 0o711);
  const made = await unless(['EEXIST'], async () => {
    await sys.mkdir(folderOf(root, id), 0o711);
    return true;
  });
  if (made === undefined) {
    throw new Failure('container with given ID already exists');
  }
  const cgroup = `${CGROUP_ROOT}${spec.linux.cgroupsPath ?? `/${id}`}`;
  try {
    // The container's user, whoever that is, writes to it.
    const mask = await sys.umask(0);
    await sys.mknod(fifoOf(root, id), 'fifo', 0o622);
    await sys.umask(mask);
    await createCgroup(sys, cgroup.slice(CGROUP_ROOT.length));
    await applyResources(sys, cgroup, spec.linux.resources ?? {});
    const pid = await startInit(sys, spec, options, cgroup);
    await saveState(sys, root, {
      id,
      init_process_pid: pid,
      init_process_start: (await processStat(sys, pid))?.start ?? '0',
      created: await now(sys),
      bundle,
      rootfs: spec.root.path,
      cgroup,
    });
    if (options.pidFile) await writeFile(sys, options.pidFile, String(pid), 0o644);
    return pid;
  } catch (error) {
    if (!(error instanceof Errno || error instanceof Failure)) throw error;
    await removeCgroup(sys, cgroup);
    await removeFolder(sys, root, id);
    throw new Failure(`runc create failed: unable to start container process: ${goWords(error)}`);
  }
}

const IPC_SYSCTLS = /^(?:kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)$|fs\.mqueue\.)/;

/** As libcontainer/configs/validate: only what the container's own namespaces hold may be set. Throws Failure. */
function requireSysctls({ linux }: OciSpec): void {
  const own = (type: string): boolean => linux.namespaces.some(namespace => namespace.type === type);
  for (const key of Object.keys(linux.sysctl ?? {})) {
    if (IPC_SYSCTLS.test(key)) {
      if (!own('ipc')) throw new Failure(`runc create failed: sysctl "${key}" is not allowed in the hosts ipc namespace`);
    } else if (key.startsWith('net.')) {
      if (!own('network')) throw new Failure(`runc create failed: sysctl "${key}" not allowed in host network namespace`);
    }
  }
}

/** Removes what runc keeps of a container. */
export async function removeFolder(sys: Sys, root: string, id: string): Promise<void> {
  for (const file of ['exec.fifo', 'state.json']) await unless(['ENOENT'], () => sys.unlink(`${folderOf(root, id)}/${file}`));
  await unless(['ENOENT'], () => sys.rmdir(folderOf(root, id)));
}

async function startInit(sys: Sys, spec: OciSpec, options: CreateOptions, cgroup: string): Promise<number> {
  const console = options.consoleSocket ? await connectUnix(sys, options.consoleSocket) : undefined;
  const [read, write] = await sys.pipe({ cloexec: true });
  const into = await sys.open(cgroup, { read: true, directory: true, cloexec: true });
  await joinPaths(sys, spec);
  const fifo = fifoOf(options.root, options.id);
  const pid = await sys.clone(child => init(child, { spec, report: write, fifo, console }), { new: newKinds(spec), cgroup: into });
  await sys.close(write);
  await sys.close(into);
  if (console !== undefined) await sys.close(console);
  await hear(sys, read, pid, 'error during container init: ');
  return pid;
}

/** Waits for the child's word. Throws Failure with what it said, once it has ended. */
export async function hear(sys: Sys, read: Fd, pid: number, prefix: string): Promise<void> {
  const text = decode(await readAll(sys, read));
  await sys.close(read);
  const said = text === '' ? { error: 'unexpected EOF' } : (JSON.parse(text) as { error?: string });
  if (said.error === undefined) return;
  await sys.wait(pid);
  throw new Failure(prefix + said.error);
}

async function now(sys: Sys): Promise<string> {
  const { seconds } = await sys.clockGettime('realtime');
  return String(seconds);
}

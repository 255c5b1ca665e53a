// runc init: the birth of a container, from a clone in new namespaces to execve, as one straight list. As libcontainer's standard_init_linux.go.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { encode, writeAll, writeFile } from '../../userland/lib/io.ts';
import type { OciSpec } from '../api/oci.ts';
import { createDevices, linkDevices, setupConsole } from './devices.ts';
import { lookPath } from './executable.ts';
import { Failure, goWords, step } from './failure.ts';
import { applyLimits, becomeUser, enterCwd, environmentOf, homeOf } from './identity.ts';
import { makeReadonly, mask, mountAll, pivotRoot, prepareRoot } from './mounts.ts';

export interface Birth {
  spec: OciSpec;
  /** The pipe on which `runc create` hears "ready" or what went wrong. */
  report: Fd;
  /** The path of exec.fifo, on the host. */
  fifo: string;
  console: Fd | undefined;
}

/** Says on the pipe what went wrong; the status is the child's. */
async function reportFailure(sys: Sys, report: Fd, error: unknown): Promise<number> {
  await writeAll(sys, report, encode(JSON.stringify({ error: goWords(error) })));
  return 1;
}

/** What the cloned child runs. */
export async function init(sys: Sys, birth: Birth): Promise<number> {
  try {
    return await run(sys, birth);
  } catch (error) {
    if (!(error instanceof Errno || error instanceof Failure)) throw error;
    return await reportFailure(sys, birth.report, error);
  }
}

async function run(sys: Sys, { spec, report, fifo, console }: Birth): Promise<number> {
  const { process, linux, root } = spec;
  await sys.prctl('PR_SET_NAME', 'runc:[2:INIT]');
  await sys.setsid();
  // Both ends, so that opening waits for nobody; reading will.
  const gate = await sys.open(fifo, { read: true, write: true, cloexec: true });
  if (linux.namespaces.some(({ type, path }) => type === 'cgroup' && !path)) await sys.unshare(['cgroup']);
  await prepareRoot(sys, root.path, linux.rootfsPropagation || 'rslave');
  await mountAll(sys, root.path, spec.mounts);
  if (spec.mounts.some(mount => mount.destination === '/dev' && mount.type === 'tmpfs')) {
    await createDevices(sys, root.path, linux.devices ?? []);
    await linkDevices(sys, root.path);
  }
  if (console !== undefined) await setupConsole(sys, `${root.path}/dev`, console, process, true);
  await pivotRoot(sys, root.path);
  if (root.readonly) await sys.mount('', '/', '', { bind: true, remount: true, options: ['ro'] });
  if (spec.hostname && linux.namespaces.some(({ type, path }) => type === 'uts' && !path)) {
    await step('sethostname', () => sys.sethostname(spec.hostname!));
    if (spec.domainname) await sys.setdomainname(spec.domainname);
  }
  await applySysctls(sys, linux.sysctl ?? {});
  await makeReadonly(sys, linux.readonlyPaths ?? []);
  await mask(sys, linux.maskedPaths ?? []);
  await applyLimits(sys, process);
  const env = environmentOf(process.env);
  env.HOME ??= await homeOf(sys, process.user.uid);
  await enterAsRootToo(sys, process.cwd, () => becomeUser(sys, process, linux.seccomp));
  const file = await lookPath(sys, process.args[0] ?? '', env.PATH);
  await writeAll(sys, report, encode('{}'));
  await sys.close(report);
  // Nothing is in it until `runc start` writes to it.
  await sys.read(gate, 1);
  await sys.close(gate);
  return await execute(sys, file, process.args, env);
}

/** Enters the folder as root first, and as the user where root may not (a root-squashing mount); as runc does since 1.0. */
async function enterAsRootToo(sys: Sys, cwd: string, become: () => Promise<void>): Promise<void> {
  let entered = true;
  try {
    await enterCwd(sys, cwd);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    entered = false;
  }
  await become();
  if (!entered) await enterCwd(sys, cwd);
}

async function applySysctls(sys: Sys, sysctls: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(sysctls)) {
    const path = `/proc/sys/${key.replaceAll('.', '/')}`;
    await step(`open sysctl ${key} file: unsafe procfs detected: openat2 fsmount:fscontext:proc/./${path.slice(6)}`, async () => {
      await sys.close(await sys.open(path, { write: true, cloexec: true }));
    });
    await step(`write sysctl ${key}`, () => writeFile(sys, path, value));
  }
}

/** execve; its failure is said on the container's own stderr. */
export async function execute(sys: Sys, file: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  try {
    return await sys.execve(file, args, env);
  } catch (error) {
    await writeAll(sys, 2, encode(`exec ${file}: ${goWords(error)}\n`));
    return 255;
  }
}

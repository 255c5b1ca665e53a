// runc exec: one more process in a running container. As runc 1.3's setns init.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { connectUnix } from '../../userland/lib/http.ts';
import { encode, readText, writeAll, writeFile } from '../../userland/lib/io.ts';
import type { OciProcess, OciSpec } from '../api/oci.ts';
import { hear } from './create.ts';
import { setupConsole } from './devices.ts';
import { lookPath } from './executable.ts';
import { Failure, goWords } from './failure.ts';
import { applyLimits, becomeUser, enterCwd, environmentOf, homeOf } from './identity.ts';
import { execute } from './init.ts';
import { namespacesOf } from './namespaces.ts';
import { loadState, statusOf } from './state.ts';

export interface ExecOptions {
  root: string;
  id: string;
  process: OciProcess;
  pidFile?: string;
  consoleSocket?: string;
}

/** Starts the process and gives its pid. Throws Failure. */
export async function exec(sys: Sys, options: ExecOptions): Promise<number> {
  const state = await loadState(sys, options.root, options.id);
  const status = await statusOf(sys, options.root, state);
  if (status === 'stopped') throw new Failure('cannot exec in a stopped container');
  if (status === 'paused') throw new Failure('cannot exec in a paused container (use --ignore-paused to override)');
  const spec = JSON.parse(await readText(sys, `${state.bundle}/config.json`)) as OciSpec;
  const console = options.consoleSocket ? await connectUnix(sys, options.consoleSocket) : undefined;
  const [read, write] = await sys.pipe({ cloexec: true });
  const into = await sys.open(state.cgroup, { read: true, directory: true, cloexec: true });
  const joined = await namespacesOf(sys, state.init_process_pid);
  const pidNamespace = joined.find(({ kind }) => kind === 'pid');
  // A process's own pid namespace never changes: the child has to be born in it.
  if (pidNamespace) await sys.setns(pidNamespace.fd, 'pid');
  const seccomp = options.process.capabilities ? spec.linux.seccomp : undefined;
  const pid = await sys.clone(child => enter(child, { joined, report: write, console, process: options.process, seccomp }), {
    cgroup: into,
  });
  await sys.close(write);
  try {
    await hear(sys, read, pid, '');
  } catch (error) {
    throw new Failure(`exec failed: unable to start container process: ${goWords(error)}`);
  }
  if (options.pidFile) await writeFile(sys, options.pidFile, String(pid), 0o644);
  return pid;
}

interface Entering {
  joined: Awaited<ReturnType<typeof namespacesOf>>;
  report: Fd;
  console: Fd | undefined;
  process: OciProcess;
  seccomp: OciSpec['linux']['seccomp'];
}

async function enter(sys: Sys, entering: Entering): Promise<number> {
  const { process, report } = entering;
  try {
    await sys.prctl('PR_SET_NAME', 'runc:[2:INIT]');
    await sys.setsid();
    for (const { kind, fd } of entering.joined) if (kind !== 'pid') await sys.setns(fd, kind);
    if (entering.console !== undefined) await setupConsole(sys, '/dev', entering.console, process, false);
    await applyLimits(sys, process);
    const env = environmentOf(process.env);
    env.HOME ??= await homeOf(sys, process.user.uid);
    await enterCwd(sys, process.cwd);
    await becomeUser(sys, process, entering.seccomp);
    const file = await lookPath(sys, process.args[0] ?? '', env.PATH);
    await writeAll(sys, report, encode('{}'));
    await sys.close(report);
    return await execute(sys, file, process.args, env);
  } catch (error) {
    if (!(error instanceof Errno || error instanceof Failure)) throw error;
    await writeAll(sys, report, encode(JSON.stringify({ error: goWords(error) })));
    return 1;
  }
}

// A running host: a kernel, the Debian root filesystem, its first process, and ways in from outside.

import { executableText } from '../abi/program.ts';
import type { Sys } from '../abi/sys.ts';
import type { Env } from '../abi/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Exit, statusOf } from '../kernel/process/process.ts';
import type { OpenFile } from '../kernel/vfs/open-file.ts';
import { HostInput, HostOutput } from './host-pipe.ts';
import { INIT_PATH, initScript, READY_PATH } from './images/debian/init.ts';
import { debianRoot, type ImageEntry } from './images/debian/root.ts';
import type { Programs } from './programs.ts';
import type { World } from './world.ts';

/** `host` and `docker` are the recorded hosts; `workshop` is `docker` with the simulated internet behind it. */
export type Setup = 'host' | 'docker' | 'workshop';

export const ROOT_ENVIRONMENT: Env = {
  HOME: '/root',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TERM: 'xterm',
  LANG: 'C.UTF-8',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/bash',
};

export interface Execution {
  argv: readonly string[];
  env?: Env;
  cwd?: string;
  stdio: readonly OpenFile[];
}

export class Machine {
  readonly world: World;
  readonly kernel: Kernel;

  private constructor(world: World, kernel: Kernel) {
    this.world = world;
    this.kernel = kernel;
  }

  /** Boots a host and, as its setup says, Docker on it; the world is paused when it is ready. `onPhase` tells how far it is. */
  static async boot(
    world: World,
    programs: Programs,
    setup: Setup,
    onPhase: (phase: 'init' | 'docker') => void = () => {},
  ): Promise<Machine> {
    const kernel = world.addKernel({ hostname: 'dock' });
    const machine = new Machine(world, kernel);
    const tree = debianRoot(programs.files);
    tree.set(INIT_PATH, { text: initScript, mode: 0o555 });
    onPhase('init');
    const nothing = new HostInput(kernel);
    nothing.end();
    const console = new HostOutput(kernel, bytes => kernel.log.print(6, new TextDecoder().decode(bytes).trimEnd()));
    await new Promise<void>((resolve, reject) => {
      const boot = async (sys: Sys): Promise<number> => {
        await populate(sys, tree);
        await mountAll(sys);
        resolve();
        return sys.execve(INIT_PATH, [INIT_PATH], ROOT_ENVIRONMENT);
      };
      const onExit = (): void => reject(new Error(kernel.log.lines.map(line => line.text).join('\n')));
      kernel.start(boot, { stdio: [nothing.file, console.file, console.file], onExit });
    });
    await machine.sh(`for i in {1..500}; do [ -e ${READY_PATH} ] && exit; sleep 0.01; done; exit 1`);
    if (setup !== 'host') {
      onPhase('docker');
      await machine.sh(
        '(setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &); for i in {1..150}; do docker version >/dev/null 2>&1 && break; sleep 0.1; done; docker version >/dev/null',
      );
    }
    return machine;
  }

  /** Starts a process as `nsenter` into the host would: a child of nobody inside. Resolves with how it ended; the world is paused then. */
  execute({ argv, env = ROOT_ENVIRONMENT, cwd = '/root', stdio }: Execution): Promise<Exit> {
    const { scheduler } = this.world;
    return new Promise(resolve => {
      const onExit = (exit: Exit): void => {
        scheduler.pause();
        resolve(exit);
      };
      this.kernel.interrupt(() => this.kernel.start({ path: argv[0]!, argv, env }, { stdio, cwd, onExit }));
      this.resume();
    });
  }

  #paused = false;

  /** Lets the world run, where a finished execution had paused it. */
  resume(): void {
    if (this.#paused) this.world.scheduler.resume();
    this.#paused = false;
  }

  /** Runs a line in bash and gives what it printed, both outputs together, and its status. */
  async sh(line: string, input = ''): Promise<{ output: string; status: number }> {
    const stdin = new HostInput(this.kernel);
    if (input !== '') stdin.write(new TextEncoder().encode(input));
    stdin.end();
    const decoder = new TextDecoder();
    let output = '';
    const out = new HostOutput(this.kernel, bytes => {
      output += decoder.decode(bytes, { stream: true });
    });
    const exit = await this.execute({ argv: ['/bin/bash', '-c', line], stdio: [stdin.file, out.file, out.file] });
    this.#paused = true;
    return { output, status: statusOf(exit) };
  }
}

/** Writes an image's tree into an empty root. */
async function populate(sys: Sys, tree: ReadonlyMap<string, ImageEntry>): Promise<void> {
  await sys.umask(0);
  for (const [path, entry] of tree) {
    if (entry.folder) await sys.mkdir(path, entry.mode ?? 0o755);
    else if (entry.target !== undefined) await sys.symlink(entry.target, path);
    else {
      const fd = await sys.open(path, { write: true, create: true }, entry.mode ?? 0o644);
      await sys.write(fd, new TextEncoder().encode(entry.text ?? executableText(entry.module!)));
      if (entry.sizeBytes !== undefined) await sys.ftruncate(fd, entry.sizeBytes);
      await sys.close(fd);
      if (entry.gid !== undefined) await sys.chown(path, 0, entry.gid);
    }
  }
  await sys.umask(0o022);
}

/** What is mounted before the first program runs, as the recorded hosts have it; cgroups unified, as Debian mounts them. */
async function mountAll(sys: Sys): Promise<void> {
  const mounts: [source: string, target: string, type: string, data: string][] = [
    ['proc', '/proc', 'proc', ''],
    ['sysfs', '/sys', 'sysfs', ''],
    ['devtmpfs', '/dev', 'devtmpfs', ''],
    ['tmpfs', '/dev/shm', 'tmpfs', ''],
    ['devpts', '/dev/pts', 'devpts', 'mode=600,ptmxmode=000'],
    ['tmpfs', '/run', 'tmpfs', ''],
    ['tmpfs', '/tmp', 'tmpfs', ''],
    ['cgroup2', '/sys/fs/cgroup', 'cgroup2', ''],
  ];
  for (const [source, target, type, data] of mounts) {
    if (target === '/dev/shm' || target === '/dev/pts') await sys.mkdir(target, 0o755);
    await sys.mount(source, target, type, {}, data);
  }
  await sys.mkdir('/run/lock', 0o755);
}

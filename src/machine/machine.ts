// A running host: a kernel, the Debian root filesystem, its first process, and ways in from outside.

import type { Sys } from '../abi/sys.ts';
import type { Winsize } from '../abi/tty.ts';
import type { Env } from '../abi/types.ts';
import { newRootFilesystem, type RootFilesystem } from '../kernel/fs/root.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NetNamespace } from '../kernel/net/netns.ts';
import { type Exit, statusOf } from '../kernel/process/process.ts';
import { HostTerminal } from '../kernel/tty/host-terminal.ts';
import { type MountNamespace, newMount } from '../kernel/vfs/mount.ts';
import { mountAtBoot } from '../kernel/vfs/namespace.ts';
import type { OpenFile } from '../kernel/vfs/open-file.ts';
import { walk } from '../kernel/vfs/walk.ts';
import { HostInput, HostOutput } from './host-pipe.ts';
import { busyboxTar } from './images/busybox-tar.ts';
import { INIT_PATH, READY_PATH } from './images/debian/init.ts';
import { debianRoot } from './images/debian/root.ts';
import { addInternet, outsideCommands } from './internet/internet.ts';
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

/** What the first image is made of. */
const BUSYBOX_TAR = '/usr/share/slipway/busybox.tar';

/** When the recorded host's packages were unpacked, in seconds since 1970. */
const IMAGE_MTIME = 1_795_487_400;

export interface Execution {
  argv: readonly string[];
  env?: Env;
  cwd?: string;
  stdio: readonly OpenFile[];
  tty?: OpenFile;
  onExit?: (exit: Exit) => void;
}

export class Machine {
  readonly world: World;
  readonly kernel: Kernel;

  constructor(world: World, kernel: Kernel) {
    this.world = world;
    this.kernel = kernel;
  }

  /** Boots a host and, as its setup says, Docker on it. The world is at rest when this resolves. `onPhase` tells how far it is. */
  static async boot(
    world: World,
    programs: Programs,
    setup: Setup,
    onPhase: (phase: 'init' | 'docker') => void = () => {},
  ): Promise<Machine> {
    const tree = { ...debianRoot(programs.files), [BUSYBOX_TAR]: { bytes: busyboxTar, mode: 0o644 } };
    let root: RootFilesystem | undefined;
    const kernel = world.addKernel({ hostname: 'dock', root: each => (root = newRootFilesystem(each, tree, IMAGE_MTIME)) });
    const machine = new Machine(world, kernel);
    mountDisk(kernel, root!);
    onPhase('init');
    const nothing = new HostInput(kernel);
    nothing.end();
    const decoder = new TextDecoder();
    const console = new HostOutput(kernel, bytes => kernel.log.print(6, decoder.decode(bytes).trimEnd()));
    kernel.start(
      async sys => {
        await mountAll(sys);
        return sys.execve(INIT_PATH, [INIT_PATH], ROOT_ENVIRONMENT);
      },
      { stdio: [nothing.file, console.file, console.file] },
    );
    await machine.#must(`for i in {1..500}; do [ -e ${READY_PATH} ] && exit; sleep 0.01; done; exit 1`, 'the host did not come up');
    if (setup === 'host') return machine;
    if (setup === 'workshop') {
      addInternet(world, namedNetns(kernel, 'outside'));
      await machine.#must(outsideCommands, 'the way to the internet could not be made');
    }
    onPhase('docker');
    await machine.#must(START_DOCKER, 'Docker did not come up');
    if (setup === 'docker') await machine.#must(IMPORT_BUSYBOX, 'the first image could not be made');
    return machine;
  }

  async #must(line: string, words: string): Promise<void> {
    const { output, status } = await this.sh(line);
    const log = this.kernel.log.lines.map(({ text }) => text).join('\n');
    if (status !== 0) throw new Error(`${words} (status ${status}): ${output}\n${log}`);
  }

  #resting = false;

  /** Lets the world go on, where `sh` had left it paused. */
  wake(): void {
    if (!this.#resting) return;
    this.#resting = false;
    this.world.scheduler.resume();
  }

  /** Starts a process as `nsenter` into the host would: a child of nobody inside. Call it between two system calls (World.input). */
  start({ argv, env = ROOT_ENVIRONMENT, cwd = '/root', stdio, tty, onExit }: Execution): void {
    this.kernel.start({ path: argv[0]!, argv, env }, { stdio, cwd, ...(tty ? { tty } : {}), ...(onExit ? { onExit } : {}) });
  }

  /** As start, at the next moment between two system calls. */
  execute(execution: Execution): void {
    this.kernel.interrupt(() => this.start(execution));
    this.wake();
  }

  /**
   * Runs a line in bash and gives what it printed, both outputs together, and its status. The world is paused from the moment it has
   * ended, so that nothing more happens (no timer fires) before the caller's next wish.
   */
  sh(line: string): Promise<{ output: string; status: number }> {
    const { scheduler } = this.world;
    const stdin = new HostInput(this.kernel);
    stdin.end();
    const decoder = new TextDecoder();
    let output = '';
    const out = new HostOutput(this.kernel, bytes => {
      output += decoder.decode(bytes, { stream: true });
    });
    return new Promise((resolve, reject) => {
      scheduler.onIdle = () => reject(new Error(`nothing can run any more, and this has not ended: ${line}\n${output}`));
      const onExit = (exit: Exit): void => {
        scheduler.onIdle = undefined;
        scheduler.pause();
        // What the pipe still holds is read by a softirq: before any thread, after this.
        queueMicrotask(() => {
          out.drain();
          this.#resting = true;
          resolve({ output, status: statusOf(exit) });
        });
      };
      this.execute({ argv: ['/bin/bash', '-c', line], stdio: [stdin.file, out.file, out.file], onExit });
    });
  }

  /** A login shell on a terminal of its own. Call it between two system calls (World.input). */
  openTerminal(size: Winsize, onOutput: (bytes: Uint8Array) => void, onExit: () => void): HostTerminal {
    const terminal = new HostTerminal(this.kernel.idle, size, onOutput);
    const { slave } = terminal;
    this.start({ argv: ['/bin/bash', '--login'], stdio: [slave, slave, slave], tty: slave, onExit });
    return terminal;
  }
}

/** The one image of the recorded host, made as it was there: imported from Debian's static busybox. */
const IMPORT_BUSYBOX = `docker import --change 'CMD ["sh"]' ${BUSYBOX_TAR} busybox:latest >/dev/null`;

const START_DOCKER =
  '(setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &); ' +
  'for i in {1..150}; do docker version >/dev/null 2>&1 && break; sleep 0.1; done; docker version >/dev/null || { cat /var/log/dockerd.log; exit 1; }';

/** The disk's folder for Docker, which the recorded host has mounted there. */
function mountDisk(kernel: Kernel, root: RootFilesystem): void {
  const at = walk(kernel.idle, '/var/lib/docker');
  mountAtBoot(kernel, kernel.idle.ns.mnt as MountNamespace, at, newMount(kernel, root.disk, '/dev/vda', {}, root.docker));
}

/** A network namespace by its name under /run/netns. */
const namedNetns = (kernel: Kernel, name: string): NetNamespace =>
  (walk(kernel.idle, `/run/netns/${name}`).dentry.inode as unknown as { namespace: NetNamespace }).namespace;

/** What is mounted before the first program runs, as the recorded hosts have it; cgroups unified, as Debian mounts them. */
async function mountAll(sys: Sys): Promise<void> {
  const mounts: [source: string, target: string, type: string, data: string][] = [
    ['proc', '/proc', 'proc', ''],
    ['sysfs', '/sys', 'sysfs', ''],
    ['devtmpfs', '/dev', 'devtmpfs', 'mode=755'],
    ['tmpfs', '/dev/shm', 'tmpfs', ''],
    ['devpts', '/dev/pts', 'devpts', 'mode=600,ptmxmode=000'],
    ['tmpfs', '/run', 'tmpfs', ''],
    ['tmpfs', '/tmp', 'tmpfs', ''],
    ['cgroup2', '/sys/fs/cgroup', 'cgroup2', ''],
  ];
  for (const [source, target, type, data] of mounts) {
    await sys.mkdir(target, 0o755).catch(() => undefined);
    await sys.mount(source, target, type, {}, data);
  }
  await sys.mkdir('/run/lock', 0o755);
}

// A running host: a kernel, the Debian root filesystem, its first process, and ways in from outside.

import type { Sys } from '../abi/sys.ts';
import type { Winsize } from '../abi/tty.ts';
import type { Env } from '../abi/types.ts';
import { newRootFilesystem, type RootFilesystem } from '../kernel/fs/root.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NetNamespace } from '../kernel/net/netns.ts';
import { type Exit, type Process, statusOf } from '../kernel/process/process.ts';
import { HostTerminal } from '../kernel/tty/host-terminal.ts';
import { type MountNamespace, newMount } from '../kernel/vfs/mount.ts';
import { mountAtBoot } from '../kernel/vfs/namespace.ts';
import type { OpenFile } from '../kernel/vfs/open-file.ts';
import { walk } from '../kernel/vfs/walk.ts';
import { HostInput, HostOutput } from './host-pipe.ts';
import { busyboxTar } from './images/busybox-tar.ts';
import { INIT_PATH, READY_PATH } from './images/debian/init.ts';
import { debianRoot } from './images/debian/root.ts';
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

export interface LineResult {
  output: string;
  status: number;
}

/** The internet's module: fetched once a shell is there. */
export type Services = typeof import('./internet/internet.ts');
export const loadServices = (): Promise<Services> => import('./internet/internet.ts');

export class Machine {
  readonly world: World;
  readonly kernel: Kernel;

  constructor(world: World, kernel: Kernel) {
    this.world = world;
    this.kernel = kernel;
  }

  /** Boots a host and all that its setup says. The world is at rest when this resolves. */
  static async boot(world: World, programs: Programs, setup: Setup): Promise<Machine> {
    const machine = await Machine.bootHost(world, programs, setup);
    if (setup === 'workshop') await machine.#must(machine.#joinServices(await loadServices()), 'Docker did not come up', machine.#sockets);
    if (setup === 'docker') {
      await machine.#must(START_DOCKER, 'Docker did not come up');
      await machine.#must(IMPORT_BUSYBOX, 'the first image could not be made');
    }
    return machine;
  }

  /** Boots a host with its network, and no services yet: a shell can be opened. The world is at rest when this resolves. */
  static async bootHost(world: World, programs: Programs, setup: Setup): Promise<Machine> {
    const tree = { ...debianRoot(programs.files), [BUSYBOX_TAR]: { bytes: busyboxTar, mode: 0o644 } };
    let root: RootFilesystem | undefined;
    const kernel = world.addKernel({ hostname: 'dock', root: each => (root = newRootFilesystem(each, tree, IMAGE_MTIME)) });
    const machine = new Machine(world, kernel);
    mountDisk(kernel, root!);
    const nothing = new HostInput(kernel);
    nothing.end();
    const decoder = new TextDecoder();
    const console = new HostOutput(kernel, bytes => kernel.log.print(6, decoder.decode(bytes).trimEnd()));
    const init = kernel.start(
      async sys => {
        await mountAll(sys);
        if (setup === 'workshop') machine.#sockets.push(await listenForDocker(sys, init));
        return sys.execve(INIT_PATH, [INIT_PATH], ROOT_ENVIRONMENT);
      },
      { stdio: [nothing.file, console.file, console.file] },
    );
    await machine.#must(`for i in {1..500}; do [ -e ${READY_PATH} ] && exit; sleep 0.01; done; exit 1`, 'the host did not come up');
    return machine;
  }

  /** Sockets that services are given when they start, as systemd's units do: who connects before they are there waits for them. */
  readonly #sockets: OpenFile[] = [];

  /**
   * Starts what a workshop host has running beside its shells: the internet behind it, and Docker. `onEnd` is told the commands' result
   * once all is there. Call it between two system calls.
   */
  startServices(services: Services, onEnd: (result: LineResult) => void): void {
    this.#startLine(this.#joinServices(services), this.#sockets, () => {}, onEnd);
  }

  /** Plugs the internet in, and gives the commands that do the rest. */
  #joinServices({ addInternet, outsideCommands }: Services): string {
    addInternet(this.world, namedNetns(this.kernel, 'outside'));
    return outsideCommands + START_DOCKER_SERVICE;
  }

  async #must(line: string, words: string, sockets: readonly OpenFile[] = []): Promise<void> {
    const { output, status } = await this.sh(line, sockets);
    const log = this.kernel.log.lines.map(({ text }) => text).join('\n');
    if (status !== 0) throw new Error(`${words} (status ${status}): ${output}\n${log}`);
  }

  #resting = false;

  /** Pauses the world until `wake`. */
  rest(): void {
    this.#resting = true;
    this.world.scheduler.pause();
  }

  /** Lets the world go on, where `sh` or `rest` had left it paused. */
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
   * ended, so that nothing more happens (no timer fires) before the caller's next wish. Further open files are descriptors 3 and on.
   */
  sh(line: string, more: readonly OpenFile[] = []): Promise<LineResult> {
    const { scheduler } = this.world;
    return new Promise((resolve, reject) => {
      scheduler.onIdle = () => reject(new Error(`nothing can run any more, and this has not ended: ${line}`));
      const atExit = (): void => {
        scheduler.onIdle = undefined;
        scheduler.pause();
      };
      const onEnd = (result: LineResult): void => {
        this.#resting = true;
        resolve(result);
      };
      this.kernel.interrupt(() => this.#startLine(line, more, atExit, onEnd));
      this.wake();
    });
  }

  /** `atExit` is called in the moment of the shell's end, `onEnd` once its output is read. */
  #startLine(line: string, more: readonly OpenFile[], atExit: () => void, onEnd: (result: LineResult) => void): void {
    const stdin = new HostInput(this.kernel);
    stdin.end();
    const decoder = new TextDecoder();
    let output = '';
    const out = new HostOutput(this.kernel, bytes => {
      output += decoder.decode(bytes, { stream: true });
    });
    const onExit = (exit: Exit): void => {
      atExit();
      // What the pipe still holds is read by a softirq: before any thread, after this.
      queueMicrotask(() => {
        out.drain();
        onEnd({ output, status: statusOf(exit) });
      });
    };
    this.start({ argv: ['/bin/bash', '-c', line], stdio: [stdin.file, out.file, out.file, ...more], onExit });
    // A socket is its service's now: when that ends, nobody listens any more.
    for (const given of more) given.release();
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

/** As Debian's docker.service: the socket of docker.socket is descriptor 3. `docker version` waits there until the daemon answers. */
const START_DOCKER_SERVICE = `
(LISTEN_FDS=1 setsid sh -c 'LISTEN_PID=$$ exec dockerd -H fd://' >/var/log/dockerd.log 2>&1 </dev/null &)
exec 3<&-
docker version >/dev/null 2>&1 || { cat /var/log/dockerd.log; exit 1; }
`;

const DOCKER_SOCKET = '/run/docker.sock';

/** What systemd's docker.socket does; gives the listening socket. */
async function listenForDocker(sys: Sys, process: Process): Promise<OpenFile> {
  const fd = await sys.socket('unix', 'stream');
  await sys.bind(fd, { family: 'unix', path: DOCKER_SOCKET });
  await sys.chmod(DOCKER_SOCKET, 0o660);
  await sys.listen(fd, 4096);
  const socket = process.fds.get(fd).retain();
  await sys.close(fd);
  return socket;
}

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

// containerd-shim-runc-v2: the parent of a container's processes. It outlives the engine, runs runc, makes pipes and terminals, reaps, and tells
// those who listen of each end. As containerd 2.1's shim; requests are lines of JSON where the real one speaks ttrpc.

import { Errno } from '../abi/errno.ts';
import { signalNumber } from '../abi/signal.ts';
import type { Sys } from '../abi/sys.ts';
import type { Fd, Waited } from '../abi/types.ts';
import { ByteReader } from '../userland/lib/http.ts';
import { encode, program, readText, writeAll, writeFile } from '../userland/lib/io.ts';
import type { ShimExit, ShimRequest, ShimResponse } from './api/oci.ts';
import { makeStdio, RUNTIME_ROOT, runc, withConsole } from './shim-run.ts';

/** The listening socket, as containerd leaves it to the shim. */
const LISTENER: Fd = 3;

type Held = { name: 'stdin' | 'stdout' | 'stderr' | 'console'; fd: Fd };

class Shim {
  readonly #sys: Sys;
  readonly #id: string;
  readonly #bundle: string;
  readonly #subscribers = new Set<Fd>();
  /** The engine's ends of the container's pipes: held here too, so that a restarted engine can have them again. */
  #held: Held[] = [];
  #initPid = 0;
  #initExit: ShimExit | undefined;
  readonly #execs = new Map<number, string>();
  /** Ends that came before anyone knew whose they are. */
  readonly #early = new Map<number, ShimExit>();
  done = false;

  constructor(sys: Sys, id: string) {
    this.#sys = sys;
    this.#id = id;
    this.#bundle = `/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`;
  }

  /** Answers one connection's request. A subscriber's connection stays. */
  async serve(fd: Fd): Promise<void> {
    const line = await new ByteReader(this.#sys, fd).line();
    if (line === undefined) return this.#sys.close(fd);
    const request = JSON.parse(line) as ShimRequest;
    if (request.method === 'subscribe') {
      this.#subscribers.add(fd);
      if (this.#initExit) await this.#tell(fd, this.#initExit);
      return;
    }
    const { response, fds } = await this.#handle(request);
    await this.#sys.sendto(fd, encode(`${JSON.stringify(response)}\n`), undefined, fds.length > 0 ? { fds } : {});
    await this.#sys.close(fd);
    // Only the container's own outputs are held on to.
    if (request.method !== 'exec' && request.method !== 'create') return;
    const held = new Set(this.#held.map(({ fd: own }) => own));
    for (const own of fds) if (request.method === 'exec' || !held.has(own)) await this.#sys.close(own);
  }

  async #handle(request: ShimRequest): Promise<{ response: ShimResponse; fds: Fd[] }> {
    const done = (error: string | undefined): { response: ShimResponse; fds: Fd[] } => ({
      response: error === undefined ? { ok: true } : { ok: false, error },
      fds: [],
    });
    switch (request.method) {
      case 'create':
        return this.#create(request.terminal, request.stdin);
      case 'exec':
        return this.#exec(request);
      case 'start':
        return done(await runc(this.#sys, this.#bundle, ['start', this.#id]));
      case 'kill':
        return done(await this.#kill(request.signal, request.execId));
      case 'pause':
      case 'resume':
      case 'delete':
        return done(await runc(this.#sys, this.#bundle, [request.method, ...(request.method === 'delete' ? ['--force'] : []), this.#id]));
      case 'update':
        await writeFile(this.#sys, `${this.#bundle}/resources.json`, JSON.stringify(request.resources));
        return done(await runc(this.#sys, this.#bundle, ['update', '--resources', `${this.#bundle}/resources.json`, this.#id]));
      case 'connect': {
        const response: ShimResponse = { ok: true, pid: this.#initPid, fds: this.#held.map(({ name }) => name) };
        if (this.#initExit) response.exit = this.#initExit;
        return { response, fds: this.#held.map(({ fd }) => fd) };
      }
      default:
        this.done = true;
        return done(undefined);
    }
  }

  async #create(terminal: boolean, stdin: boolean): Promise<{ response: ShimResponse; fds: Fd[] }> {
    const pidFile = `${this.#bundle}/init.pid`;
    const args = ['create', '--bundle', this.#bundle, '--pid-file', pidFile];
    const made = await this.#launch(args, terminal, { stdin, stdout: true, stderr: true });
    if ('error' in made) return { response: { ok: false, error: `OCI runtime create failed: ${made.error}` }, fds: [] };
    // Not stdin: a second holder would keep its reader from ever seeing the end.
    this.#held = made.far.filter(({ name }) => name !== 'stdin');
    this.#initPid = Number(await readText(this.#sys, pidFile));
    return this.#started(this.#initPid, made.far);
  }

  async #exec(request: ShimRequest & { method: 'exec' }): Promise<{ response: ShimResponse; fds: Fd[] }> {
    const base = `${this.#bundle}/${request.execId}`;
    await writeFile(this.#sys, `${base}.json`, JSON.stringify(request.process));
    const args = ['exec', '--detach', '--process', `${base}.json`, '--pid-file', `${base}.pid`];
    const made = await this.#launch(args, request.process.terminal ?? false, request);
    await this.#sys.unlink(`${base}.json`);
    if ('error' in made) return { response: { ok: false, error: `OCI runtime exec failed: ${made.error}` }, fds: [] };
    const pid = Number(await readText(this.#sys, `${base}.pid`));
    await this.#sys.unlink(`${base}.pid`);
    this.#execs.set(pid, request.execId);
    const answer = this.#started(pid, made.far);
    const early = this.#early.get(pid);
    if (early) await this.#announce({ ...early, execId: request.execId });
    this.#early.delete(pid);
    return answer;
  }

  #started(pid: number, far: readonly Held[]): { response: ShimResponse; fds: Fd[] } {
    return { response: { ok: true, pid, fds: far.map(({ name }) => name) }, fds: far.map(({ fd }) => fd) };
  }

  /** Runs `runc create` or `runc exec` with new pipes or a terminal. Gives the engine's ends, or runc's complaint. */
  async #launch(
    args: readonly string[],
    terminal: boolean,
    want: { stdin: boolean; stdout: boolean; stderr: boolean },
  ): Promise<{ far: Held[] } | { error: string }> {
    const sys = this.#sys;
    const stdio = await makeStdio(sys, terminal ? { stdin: false, stdout: false, stderr: false } : want);
    const run = (more: readonly string[]): Promise<string | undefined> => runc(sys, this.#bundle, [...args, ...more, this.#id], stdio.near);
    let far: Held[] = stdio.far;
    let error: string | undefined;
    if (terminal) {
      // A unix socket's path is short: the bundle's own is too long.
      const socket = `/run/containerd/pty-${this.#id.slice(0, 12)}.sock`;
      const made = await withConsole(sys, socket, () => run(['--console-socket', socket]));
      error = made.error;
      if (made.master !== undefined) far = [{ name: 'console', fd: made.master }];
    } else error = await run([]);
    for (const fd of stdio.near) await sys.close(fd);
    if (error === undefined) return { far };
    for (const { fd } of far) await sys.close(fd);
    return { error };
  }

  async #kill(signal: string, execId: string | undefined): Promise<string | undefined> {
    if (execId === undefined) return runc(this.#sys, this.#bundle, ['kill', this.#id, signal]);
    const pid = [...this.#execs].find(([, id]) => id === execId)?.[0];
    if (pid === undefined) return 'process not found';
    await this.#sys.kill(pid, 'SIGKILL');
    return undefined;
  }

  /** Takes what has ended among the children. */
  async reap(): Promise<void> {
    for (;;) {
      let end: Waited | undefined;
      try {
        end = await this.#sys.wait('any', { nohang: true });
      } catch (error) {
        if (error instanceof Errno && error.code === 'ECHILD') return;
        throw error;
      }
      if (!end || end.how === 'stopped' || end.how === 'continued') return;
      const status = end.how === 'exited' ? end.status : 128 + signalNumber(end.signal);
      await this.#ended({ pid: end.pid, status, oomKilled: false });
    }
  }

  async #ended(exit: ShimExit): Promise<void> {
    if (exit.pid === this.#initPid) {
      this.#initExit = { ...exit, oomKilled: await this.#oomKilled() };
      return this.#announce(this.#initExit);
    }
    const execId = this.#execs.get(exit.pid);
    if (execId === undefined) {
      this.#early.set(exit.pid, exit);
      return;
    }
    this.#execs.delete(exit.pid);
    await this.#announce({ ...exit, execId });
  }

  async #oomKilled(): Promise<boolean> {
    try {
      const state = JSON.parse(await readText(this.#sys, `${RUNTIME_ROOT}/${this.#id}/state.json`)) as { cgroup: string };
      return /^oom_kill [1-9]/m.test(await readText(this.#sys, `${state.cgroup}/memory.events`));
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  }

  async #announce(exit: ShimExit): Promise<void> {
    for (const fd of this.#subscribers) await this.#tell(fd, exit);
  }

  async #tell(fd: Fd, exit: ShimExit): Promise<void> {
    try {
      await writeAll(this.#sys, fd, encode(`${JSON.stringify(exit)}\n`));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#subscribers.delete(fd);
      await this.#sys.close(fd);
    }
  }
}

const optionOf = (argv: readonly string[], option: string): string | undefined => {
  const at = argv.indexOf(option);
  return at < 0 ? undefined : argv[at + 1];
};

/** A request, or a child's end; a signal is neither, and poll(2) is never restarted. */
async function pollBoth(sys: Sys, woken: Fd): Promise<{ fd: Fd }[]> {
  try {
    return await sys.poll([
      { fd: LISTENER, want: 'read' },
      { fd: woken, want: 'read' },
    ]);
  } catch (error) {
    if (error instanceof Errno && error.code === 'EINTR') return [];
    throw error;
  }
}

export default program({
  name: 'containerd-shim-runc-v2',
  summary: 'parent of the processes of one container',

  async main(sys, argv) {
    const id = optionOf(argv, '-id');
    if (id === undefined) return 1;
    await sys.prctl('PR_SET_CHILD_SUBREAPER', true);
    await sys.sigaction('SIGPIPE', 'ignore');
    const woken = await sys.eventfd();
    await sys.setfl(woken, { cloexec: true, nonblock: true });
    await sys.sigaction(
      'SIGCHLD',
      async () => {
        await sys.write(woken, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
      },
      { restart: true },
    );
    await sys.setfl(LISTENER, { cloexec: true });
    const shim = new Shim(sys, id);
    while (!shim.done) {
      await shim.reap();
      const ready = await pollBoth(sys, woken);
      if (ready.some(({ fd }) => fd === woken)) await sys.read(woken, 8);
      if (ready.some(({ fd }) => fd === LISTENER)) await shim.serve((await sys.accept(LISTENER, { cloexec: true })).fd);
    }
    return 0;
  },
});

// The output of several containers at once, each line under its container's name; and staying with them as `up` does.
// As docker-compose 2.40.3's cmd/formatter/logs.go and pkg/compose/up.go.

import { Errno } from '../../../../abi/errno.ts';
import { decode } from '../../../../userland/lib/io.ts';
import type { ContainerInspect, ContainerSummary } from '../../../api/container.ts';
import type { Query, Reply } from '../../../client/connection.ts';
import { Demultiplexer } from '../../../client/streams.ts';
import type { Cli } from '../../cli.ts';
import type { Context } from '../context.ts';
import type { Project } from '../file/model.ts';
import { startServices, stopContainer } from './containers.ts';
import { Engine, numberOf, serviceOf } from './engine.ts';

/** "web-1": how a container is called before its lines. */
const shortName = (container: ContainerSummary): string => `${serviceOf(container)}-${numberOf(container)}`;

const COLOURS = ['36', '33', '32', '35', '34', '96', '93', '92', '95', '94'];

export class LogPrinter {
  readonly #cli: Cli;
  readonly #width: number;
  readonly #names: readonly string[];
  readonly #how: { prefix: boolean; colour: boolean };
  readonly #rests = new Map<string, string>();

  constructor(cli: Cli, containers: readonly ContainerSummary[], how: { prefix: boolean; colour: boolean }) {
    this.#cli = cli;
    this.#names = containers.map(shortName);
    this.#width = Math.max(0, ...this.#names.map(name => name.length)) + 1;
    this.#how = how;
  }

  async #prefix(name: string): Promise<string> {
    if (!this.#how.prefix) return '';
    const text = `${name.padEnd(this.#width)} | `;
    if (!this.#how.colour || !(await this.#cli.stdoutIsTerminal())) return text;
    return `\x1b[${COLOURS[Math.max(0, this.#names.indexOf(name)) % COLOURS.length]}m${text}\x1b[0m`;
  }

  /** Prints what is whole of a container's output. */
  async write(container: ContainerSummary, stream: number, bytes: Uint8Array): Promise<void> {
    const name = shortName(container);
    const key = `${name}/${stream}`;
    const lines = ((this.#rests.get(key) ?? '') + decode(bytes)).split('\n');
    this.#rests.set(key, lines.pop()!);
    const prefix = await this.#prefix(name);
    const text = lines.map(line => `${prefix}${line}\n`).join('');
    await (stream === 2 && !this.#how.prefix ? this.#cli.err(text) : this.#cli.out(text));
  }

  /** Prints what a container left without a newline. */
  async flush(container: ContainerSummary): Promise<void> {
    for (const stream of [1, 2]) {
      const key = `${shortName(container)}/${stream}`;
      const rest = this.#rests.get(key) ?? '';
      this.#rests.delete(key);
      if (rest !== '') await this.#cli.out(`${await this.#prefix(shortName(container))}${rest}\n`);
    }
  }
}

export interface LogStream {
  container: ContainerSummary;
  reply: Reply;
  parts: AsyncGenerator<Uint8Array>;
  frames: Demultiplexer | undefined;
}

/** A container's log, on a connection of its own. */
export async function openLogs(engine: Engine, container: ContainerSummary, query: Query): Promise<LogStream> {
  const { Config } = await engine.client.json<ContainerInspect>('GET', `/containers/${container.Id}/json`);
  const connection = await engine.cli.fresh();
  const reply = await connection.call('GET', `/containers/${container.Id}/logs`, { query: { ...query, stderr: 1, stdout: 1 } });
  return { container, reply, parts: reply.parts(), frames: Config.Tty ? undefined : new Demultiplexer() };
}

/** Prints the streams as they come, until all have ended. `ended` is told of each; false from it ends all. */
export async function pump(
  streams: LogStream[],
  printer: LogPrinter,
  ended: (stream: LogStream) => Promise<boolean> = async () => true,
): Promise<void> {
  const open = [...streams];
  while (open.length > 0) {
    const ready = open.length === 1 ? open : await readyOf(open[0]!.reply.sys, open);
    for (const stream of ready) {
      const { value, done } = await retrying(() => stream.parts.next());
      if (!done) {
        if (!stream.frames) await printer.write(stream.container, 1, value);
        else for (const { stream: number, data } of stream.frames.push(value)) await printer.write(stream.container, number, data);
        continue;
      }
      open.splice(open.indexOf(stream), 1);
      await printer.flush(stream.container);
      if (!(await ended(stream))) return;
    }
  }
}

async function readyOf(sys: Reply['sys'], open: readonly LogStream[]): Promise<LogStream[]> {
  const held = open.filter(({ reply }) => reply.holds);
  if (held.length > 0) return held;
  const found = await retrying(() => sys.poll(open.map(({ reply }) => ({ fd: reply.fd, want: 'read' as const }))));
  return open.filter(({ reply }) => found.some(({ fd }) => fd === reply.fd));
}

async function retrying<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

export interface AttachHow {
  started: readonly string[];
  attached: readonly string[];
  abort: boolean;
  abortOnFailure: boolean;
  exitFrom: string;
  timeout: number | undefined;
  timestamps: boolean;
  prefix: boolean;
  colour: boolean;
}

/** Starts the services and stays until they end, or an interrupt stops them. Gives the exit status. */
export async function followAttached(context: Context, engine: Engine, project: Project, how: AttachHow): Promise<number> {
  const { cli } = context;
  const all = (await engine.containers(project.name)).filter(row => how.attached.includes(serviceOf(row)));
  const since = await cli.now();
  await cli.err(`Attaching to ${all.map(shortName).join(', ')}\n`);
  await startServices(engine, project, how.started, quietProgress);
  const printer = new LogPrinter(cli, all, how);
  const streams: LogStream[] = [];
  for (const container of all) {
    streams.push(await openLogs(engine, container, { follow: 1, since: String(since), timestamps: how.timestamps ? 1 : undefined }));
  }
  let status = 0;
  let stopping = false;
  const stopAll = async (): Promise<void> => {
    const progress = await context.progress();
    for (const container of [...(await engine.containers(project.name, { all: false }))].reverse()) {
      if (how.started.includes(serviceOf(container))) await stopContainer(engine, container, progress, how.timeout);
    }
  };
  await cli.sys.sigaction(
    'SIGINT',
    async () => {
      if (stopping) return;
      stopping = true;
      await cli.err('Gracefully Stopping... press Ctrl+C again to force\n');
      const side = new Engine(cli, await cli.fresh());
      const progress = await context.progress();
      for (const container of await side.containers(project.name, { all: false }))
        await stopContainer(side, container, progress, how.timeout);
    },
    { restart: true },
  );
  let aborted = false;
  await pump(streams, printer, async stream => {
    const { State } = await engine.client.json<ContainerInspect>('GET', `/containers/${stream.container.Id}/json`);
    await cli.out(`\x1b[K${shortName(stream.container)} exited with code ${State.ExitCode}\n`);
    if (serviceOf(stream.container) === how.exitFrom || (how.exitFrom === '' && how.abortOnFailure && State.ExitCode !== 0 && status === 0))
      status = State.ExitCode;
    const abort = (how.abort || (how.abortOnFailure && State.ExitCode !== 0)) && !aborted && !stopping;
    if (abort) {
      aborted = true;
      await cli.err('\x1b[31m\x1b[1mAborting on container exit...\x1b[0m\n');
      await stopAll();
    }
    return true;
  });
  return stopping ? 130 : status;
}

const quietProgress = { event: async () => {}, text: async () => {} };

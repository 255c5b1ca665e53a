// Commands fed one by one to a non-interactive bash on a fresh world, as recordings are made: each one's output ends with a mark.

import { HostInput, HostOutput } from '../host-pipe.ts';
import { Machine, type Setup } from '../machine.ts';
import { World } from '../world.ts';
import { replayOutside } from './outside.ts';
import { nodePrograms } from './programs.ts';

export interface Result {
  output: string;
  status: number;
}

const MARK = ':m4rk:';
/** Real milliseconds that one command may take: a world that neither ends nor sleeps is a bug to be shown, not waited for. */
const WALL_MS_MAX = 20_000;
/** Virtual milliseconds that one command may take, as the recorder's own limit. */
const VIRTUAL_MS_MAX = 60_000;

/** The setups that cases name, and which of ours they are. Recordings under version 2 of cgroups are of the same two hosts. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  host: 'host',
  docker: 'docker',
  cgroup2: 'host',
  cgroup2docker: 'docker',
  workshop: 'workshop',
};

/** Runs the commands of one case. A command that has no end gives what it printed so far, and status -1; so do those behind it. */
export async function runCommands(setup: string, seed: number, commands: readonly string[]): Promise<Result[]> {
  const world = new World({ seed, outside: replayOutside(), ...(await programsOnce()) });
  const machine = await Machine.boot(world, await nodePrograms(), SETUPS[setup] ?? 'host');
  const { kernel } = machine;
  const results: Result[] = [];
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const input = new HostInput(kernel);
  let text = '';
  let limit: NodeJS.Timeout | undefined;
  return new Promise(resolve => {
    const stop = (words?: string): void => {
      clearTimeout(limit);
      world.scheduler.pause();
      const oops = kernel.log.lines.filter(line => line.priority === 0 || line.text.includes('segfault')).map(line => line.text);
      if (words !== undefined) results.push({ output: `${text}(${words})\n${oops.length > 0 ? `${oops.join('\n')}\n` : ''}`, status: -1 });
      resolve(results);
    };
    let deadline = { cancel: (): void => {} };
    const feed = (): void => {
      deadline.cancel();
      clearTimeout(limit);
      const command = commands[results.length];
      if (command === undefined) return stop();
      limit = setTimeout(() => stop('no end: the world is still busy'), WALL_MS_MAX);
      deadline = world.clock.after(VIRTUAL_MS_MAX, () => stop('no end within a minute'));
      input.write(encoder.encode(`${command}\nprintf '%s%s\\n' '${MARK}' $?\n`));
    };
    const onBytes = (bytes: Uint8Array): void => {
      text += decoder.decode(bytes, { stream: true });
      const end = /:m4rk:(\d+)\n/.exec(text);
      if (!end) return;
      results.push({ output: text.slice(0, end.index), status: Number(end[1]) });
      text = '';
      feed();
    };
    const out = new HostOutput(kernel, onBytes, () => stop('the shell has ended'));
    const shell = ['/bin/bash', '--norc', '--noprofile', '-c', 'exec 2>&1; exec bash --norc --noprofile'];
    world.scheduler.onIdle = () => setImmediate(() => stop('no end: nothing can run'));
    machine.execute({ argv: shell, stdio: [input.file, out.file, out.file] });
    feed();
  });
}

async function programsOnce(): Promise<{ loadProgram: (id: string) => ReturnType<Awaited<ReturnType<typeof nodePrograms>>['load']> }> {
  const programs = await nodePrograms();
  return { loadProgram: id => programs.load(id) };
}

// npm run host: the machine in your own terminal; with a line of commands: runs it on a fresh host, prints what it prints, and exits with
// its status. --setup host|docker|workshop, --seed N.

import { type Exit, statusOf } from '../../kernel/process/process.ts';
import { HostInput, HostOutput } from '../host-pipe.ts';
import { Machine, type Setup } from '../machine.ts';
import { World } from '../world.ts';
import { replayOutside } from './outside.ts';
import { nodePrograms } from './programs.ts';
import { runTerminal } from './terminal.ts';

interface Arguments {
  setup: Setup;
  seed: number;
  line: string | undefined;
}

const USAGE = "usage: npm run host -- [--setup host|docker|workshop] [--seed N] ['COMMANDS']\n";

function parse(args: readonly string[]): Arguments | undefined {
  const parsed: Arguments = { setup: 'workshop', seed: 1, line: undefined };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--setup') {
      const setup = args[++at];
      if (setup !== 'host' && setup !== 'docker' && setup !== 'workshop') return undefined;
      parsed.setup = setup;
    } else if (word === '--seed') {
      parsed.seed = Number(args[++at]);
      if (!Number.isSafeInteger(parsed.seed)) return undefined;
    } else if (word.startsWith('--')) return undefined;
    else if (parsed.line === undefined) parsed.line = word;
    else return undefined;
  }
  return parsed;
}

async function runLine({ setup, seed, line }: Arguments): Promise<number> {
  const programs = await nodePrograms();
  const world = new World({ seed, outside: replayOutside(), loadProgram: id => programs.load(id) });
  const machine = await Machine.boot(world, programs, setup);
  machine.kernel.log.onLine = (priority, text) => {
    if (priority === 0 || text.includes('segfault')) process.stderr.write(`${text}\n`);
  };
  for (const { priority, text } of machine.kernel.log.lines)
    if (priority === 0 || text.includes('segfault')) process.stderr.write(`${text}\n`);
  const stdin = new HostInput(machine.kernel);
  stdin.end();
  const out = new HostOutput(machine.kernel, bytes => void process.stdout.write(bytes));
  const err = new HostOutput(machine.kernel, bytes => void process.stderr.write(bytes));
  return new Promise(resolve => {
    const onExit = (exit: Exit): void => {
      world.scheduler.pause();
      queueMicrotask(() => {
        out.drain();
        err.drain();
        resolve(statusOf(exit));
      });
    };
    world.scheduler.onIdle = () => {
      process.stderr.write('slipway: nothing can run any more, and the line has not ended\n');
      resolve(124);
    };
    machine.execute({ argv: ['/bin/bash', '-c', line!], stdio: [stdin.file, out.file, err.file], onExit });
  });
}

const parsed = parse(process.argv.slice(2));
if (!parsed) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (parsed.line !== undefined) {
  process.exitCode = await runLine(parsed);
} else process.exitCode = await runTerminal(parsed.setup, parsed.seed);

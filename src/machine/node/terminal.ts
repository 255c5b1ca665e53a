// The machine in your own terminal: raw mode, sizes followed, ^C inside. Ends with the shell.

import { latin1 } from '../journal.ts';
import { LiveOutside } from '../live-outside.ts';
import { Machine, type Setup } from '../machine.ts';
import { Terminals } from '../terminals.ts';
import { World } from '../world.ts';
import { nodePrograms } from './programs.ts';

const size = (): { rows: number; columns: number } => ({ rows: process.stdout.rows ?? 24, columns: process.stdout.columns ?? 80 });

/** Runs until the shell ends; gives the exit status. */
export async function runTerminal(setup: Setup, seed: number): Promise<number> {
  const outside = new LiveOutside(then => void setImmediate(then));
  const programs = await nodePrograms();
  const world = new World({ seed, outside, loadProgram: id => programs.load(id), realtimeMs: Date.now() });
  const machine = await Machine.boot(world, programs, setup);
  return new Promise(resolve => {
    const end = (): void => {
      process.stdin.setRawMode?.(false);
      process.stdin.pause();
      world.scheduler.pause();
      resolve(0);
    };
    const terminals = new Terminals(machine, { onOutput: (_, bytes) => void process.stdout.write(bytes), onExit: end });
    machine.kernel.log.onLine = (priority, text) => {
      if (priority === 0) process.stderr.write(`\r\n${text.replaceAll('\n', '\r\n')}\r\n`);
    };
    outside.follow(world.clock.nowMs);
    machine.wake();
    world.input({ kind: 'open', terminal: 1, ...size() }, terminals.perform);
    process.stdin.setRawMode?.(true);
    process.stdin.on('data', (bytes: Buffer) => world.input({ kind: 'type', terminal: 1, bytes: latin1(bytes) }, terminals.perform));
    process.stdin.on('end', () => world.input({ kind: 'close', terminal: 1 }, terminals.perform));
    process.stdout.on('resize', () => world.input({ kind: 'resize', terminal: 1, ...size() }, terminals.perform));
  });
}

// The machine in your own terminal: raw mode, sizes followed, ^C inside. Ends with the shell.

import { latin1 } from '../journal.ts';
import { LiveMachine } from '../live-machine.ts';
import { LiveOutside } from '../live-outside.ts';
import type { Setup } from '../machine.ts';
import { nodePrograms } from './programs.ts';

const size = (): { rows: number; columns: number } => ({ rows: process.stdout.rows ?? 24, columns: process.stdout.columns ?? 80 });

/** Runs until the shell ends; gives the exit status. */
export async function runTerminal(setup: Setup, seed: number): Promise<number> {
  const outside = new LiveOutside(then => void setImmediate(then));
  let end = (): void => {};
  const ended = new Promise<number>(resolve => {
    end = () => resolve(0);
  });
  const listener = { onOutput: (_: number, bytes: Uint8Array): void => void process.stdout.write(bytes), onExit: (): void => end() };
  const live = await LiveMachine.boot({ programs: await nodePrograms(), outside, setup, seed, realtimeMs: Date.now(), listener });
  const { machine, world } = live;
  machine.kernel.log.onLine = (priority, text) => {
    if (priority === 0) process.stderr.write(`\r\n${text.replaceAll('\n', '\r\n')}\r\n`);
  };
  outside.follow(world.clock.nowMs);
  machine.wake();
  live.input({ kind: 'open', terminal: 1, ...size() });
  if (setup === 'workshop') await live.startServices();
  process.stdin.setRawMode?.(true);
  process.stdin.on('data', (bytes: Buffer) => live.input({ kind: 'type', terminal: 1, bytes: latin1(bytes) }));
  process.stdin.on('end', () => live.input({ kind: 'close', terminal: 1 }));
  process.stdout.on('resize', () => live.input({ kind: 'resize', terminal: 1, ...size() }));
  const status = await ended;
  process.stdin.setRawMode?.(false);
  process.stdin.pause();
  world.scheduler.pause();
  return status;
}

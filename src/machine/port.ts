// The machine as the page knows it: implements port/machine.ts over a world that follows the wall's clock.

import { files, modules } from 'virtual:programs';
import * as Comlink from 'comlink';
import type { BootOptions, Machine as MachinePort, MachineState, OnOutput, Size, TerminalPort } from '../port/machine.ts';
import { latin1, saveWorld } from './journal.ts';
import { LiveOutside } from './live-outside.ts';
import { Machine } from './machine.ts';
import { OutputGate } from './output-gate.ts';
import type { Programs } from './programs.ts';
import { Terminals } from './terminals.ts';
import { World } from './world.ts';

const programs: Programs = { files, load: async id => (await modules[id]?.())?.default };

/** A macrotask as cheap as browsers have: a message to oneself. */
function messageTurn(): (then: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return then => {
    waiting.push(then);
    port2.postMessage(null);
  };
}

/** Throws a bug of the kernel or of a program where the page's error handler sees it. */
function report(text: string): void {
  setTimeout(() => {
    throw new Error(text);
  });
}

/** A port for one machine. */
export function createPort(): MachinePort {
  const outside = new LiveOutside(messageTurn());
  const gates = new Map<number, OutputGate>();
  const exits = new Map<number, () => void>();
  let booted: { world: World; terminals: Terminals; options: BootOptions } | undefined;
  let next = 1;

  return {
    async boot(options: BootOptions, onState: (state: MachineState) => void): Promise<void> {
      onState({ phase: 'kernel' });
      const world = new World({ seed: options.seed, outside, loadProgram: id => programs.load(id), realtimeMs: Date.now() });
      const machine = await Machine.boot(world, programs, options.boot, phase => onState({ phase }));
      machine.kernel.log.onLine = (priority, text) => {
        if (priority === 0) report(text);
      };
      const terminals = new Terminals(machine, {
        onOutput: (terminal, bytes) => gates.get(terminal)?.push(bytes),
        onExit: terminal => exits.get(terminal)?.(),
      });
      outside.follow(world.clock.nowMs);
      machine.wake();
      booted = { world, terminals, options };
    },

    async openTerminal(size: Size, onOutput: OnOutput, onExit: () => void): Promise<TerminalPort> {
      if (!booted) throw new Error('the machine has not booted');
      const { world, terminals } = booted;
      const terminal = next++;
      gates.set(
        terminal,
        new OutputGate(
          bytes => onOutput(Comlink.transfer(bytes, [bytes.buffer as ArrayBuffer])),
          () => terminals.get(terminal),
        ),
      );
      exits.set(terminal, onExit);
      world.input({ kind: 'open', terminal, ...size }, terminals.perform);
      return Comlink.proxy({
        async write(bytes: Uint8Array) {
          world.input({ kind: 'type', terminal, bytes: latin1(bytes) }, terminals.perform);
        },
        async resize({ rows, columns }: Size) {
          world.input({ kind: 'resize', terminal, rows, columns }, terminals.perform);
        },
        async close() {
          world.input({ kind: 'close', terminal }, terminals.perform);
          gates.delete(terminal);
          exits.delete(terminal);
        },
      });
    },

    async journal(): Promise<string> {
      if (!booted) throw new Error('the machine has not booted');
      const { world, options } = booted;
      return saveWorld({ version: 1, setup: options.boot, seed: options.seed, journal: world.journal });
    },
  };
}

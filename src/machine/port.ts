// The machine as the page knows it: implements port/machine.ts over a world that follows the wall's clock.

import { files, modules } from 'virtual:programs';
import * as Comlink from 'comlink';
import type { BootOptions, Machine as MachinePort, MachineState, OnOutput, Size, TerminalPort } from '../port/machine.ts';
import { latin1 } from './journal.ts';
import { LiveMachine } from './live-machine.ts';
import { LiveOutside } from './live-outside.ts';
import { loadServices } from './machine.ts';
import { OutputGate } from './output-gate.ts';
import type { Programs } from './programs.ts';

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

/** What is loaded for the services as soon as the first prompt is there, so that the world need not stand still for it. */
const SERVICE_PROGRAMS = ['docker/daemon', 'docker/containerd', 'docker/cli', 'iptables/xtables-nft-multi', 'util-linux/setsid'];

/** What the boot runs until the first prompt, loaded side by side while the host starts. */
const BOOT_PROGRAMS = ['bash', 'hostname', 'iproute2/ip', 'dash', 'procps/sysctl', 'coreutils/touch', 'coreutils/sleep', 'coreutils/id'];

/** How long after the first output the page has shown it: what is fetched then does not hold the prompt up. */
const SHOWN_MS = 50;

/** A port for one machine. */
export function createPort(): MachinePort {
  const outside = new LiveOutside(messageTurn());
  const gates = new Map<number, OutputGate>();
  const exits = new Map<number, () => void>();
  let live: LiveMachine | undefined;
  let next = 1;
  let shown = (): void => {};
  const prompt = new Promise<void>(resolve => {
    shown = () => void setTimeout(resolve, SHOWN_MS);
  });
  const preload = (ids: readonly string[]): Promise<unknown> => Promise.all(ids.map(id => programs.load(id)));

  const startServices = async (machine: LiveMachine, onState: (state: MachineState) => void): Promise<void> => {
    try {
      await prompt;
      onState({ phase: 'docker' });
      await Promise.all([preload(SERVICE_PROGRAMS), loadServices(), import('../kernel/netfilter/rules.ts')]);
      await machine.startServices();
      onState({ phase: 'running' });
    } catch (error) {
      report(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
    }
  };

  return {
    async boot({ boot: setup, seed }: BootOptions, onState: (state: MachineState) => void): Promise<void> {
      onState({ phase: 'kernel' });
      // A failure is met again, and reported, where the program is run.
      preload(BOOT_PROGRAMS).catch(() => {});
      const listener = {
        onOutput: (terminal: number, bytes: Uint8Array): void => gates.get(terminal)?.push(bytes),
        onExit: (terminal: number): void => exits.get(terminal)?.(),
      };
      live = await LiveMachine.boot({ programs, outside, setup, seed, realtimeMs: Date.now(), listener });
      const { machine, world } = live;
      machine.kernel.log.onLine = (priority, text) => {
        if (priority === 0) report(text);
      };
      outside.follow(world.clock.nowMs);
      machine.wake();
      if (setup === 'workshop') void startServices(live, onState);
      else onState({ phase: 'running' });
    },

    async openTerminal(size: Size, onOutput: OnOutput, onExit: () => void): Promise<TerminalPort> {
      if (!live) throw new Error('the machine has not booted');
      const machine = live;
      const terminal = next++;
      gates.set(
        terminal,
        new OutputGate(
          async bytes => {
            await onOutput(Comlink.transfer(bytes, [bytes.buffer as ArrayBuffer]));
            shown();
          },
          held => machine.input({ kind: held ? 'hold' : 'release', terminal }),
        ),
      );
      exits.set(terminal, onExit);
      machine.input({ kind: 'open', terminal, ...size });
      return Comlink.proxy({
        async write(bytes: Uint8Array) {
          machine.input({ kind: 'type', terminal, bytes: latin1(bytes) });
        },
        async resize({ rows, columns }: Size) {
          machine.input({ kind: 'resize', terminal, rows, columns });
        },
        async close() {
          machine.input({ kind: 'close', terminal });
          gates.delete(terminal);
          exits.delete(terminal);
        },
      });
    },

    async journal(): Promise<string> {
      if (!live) throw new Error('the machine has not booted');
      return live.save();
    },
  };
}

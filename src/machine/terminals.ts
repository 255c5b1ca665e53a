// The terminals of a world by number, driven by the inputs of a journal: the same whether a person types or a journal is replayed.

import type { HostTerminal } from '../kernel/tty/host-terminal.ts';
import { fromLatin1, type Input } from './journal.ts';
import type { Machine } from './machine.ts';

/** What an input says that is for one terminal. */
export type TerminalInput = Extract<Input, { terminal: number }>;

export interface Listener {
  onOutput(terminal: number, bytes: Uint8Array): void;
  onExit(terminal: number): void;
}

export class Terminals {
  readonly #machine: Machine;
  readonly #listener: Listener;
  readonly #terminals = new Map<number, HostTerminal>();

  constructor(machine: Machine, listener: Listener) {
    this.#machine = machine;
    this.#listener = listener;
  }

  /** Does what an input says. Call it between two system calls. An input for a terminal that is gone does nothing. */
  readonly perform = (what: TerminalInput): void => {
    const { terminal } = what;
    switch (what.kind) {
      case 'open':
        this.#terminals.set(
          terminal,
          this.#machine.openTerminal(
            { rows: what.rows, columns: what.columns },
            bytes => this.#listener.onOutput(terminal, bytes),
            () => this.#listener.onExit(terminal),
          ),
        );
        break;
      case 'type':
        this.#terminals.get(terminal)?.write(fromLatin1(what.bytes));
        break;
      case 'resize':
        this.#terminals.get(terminal)?.resize({ rows: what.rows, columns: what.columns });
        break;
      case 'close':
        this.#terminals.get(terminal)?.close();
        this.#terminals.delete(terminal);
        break;
      case 'hold':
        this.#terminals.get(terminal)?.hold();
        break;
      case 'release':
        this.#terminals.get(terminal)?.release();
        break;
    }
  };
}

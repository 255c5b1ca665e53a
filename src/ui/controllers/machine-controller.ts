// Owns the worker: starts it, follows its state, and starts it again after a failure.

import * as Comlink from 'comlink';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BootOptions, Machine, MachineState } from '../../port/machine.ts';

/** Makes the worker that runs the machine; given by the page's entry so that it starts before the terminal's code is there. */
export type WorkerMaker = () => Worker;

/**
 * The machine in a box: comlink's proxy answers to every name it is asked for, so templates, which look for their own marks on a value,
 * must not see it bare.
 */
export interface MachineHandle {
  remote: Comlink.Remote<Machine>;
}

export class MachineController implements ReactiveController {
  state: MachineState = { phase: 'loading' };
  /** Grows with each restart, so that terminals know to open again. */
  generation = 0;
  machine: MachineHandle | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #makeWorker: WorkerMaker;
  readonly #options: BootOptions;
  #worker: Worker | undefined;

  constructor(host: ReactiveControllerHost, makeWorker: WorkerMaker, options: BootOptions) {
    this.#host = host;
    this.#makeWorker = makeWorker;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.start();
  }

  hostDisconnected(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Starts a machine, ending the one before. */
  start(): void {
    this.#worker?.terminate();
    const worker = this.#makeWorker();
    this.#worker = worker;
    this.generation++;
    this.machine = undefined;
    this.#become({ phase: 'loading' });
    const fail = (message: string, trace: string): void => {
      if (this.#worker === worker) this.#become({ phase: 'failed', message, trace });
    };
    worker.addEventListener('error', event => fail(event.message, `${event.filename}:${event.lineno}:${event.colno}`));
    worker.addEventListener('messageerror', () => fail('a message could not be read', ''));
    const machine = Comlink.wrap<Machine>(worker);
    const onState = (state: MachineState): void => {
      if (this.#worker === worker) this.#become(state);
    };
    machine.boot(this.#options, Comlink.proxy(onState)).then(
      () => {
        if (this.#worker !== worker) return;
        this.machine = { remote: machine };
        this.#host.requestUpdate();
      },
      (error: unknown) => fail(error instanceof Error ? error.message : String(error), error instanceof Error ? (error.stack ?? '') : ''),
    );
  }

  #become(state: MachineState): void {
    if (this.state.phase === 'failed' && state.phase !== 'loading') return;
    this.state = state;
    this.#host.requestUpdate();
  }
}

// What the page knows of the machine: these types alone, proxied by comlink. Bytes out, batched; keystrokes and sizes in.

export interface Size {
  rows: number;
  columns: number;
}

export type Boot = 'host' | 'docker' | 'workshop';

export interface BootOptions {
  boot: Boot;
  /** The world's one seed: same seed and same input, same world. */
  seed: number;
}

/** Where the boot has got to, and what became of the machine. A shell can be opened from `docker` on: Docker comes up behind it. */
export type MachineState =
  | { phase: 'loading' | 'kernel' | 'docker' | 'running' }
  /** The worker's own failure, with its trace: a bug of ours, not of what the learner typed. */
  | { phase: 'failed'; message: string; trace: string };

export interface TerminalPort {
  /** Bytes as a keyboard sends them; a paste may be megabytes. Resolves when the terminal has taken them all. */
  write(bytes: Uint8Array): Promise<void>;
  resize(size: Size): Promise<void>;
  close(): Promise<void>;
}

/** Output, in pieces of up to some hundred kilobytes. The next piece is sent when few are still unanswered, so a slow page slows the program down. */
export type OnOutput = (bytes: Uint8Array) => Promise<void> | void;

export interface Machine {
  /** Resolves when a shell can be opened. */
  boot(options: BootOptions, onState: (state: MachineState) => void): Promise<void>;
  /** A login shell on a terminal of its own; `onExit` when it ends. */
  openTerminal(size: Size, onOutput: OnOutput, onExit: () => void): Promise<TerminalPort>;
  /** Seed, time and all that came from outside so far, so that the same machine can be made again. */
  journal(): Promise<string>;
}

// What compose does, told as it is done: a line for each event, or lines drawn again on a terminal. As docker-compose 2.40.3's pkg/progress.

import type { Cli } from '../../cli.ts';

export interface Progress {
  /** "Container shop-web-1", "Creating". */
  event(id: string, status: string): Promise<void>;
  /** An event whose words come before the status: " web Pulling ". */
  text(id: string, text: string, status?: string): Promise<void>;
}

const DONE = new Set(
  'Created Started Removed Stopped Running Healthy Killed Paused Unpaused Recreated Pulled Built Exited Restarted Copied Skipped'.split(
    ' ',
  ),
);

class PlainProgress implements Progress {
  readonly #cli: Cli;
  constructor(cli: Cli) {
    this.#cli = cli;
  }
  event(id: string, status: string): Promise<void> {
    return this.#cli.err(` ${id}  ${status}\n`);
  }
  text(id: string, text: string, status = ''): Promise<void> {
    return this.#cli.err(` ${id} ${text} ${status}\n`);
  }
}

class TtyProgress implements Progress {
  readonly #cli: Cli;
  readonly #events = new Map<string, { status: string; start: number; end: number | undefined }>();
  #lines = 0;

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  async event(id: string, status: string): Promise<void> {
    const now = await this.#cli.now();
    const known = this.#events.get(id);
    const done = DONE.has(status.split(' ')[0]!);
    this.#events.set(id, { status, start: known && known.end === undefined ? known.start : now, end: done ? now : undefined });
    await this.#draw(now);
  }

  text(id: string, text: string, status = ''): Promise<void> {
    return this.event(id, `${text} ${status}`.trim());
  }

  async #draw(now: number): Promise<void> {
    const events = [...this.#events];
    const done = events.filter(([, { end }]) => end !== undefined).length;
    const width = Math.max(...events.map(([id]) => id.length));
    const statuses = Math.max(...events.map(([, { status }]) => status.length));
    const lines = events.map(([id, { status, start, end }]) => {
      const mark = end === undefined ? '\x1b[33m⠿\x1b[0m' : '\x1b[32m✔\x1b[0m';
      const colour = end === undefined ? '\x1b[33m' : '\x1b[32m';
      const time = `${((end ?? now) - start).toFixed(1)}s`;
      return ` ${mark} ${id.padEnd(width)}  ${colour}${status.padEnd(statuses)}\x1b[0m  \x1b[34m${time}\x1b[0m`;
    });
    const up = this.#lines === 0 ? '' : `\x1b[${this.#lines}A`;
    const colour = done === events.length ? '\x1b[34m' : '';
    this.#lines = lines.length + 1;
    await this.#cli.err(
      `${up}\x1b[2K${colour}[+] Running ${done}/${events.length}\x1b[0m\n${lines.map(line => `\x1b[2K${line}\n`).join('')}`,
    );
  }
}

const quiet: Progress = { event: async () => {}, text: async () => {} };

/** How progress is shown: by --progress, or by what standard error is. */
export async function progressOf(cli: Cli, mode: string): Promise<Progress> {
  if (mode === 'quiet') return quiet;
  if (mode === 'tty' || (mode === 'auto' && (await cli.isTerminal(2)))) return new TtyProgress(cli);
  return new PlainProgress(cli);
}

// --progress=tty: all steps at once, drawn again as they go on. As buildkit 0.25's ttyDisplay.

import { countText, isCompleted, isStarted, type Step, type Trace } from './trace.ts';

const LOG_LINES = 6;

export class TtyPrinter {
  readonly #builder: string;
  #lines = 0;

  constructor(builder: string) {
    this.#builder = builder;
  }

  /** The screen at a moment: what moves the cursor up, and the lines. */
  print(trace: Trace, now: number, columns: number, finished: boolean): string {
    const lines = this.#draw(trace, now, columns, finished);
    const up = this.#lines === 0 ? '' : `\x1b[${this.#lines}A`;
    const gone = Math.max(0, this.#lines - lines.length);
    this.#lines = lines.length + gone;
    return `\x1b[?25l${up}${[...lines, ...Array<string>(gone).fill('')].map(line => `\x1b[2K${line}\n`).join('')}${finished ? '\x1b[?25h' : ''}`;
  }

  #draw(trace: Trace, now: number, columns: number, finished: boolean): string[] {
    const steps = [...trace.steps.values()].filter(isStarted);
    const done = steps.filter(isCompleted).length;
    const seconds = trace.started === undefined ? 0 : now - trace.started;
    const title = `[+] Building ${seconds.toFixed(1)}s (${done}/${trace.steps.size})${finished ? ' FINISHED' : ''}`;
    const lines = [`\x1b[${finished ? '34' : '0'}m${title}${this.#builder.padStart(columns - title.length)}\x1b[0m`];
    for (const step of steps) lines.push(...this.#step(step, now, columns, finished));
    return lines;
  }

  #step(step: Step, now: number, columns: number, finished: boolean): string[] {
    const seconds = (step.completed ?? now) - step.started!;
    const prefix = step.error ? 'ERROR ' : step.cached ? 'CACHED ' : '';
    const colour = step.error ? '\x1b[31m' : isCompleted(step) ? '\x1b[34m' : '';
    const lines = [line(` => ${prefix}${step.name}`, seconds, columns, colour)];
    for (const count of step.counts.values()) {
      const took = count.started === undefined ? 0 : (count.completed ?? now) - count.started;
      lines.push(line(` => => ${countText({ ...count, started: 0, completed: undefined, timestamp: 0 })}`, took, columns, colour));
    }
    if (!isCompleted(step) && !finished)
      for (const text of step.logs.slice(-LOG_LINES)) lines.push(` => => # ${text.replace(/^\S+ /, '')}`.slice(0, columns));
    return lines;
  }
}

function line(text: string, seconds: number, columns: number, colour: string): string {
  const time = `${seconds.toFixed(1)}s`;
  const room = columns - time.length - 1;
  const cut = text.length > room ? `${text.slice(0, room - 3)}...` : text;
  return `${colour}${cut.padEnd(room)} ${time}${colour === '' ? '' : '\x1b[0m'}`;
}

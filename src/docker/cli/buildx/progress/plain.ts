// --progress=plain: each step's news under its number, one step at a time. As buildkit 0.25's textMux.

import { countText, isCompleted, isStarted, remember, type Step, secondsOf, type Trace } from './trace.ts';

const DELTA = 0.05;
const DELTA_SECONDS = 5;

export class PlainPrinter {
  readonly #description: string;
  #current: string | undefined;
  #next = 0;
  #first = true;
  readonly #last = new Map<string, { current: number; timestamp: number }>();

  /** The description is the line of step 0. */
  constructor(description: string) {
    this.#description = description;
  }

  /** The text of what changed since the last call. */
  print(trace: Trace): string {
    const changed = [...trace.updates].map(digest => trace.steps.get(digest)!);
    const completed = changed.filter(isCompleted);
    const rest = changed.filter(step => !isCompleted(step));
    const before = this.#current;
    let out = '';
    const show = (step: Step): void => {
      out += this.#step(trace, step);
    };
    const first = completed.find(({ digest }) => digest === before);
    if (first) show(first);
    for (const step of completed) if (step.digest !== before) show(step);
    if (rest.length === 0) {
      const current = before === undefined ? undefined : trace.steps.get(before);
      if (current && isStarted(current) && !isCompleted(current)) return out;
      const open = [...trace.steps.values()].find(step => isStarted(step) && !isCompleted(step));
      if (open) show(open);
      return out;
    }
    const running = rest.find(({ digest }) => digest === this.#current);
    if (running) show(running);
    if (this.#current === undefined || first) {
      const started = rest.find(isStarted);
      if (started) show(started);
    }
    return out;
  }

  #step(trace: Trace, step: Step): string {
    let out = '';
    if (step.index === 0) step.index = ++this.#next;
    if (step.digest !== this.#current) out += this.#title(trace, step);
    let open = false;
    for (const count of step.counts.values()) {
      if (!step.changed.has(count.id)) continue;
      if (count.completed === undefined) open = true;
      const last = this.#last.get(count.id);
      if (last && count.completed === undefined) {
        const grown = count.total > 0 ? (count.current - last.current) / count.total : 0;
        if (grown < DELTA && count.timestamp - last.timestamp < DELTA_SECONDS) continue;
      }
      this.#last.set(count.id, { current: count.current, timestamp: count.timestamp });
      out += `#${step.index} ${countText(count)}\n`;
    }
    step.changed.clear();
    for (; step.warned < step.warnings.length; step.warned++) out += `#${step.index} WARN: ${step.warnings[step.warned]}\n`;
    out += this.#logs(step);
    this.#current = step.digest;
    if (isCompleted(step) && !open) out += this.#end(step);
    trace.updates.delete(step.digest);
    return out;
  }

  #title(trace: Trace, step: Step): string {
    let out = '';
    const old = this.#current === undefined ? undefined : trace.steps.get(this.#current);
    if (old) {
      if (old.partial) out += '\n';
      old.offset = 0;
      out += `#${old.index} ...\n`;
    }
    if (!this.#first) out += '\n';
    else if (this.#description !== '') out += `#0 ${this.#description}\n\n`;
    this.#first = false;
    return `${out}#${step.index} ${step.name}\n`;
  }

  #logs(step: Step): string {
    let out = '';
    step.logs.forEach((line, at) => {
      const last = at === step.logs.length - 1;
      out += at === 0 && step.offset > 0 ? line.slice(step.offset) : `#${step.index} ${line}`;
      if (!last || !step.partial) {
        out += '\n';
        remember(step, line);
      }
    });
    step.logs = step.partial ? step.logs.slice(-1) : [];
    step.offset = step.logs[0]?.length ?? 0;
    return out;
  }

  #end(step: Step): string {
    this.#current = undefined;
    const out = step.partial ? '\n' : '';
    if (step.error) return `${out}#${step.index} ${step.error.endsWith('context canceled') ? 'CANCELED' : `ERROR: ${step.error}`}\n`;
    if (step.cached) return `${out}#${step.index} CACHED\n`;
    const seconds = secondsOf(step);
    return `${out}#${step.index} DONE${seconds === undefined ? '' : ` ${seconds.toFixed(1)}s`}\n`;
  }
}

// What is known of a build while it runs: its steps, what is counted in them, and what they printed. As buildkit 0.25's util/progress/progressui.

import type { BuildStatus, Vertex, VertexStatus } from '../../../api/build.ts';

interface Interval {
  start: number;
  stop: number | undefined;
}

/** A step as it is shown. */
export interface Step extends Vertex {
  /** Its number, once it is shown; 0 before. */
  index: number;
  intervals: Map<number, Interval>;
  counts: Map<string, VertexStatus>;
  /** Counts that changed since they were shown. */
  changed: Set<string>;
  /** Output not yet shown: lines with their time. */
  logs: string[];
  /** The last of `logs` has no newline yet. */
  partial: boolean;
  /** How much of the first line was already shown. */
  offset: number;
  /** The last lines, for the report of a failed step. */
  recent: string[];
  warnings: string[];
  warned: number;
}

const RECENT = 10;

export class Trace {
  readonly steps = new Map<string, Step>();
  /** Steps that changed since they were shown, in the order they did. */
  readonly updates = new Set<string>();
  started: number | undefined;

  /** Takes in what the daemon tells. */
  update(status: Partial<BuildStatus>): void {
    for (const vertex of status.vertexes ?? []) this.#vertex(vertex);
    for (const count of status.statuses ?? []) {
      const step = this.steps.get(count.vertex);
      if (!step) continue;
      step.counts.set(count.id, count);
      step.changed.add(count.id);
      this.updates.add(count.vertex);
    }
    for (const warning of status.warnings ?? []) {
      const step = this.steps.get(warning.vertex);
      if (!step) continue;
      step.warnings.push(warning.short);
      this.updates.add(warning.vertex);
    }
    for (const { vertex, msg, timestamp } of status.logs ?? []) {
      const step = this.steps.get(vertex);
      if (!step) continue;
      this.#log(step, msg, timestamp);
      this.updates.add(vertex);
    }
  }

  #vertex(vertex: Vertex): void {
    const known = this.steps.get(vertex.digest);
    const step: Step = known ?? {
      ...vertex,
      index: 0,
      intervals: new Map(),
      counts: new Map(),
      changed: new Set(),
      logs: [],
      partial: false,
      offset: 0,
      recent: [],
      warnings: [],
      warned: 0,
    };
    Object.assign(step, vertex);
    if (vertex.started !== undefined) {
      this.started ??= vertex.started;
      step.intervals.set(vertex.started, { start: vertex.started, stop: vertex.completed });
    }
    this.steps.set(vertex.digest, step);
    this.updates.add(vertex.digest);
  }

  #log(step: Step, text: string, timestamp: number): void {
    const lines = text.split('\n');
    const complete = lines.at(-1) === '';
    if (complete) lines.pop();
    lines.forEach((line, at) => {
      if (at === 0 && step.partial && step.logs.length > 0) {
        step.logs[step.logs.length - 1] += line;
        return;
      }
      const seconds = timestamp - ([...step.intervals.keys()].at(-1) ?? timestamp);
      step.logs.push(`${seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1)} ${line}`);
    });
    step.partial = !complete;
  }
}

export const isStarted = (step: Step): boolean => step.started !== undefined;
export const isCompleted = (step: Step): boolean => step.completed !== undefined;

/** Seconds that a step took, its intervals together. */
export const secondsOf = (step: Step): number | undefined => {
  const done = [...step.intervals.values()].filter(({ stop }) => stop !== undefined);
  return done.length === 0 ? undefined : done.reduce((sum, { start, stop }) => sum + (stop! - start), 0);
};

/** Remembers a line that was shown, for the report of a failed step. */
export function remember(step: Step, line: string): void {
  step.recent.push(line);
  if (step.recent.length > RECENT) step.recent.shift();
}

/** "12.34kB": a count's bytes with two digits. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes}B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(2)}${units[unit]}`;
}

/** A count as it is shown after its step: "transferring context: 2B 0.1s done". */
export function countText(count: VertexStatus): string {
  const bytes =
    count.total > 0 ? ` ${bytesText(count.current)} / ${bytesText(count.total)}` : count.current > 0 ? ` ${bytesText(count.current)}` : '';
  const took = count.started === undefined ? 0 : (count.completed ?? count.timestamp) - count.started;
  return `${count.id}${bytes}${took > 0.01 ? ` ${took.toFixed(1)}s` : ''}${count.completed === undefined ? '' : ' done'}`;
}

/** What failed steps printed, between dashes. */
export function errorLogs(trace: Trace): string {
  let text = '';
  for (const step of trace.steps.values()) {
    if (!step.error || step.error.endsWith('context canceled')) continue;
    const lines = [...step.recent, ...step.logs].map(line => `${line}\n`).join('');
    text += `------\n > ${step.name}:\n${lines}------\n`;
  }
  return text;
}

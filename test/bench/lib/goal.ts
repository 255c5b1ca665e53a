// What a goal's file gives: what it measures, against which baseline, and what is asked of it.

import type { Baselines } from './baselines.ts';
import type { Site } from './site.ts';

export interface Context {
  baselines: Baselines;
  /** The built site in a browser. Built and started when it is first asked for. */
  site(): Promise<Site>;
}

export interface Row {
  /** What was measured. */
  what: string;
  /** The figure, in the goal's own unit. */
  measured: number;
  unit: string;
  /** What is asked: at most (or at least) so much, in the same unit. */
  target: number;
  /** The baseline's figure in the same unit, and its name. */
  baseline: number;
  of: string;
  /** More is better: a rate. */
  rate?: boolean;
}

export interface Goal {
  number: number;
  measure(context: Context): Promise<Row[]>;
}

export const met = ({ measured, target, rate }: Row): boolean => (rate ? measured >= target : measured <= target);

/** The least of several runs: what a machine with other work on it can still show. */
export async function best(times: number, run: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) least = Math.min(least, await run());
  return least;
}

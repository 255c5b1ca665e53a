// npm run bench: the goals that decide how the sandbox feels, each measured and held against its baseline. Numbers after the name choose
// goals. Prints a table and never fails for a goal that is not met: a machine with other work on it is not a broken sandbox.

import { navigation } from './goal-01-navigation.ts';
import { download } from './goal-03-download.ts';
import { builtin } from './goal-05-builtin.ts';
import { dockerPs } from './goal-07-docker-ps.ts';
import { forkExec } from './goal-08-fork-exec.ts';
import { floodPing } from './goal-15-flood-ping.ts';
import { dockerRun } from './goal-20-docker-run.ts';
import { memory } from './goal-26-memory.ts';
import { idle } from './goal-27-idle.ts';
import { measureBaselines } from './lib/baselines.ts';
import { type Goal, met, type Row } from './lib/goal.ts';
import { openSite, type Site } from './lib/site.ts';

const GOALS: readonly Goal[] = [navigation, download, builtin, dockerPs, forkExec, floodPing, dockerRun, memory, idle];
const COLUMNS = [5, 52, 14, 16, 26, 4];

const figure = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value.toPrecision(value === 0 ? 1 : 3);

/** Ours against the baseline: "1/12 v86" or "1.4 × v86". */
function ratio({ measured, baseline, of }: Row): string {
  if (Number.isNaN(baseline)) return '';
  const times = measured / baseline;
  return times >= 1 ? `${figure(times)} × ${of}` : `1/${figure(1 / times)} ${of}`;
}

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => cell.padEnd(COLUMNS[at]!))
    .join(' ')
    .trimEnd();

function print(number: number, row: Row): void {
  const target = `${row.rate ? '≥' : '≤'} ${figure(row.target)} ${row.unit}`;
  const cells = [`${number}`, row.what, `${figure(row.measured)} ${row.unit}`, target, ratio(row), met(row) ? 'yes' : 'NO'];
  process.stdout.write(`${line(cells)}\n`);
}

const wanted = new Set(process.argv.slice(2).map(Number));
const baselines = measureBaselines();
let opened: Promise<Site> | undefined;
const context = { baselines, site: () => (opened ??= openSite()) };
process.stdout.write(`One generator resume takes ${figure(baselines.factor)} × the time of the baselines' machine.\n`);
process.stdout.write(`${line(['goal', 'what', 'measured', 'target', 'ratio', 'met'])}\n`);
for (const goal of GOALS) {
  if (wanted.size > 0 && !wanted.has(goal.number)) continue;
  try {
    for (const row of await goal.measure(context)) print(goal.number, row);
  } catch (error) {
    process.stdout.write(`${line([`${goal.number}`, `failed: ${String(error).split('\n')[0]}`])}\n`);
  }
}
await opened?.then(
  site => site.close(),
  () => {},
);
process.exit(0);

// npm run replay -- [-q] [--out DIR] PATH…: replays recorded cases, each on a fresh world, on all cores; prints what differs, a line a
// group, and last how many commands print the same. Exit status 0 only if all do.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Result } from './session.ts';
import { difference, normaliser, parseCase, printCase } from './transcript.ts';

export interface Replayed {
  file: string;
  /** "GROUP/NAME" without its ending. */
  name: string;
  same: number;
  all: number;
  /** What differs, as it is printed. */
  text: string;
}

/** The .t files that paths name: files as they are, folders with all below them, sorted. */
export function caseFiles(paths: readonly string[]): string[] {
  return paths.flatMap(path =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true })
          .map(name => join(path, String(name)))
          .filter(name => name.endsWith('.t'))
          .sort()
      : [path],
  );
}

const nameOf = (file: string): string => `${basename(dirname(file))}/${basename(file, '.t')}`;

function judge(file: string, results: readonly Result[], out: string | undefined): Replayed {
  const parsed = parseCase(readFileSync(file, 'utf8'));
  const normalise = { want: normaliser(), got: normaliser() };
  let text = '';
  let same = 0;
  parsed.commands.forEach((command, at) => {
    const lines = difference(command, results[at], normalise);
    if (lines.length === 0) same++;
    else text += `\n${nameOf(file)}: $ ${command.text}\n${lines.join('\n')}\n`;
  });
  if (out !== undefined) {
    const target = join(out, basename(dirname(file)), basename(file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, printCase(parsed, results));
  }
  return { file, name: nameOf(file), same, all: parsed.commands.length, text };
}

/** Replays files on as many workers as there are cores; calls back with each as it is done. */
export async function replayAll(
  files: readonly string[],
  onDone: (replayed: Replayed) => void,
  how: { out?: string; workers?: number; seed?: number } = {},
): Promise<void> {
  const waiting = [...files];
  const count = Math.min(how.workers ?? availableParallelism(), files.length);
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./replay-worker.mjs', import.meta.url));
      const next = (): void => {
        const file = waiting.shift();
        if (file === undefined) {
          void worker.terminate();
          resolve();
          return;
        }
        worker.once('message', (results: Result[]) => {
          onDone(judge(file, results, how.out));
          next();
        });
        const parsed = parseCase(readFileSync(file, 'utf8'));
        worker.postMessage({ setup: parsed.setup, seed: how.seed ?? 1, commands: parsed.commands.map(command => command.text) });
      };
      worker.once('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: count }, one));
}

/** Adds up by group, in the order of their names. */
export function byGroup(all: readonly Replayed[]): Map<string, { same: number; all: number }> {
  const groups = new Map<string, { same: number; all: number }>();
  for (const { name, same, all: total } of [...all].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const group = name.split('/')[0]!;
    const sum = groups.get(group) ?? { same: 0, all: 0 };
    groups.set(group, { same: sum.same + same, all: sum.all + total });
  }
  return groups;
}

async function main(args: string[]): Promise<number> {
  let quiet = false;
  let out: string | undefined;
  const paths: string[] = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-q') quiet = true;
    else if (args[at] === '--out') out = args[++at];
    else paths.push(args[at]!);
  }
  if (paths.length === 0) {
    process.stderr.write('usage: npm run replay -- [-q] [--out DIR] PATH…\n');
    return 2;
  }
  const done: Replayed[] = [];
  await replayAll(
    caseFiles(paths),
    replayed => {
      done.push(replayed);
      if (!quiet) process.stdout.write(replayed.text);
    },
    { out },
  );
  const groups = byGroup(done);
  process.stdout.write('\n');
  for (const [group, { same, all }] of groups) process.stdout.write(`${group}: ${same}/${all}\n`);
  const total = [...groups.values()].reduce((sum, group) => ({ same: sum.same + group.same, all: sum.all + group.all }), {
    same: 0,
    all: 0,
  });
  process.stdout.write(`${total.same}/${total.all} commands print the same\n`);
  return total.same === total.all ? 0 : 1;
}

if (process.argv[1]?.endsWith('replay.ts')) process.exitCode = await main(process.argv.slice(2));

// npm run ratchet: writes down how many commands of each recorded case print the same now. The tests hold later runs against it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseFiles, type Replayed, replayAll } from './replay.ts';

const REFERENCE = resolve(fileURLToPath(import.meta.url), '../../../../test/reference');
export const RATCHET = join(REFERENCE, 'ratchet.json');

/** Case name to [commands that print the same, commands in all]. */
export type Ratchet = Record<string, [same: number, all: number]>;

export const readRatchet = (): Ratchet => JSON.parse(readFileSync(RATCHET, 'utf8')) as Ratchet;

/** Replays every recorded case of the project. */
export async function replayReference(onDone: (replayed: Replayed) => void = () => {}): Promise<Replayed[]> {
  const done: Replayed[] = [];
  await replayAll(caseFiles([REFERENCE]), replayed => {
    done.push(replayed);
    onDone(replayed);
  });
  return done.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const ratchetOf = (done: readonly Replayed[]): Ratchet => Object.fromEntries(done.map(({ name, same, all }) => [name, [same, all]]));

/** One case a line, so that a change reads as one. */
export const printRatchet = (ratchet: Ratchet): string =>
  `{\n${Object.entries(ratchet)
    .map(([name, [same, all]]) => `  ${JSON.stringify(name)}: [${same}, ${all}]`)
    .join(',\n')}\n}\n`;

if (process.argv[1]?.endsWith('ratchet.ts')) {
  const done = await replayReference();
  writeFileSync(RATCHET, printRatchet(ratchetOf(done)));
  const sum = done.reduce((total, { same, all }) => ({ same: total.same + same, all: total.all + all }), { same: 0, all: 0 });
  process.stdout.write(`${sum.same}/${sum.all} commands print the same\n`);
}

/** What a replay says against the ratchet, a line each; nothing where they agree. */
export function judgeRatchet(done: readonly Replayed[], ratchet: Ratchet): string[] {
  const seen = new Set(done.map(({ name }) => name));
  return [
    ...done.flatMap(({ name, same, all, text }) => {
      const [wanted, commands] = ratchet[name] ?? [0, 0];
      if (commands !== all) return [`${name}: ${all} commands, the ratchet knows ${commands}; run npm run ratchet`];
      if (same < wanted) return [`${name}: ${same} of ${all} print the same, the ratchet wants ${wanted}\n${text}`];
      return same > wanted
        ? [`${name}: ${same} of ${all} print the same, more than ${wanted}: commit the better number (npm run ratchet)`]
        : [];
    }),
    ...Object.keys(ratchet).flatMap(name => (seen.has(name) ? [] : [`${name}: in the ratchet, but not among the cases`])),
  ];
}

// npm run readme: writes what works into README.md, from the ratchet and the statuses of system calls. A test holds README to it.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SYSCALLS } from '../../kernel/syscalls/table.ts';
import { nodePrograms } from './programs.ts';
import { type Ratchet, readRatchet } from './ratchet.ts';

export const README = resolve(fileURLToPath(import.meta.url), '../../../../README.md');
const MARKS = { from: '<!-- what works: npm run readme -->\n', to: '<!-- end of what works -->' };

const percent = (same: number, all: number): string => `${Math.floor((100 * same) / all)} %`;

/** The figures as Markdown: commands that print the same by group, and what else is counted. */
export async function whatWorks(ratchet: Ratchet): Promise<string> {
  const groups = new Map<string, { same: number; all: number }>();
  for (const [name, [same, all]] of Object.entries(ratchet)) {
    const group = groups.get(name.split('/')[0]!) ?? { same: 0, all: 0 };
    groups.set(name.split('/')[0]!, { same: group.same + same, all: group.all + all });
  }
  const sum = [...groups.values()].reduce((total, each) => ({ same: total.same + each.same, all: total.all + each.all }));
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { same, all }]) => `| ${name} | ${same} | ${all} | ${percent(same, all)} |`);
  const { files } = await nodePrograms();
  const programs = new Set(Object.values(files).filter(module => !module.startsWith('-> ')));
  const partly = [...SYSCALLS.values()].flatMap(({ name, status }) => (status === 'whole' ? [] : [`- \`${name}\` ${status}`]));
  return [
    `${sum.same} of ${sum.all} commands (${percent(sum.same, sum.all)}) recorded on a real Debian host with Docker 28.5 print the same here.`,
    '',
    '| group | the same | commands | |',
    '| --- | --: | --: | --: |',
    ...rows,
    '',
    `${programs.size} programs are simulated on the host. Of ${SYSCALLS.size} system calls, these are not whole:`,
    '',
    ...partly,
    '',
  ].join('\n');
}

/** README's text with these figures between the marks. Throws where it has no marks. */
export function withFigures(readme: string, figures: string): string {
  const [from, to] = [readme.indexOf(MARKS.from), readme.indexOf(MARKS.to)];
  if (from < 0 || to < from) throw new Error('README.md has lost the marks of "what works"');
  return `${readme.slice(0, from + MARKS.from.length)}\n${figures}\n${readme.slice(to)}`;
}

if (process.argv[1]?.endsWith('readme.ts'))
  writeFileSync(README, withFigures(readFileSync(README, 'utf8'), await whatWorks(readRatchet())));

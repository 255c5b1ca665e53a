// run-parts: runs the programs of a folder. debianutils 5.24.

import type { Errno } from '../../abi/errno.ts';
import { signalNumber, strsignal } from '../../abi/signal.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { chunks, STDERR, warn, writeAll } from '../lib/io.ts';
import { compileEre } from '../lib/regex.ts';
import { spawn, waitFor } from '../lib/run-program.ts';
import { framed } from '../lib/usage-frame.ts';
import { HELP } from './help/run-parts.ts';

export default framed({
  name: 'run-parts',
  summary: 'run scripts or programs in a directory',
  help: HELP,
  short: 'hVvda:u:A:B:',
  long: {
    test: 'none',
    list: 'none',
    verbose: '-v',
    debug: '-d',
    report: 'none',
    reverse: 'none',
    'exit-on-error': 'none',
    stdin: 'none',
    lsbsysinit: 'none',
    'new-session': 'none',
    regex: 'required',
    umask: '-u',
    arg: '-a',
    after: '-A',
    before: '-B',
    help: '-h',
    version: '-V',
  },
  version:
    'Debian run-parts program, version 5.24\n' +
    'Copyright (C) 1994 Ian Jackson, Copyright (C) 1996 Jeff Noxon.\n' +
    'Copyright (C) 1996,1997,1998,1999 Guy Maor\nCopyright (C) 2002-2020 Clint Adams\n' +
    'This is free software; see the GNU General Public License version 2\nor later for copying conditions.  There is NO warranty.',
  mistake: name => `Try \`${name} --help' for more information.\n`,
  run: runParts,
});

const USUAL = /^[A-Za-z0-9_-]+$/;
const LSB = /^(_?([a-z0-9_.]+-)+[a-z0-9]+|[a-z0-9]+|[A-Za-z0-9_-]+)$/;

async function runParts(tool: Tool): Promise<number> {
  const { sys } = tool;
  if (tool.has('--stdin')) tool.fail('option --stdin is not simulated here');
  if (tool.operands.length === 0) tool.usage('missing operand');
  if (tool.has('--list') && tool.has('--test')) tool.fail('--list and --test can not be used together');
  const umask = tool.value('-u') ?? '022';
  if (!/^[0-7]+$/.test(umask)) tool.usage('bad umask value');
  await sys.umask(Number.parseInt(umask, 8));
  const regex = tool.value('--regex');
  const valid = regex === undefined ? (tool.has('--lsbsysinit') ? LSB : USUAL) : compileEre(regex);
  let status = 0;
  for (const folder of tool.operands) {
    const names = (await folderNames(sys, folder).catch(() => [])).filter(name => valid.test(name)).sort();
    if (tool.has('--reverse')) names.reverse();
    for (const name of names) {
      const result = await part(tool, `${folder.replace(/(.)\/+$/, '$1')}/${name}`);
      if (result === 0) continue;
      status = result;
      if (tool.has('--exit-on-error')) return result;
    }
  }
  return status;
}

/** Lists or runs one file; gives its status. */
async function part(tool: Tool, path: string): Promise<number> {
  const { sys } = tool;
  const stat = await sys.stat(path).catch(() => undefined);
  if (!stat) {
    await tool.warn(`component ${path} is a broken symbolic link`);
    return 1;
  }
  if (stat.kind !== 'file') return 0;
  if (tool.has('--list')) tool.out.write(`${path}\n`);
  const runnable = await sys.access(path, { execute: true }).then(
    () => true,
    () => false,
  );
  if (!runnable || tool.has('--list')) return 0;
  if (tool.has('--test')) {
    tool.out.write(`${path}\n`);
    return 0;
  }
  await tool.out.flush();
  if (tool.has('-v'))
    await warn(
      sys,
      `run-parts: executing ${path}${argumentsOf(tool)
        .map(word => ` ${word}`)
        .join('')}\n`,
    );
  return run(tool, path);
}

const argumentsOf = (tool: Tool): string[] => tool.given.filter(({ option }) => option === '-a').map(({ value }) => value!);

async function run(tool: Tool, path: string): Promise<number> {
  const { sys } = tool;
  for (const before of programs(tool, '-B')) await waitFor(sys, await spawn(sys, [before], tool.env));
  const report = tool.has('--report') && !tool.has('-v');
  const ends = report ? await sys.pipe({ cloexec: true }) : undefined;
  const child = await spawn(sys, [path, ...argumentsOf(tool)], tool.env, {
    ...(ends
      ? {
          fds: [
            [ends[1], 1],
            [ends[1], STDERR],
          ] as const,
        }
      : {}),
    prepare: async self => {
      if (tool.has('--new-session')) await self.setsid();
    },
    failed: async (self: Sys, error: Errno) => {
      await warn(self, `run-parts: failed to exec ${path}: ${error.message}\n`);
      return 1;
    },
  });
  if (ends) {
    await sys.close(ends[1]);
    let first = true;
    for await (const bytes of chunks(sys, ends[0])) {
      if (first) await writeAll(sys, 1, new TextEncoder().encode(`${path}:\n`));
      first = false;
      await writeAll(sys, 1, bytes);
    }
    await sys.close(ends[0]);
  }
  const ended = await waitFor(sys, child);
  for (const after of programs(tool, '-A')) await waitFor(sys, await spawn(sys, [after], tool.env));
  if (ended.how === 'killed') {
    await tool.warn(`${path} exited because of uncaught signal ${signalNumber(ended.signal)} (${strsignal(ended.signal)})`);
    return 1;
  }
  if (ended.status !== 0) await warn(sys, `run-parts: ${path} exited with return code ${ended.status}\n`);
  return ended.status;
}

const programs = (tool: Tool, option: string): string[] => tool.given.filter(each => each.option === option).map(({ value }) => value!);

// bc: a calculator of any precision. As GNU bc 1.07.1.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { lineBatches } from '../lib/lines.ts';
import { isTerminal } from '../lib/stdout.ts';
import { LIBRARY } from './library.ts';
import { Machine, Quit, RuntimeProblem } from './machine.ts';
import { isWhole, Parser, SyntaxProblem } from './parser.ts';

const BANNER = `bc 1.07.1
Copyright 1991-1994, 1997, 1998, 2000, 2004, 2006, 2008, 2012-2017 Free Software Foundation, Inc.
This is free software with ABSOLUTELY NO WARRANTY.
For details type \`warranty'. 
`;

export default command({
  name: 'bc',
  summary: 'an arbitrary precision calculator language',
  usage: '[options] [file ...]',
  help: '  -i  --interactive  force interactive mode\n  -l  --mathlib  use the predefined math routines\n  -q  --quiet  do not print initial banner\n  -s  --standard  non-standard bc constructs are errors\n  -w  --warn  warn about non-standard bc constructs',
  short: 'cilqswv',
  long: { compile: '-c', interactive: '-i', mathlib: '-l', quiet: '-q', standard: '-s', warn: '-w' },
  version: '',
  fullHelp: name => `usage: ${name} [options] [file ...]\n`,
  async run(tool: Tool) {
    if (tool.has('-v', '--version')) return tool.out.write('bc 1.07.1\n');
    const machine = new Machine(tool.has('-l') ? 20 : 0);
    if (tool.has('-l')) machine.run(new Parser(LIBRARY).program());
    const terminal = await isTerminal(tool.sys, 0);
    if (terminal && !tool.has('-q')) tool.out.write(BANNER);
    await tool.out.flush();
    try {
      for (const path of tool.operands) {
        let fd: Fd;
        try {
          fd = await tool.sys.open(path, { read: true });
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          await warn(tool.sys, `File ${path} is unavailable.\n`);
          tool.status = 1;
          return;
        }
        await feed(tool, machine, fd, path);
        await tool.sys.close(fd);
      }
      await feed(tool, machine, 0, '(standard_in)');
    } catch (error) {
      if (!(error instanceof Quit)) throw error;
    }
  },
});

/** Lines as they come: each is run once the statements in it are whole. */
async function feed(tool: Tool, machine: Machine, fd: Fd, name: string): Promise<void> {
  let text = '';
  let number = 0;
  for await (const { lines } of lineBatches(tool.sys, fd)) {
    for (const line of lines) {
      number++;
      text += `${line}\n`;
      if (!isWhole(text)) continue;
      await runText(tool, machine, text, `${name} ${number}`, number);
      text = '';
    }
    await tool.out.flush();
  }
  if (text !== '') await runText(tool, machine, text, `${name} ${number}`, number);
}

async function runText(tool: Tool, machine: Machine, text: string, place: string, number: number): Promise<void> {
  try {
    const statements = new Parser(text).program();
    try {
      machine.run(statements);
    } finally {
      tool.out.write(machine.output);
      machine.output = '';
    }
  } catch (error) {
    if (error instanceof SyntaxProblem) {
      const [name] = place.split(/ (?=\d+$)/);
      // An expression that the line's end cuts off is found wrong on the next line.
      const cut = /[-+*/%^=<>(,]\s*$/.test(text.trimEnd());
      await tool.out.flush();
      await warn(tool.sys, `${name} ${cut ? number + 1 : number}: ${error.message}\n`);
    } else if (error instanceof RuntimeProblem) {
      await tool.out.flush();
      await warn(tool.sys, `Runtime error (${machine.place}): ${error.message}\n`);
    } else throw error;
  }
}

// sleep: a pause. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { UsageError } from '../lib/getopt.ts';
import { warn } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';
import { parseDuration } from './durations.ts';

const DAY_MS = 86400e3;

export default command({
  name: 'sleep',
  summary: 'pause for NUMBER seconds, where NUMBER is an integer or floating-point',
  usage: 'NUMBER[SUFFIX]...\nOPTION',
  help: "SUFFIX may be 's','m','h', or 'd', for seconds, minutes, hours, days.\nWith multiple arguments, pause for the sum of their values.\n",
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    let total = 0;
    const wrong: string[] = [];
    for (const text of tool.operands) {
      const length = parseDuration(text);
      if (length === undefined) wrong.push(text);
      else total += length;
    }
    for (const text of wrong.slice(0, -1)) await warn(tool.sys, `${tool.name}: invalid time interval ${quote(text)}\n`);
    if (wrong.length > 0) throw new UsageError(`invalid time interval ${quote(wrong.at(-1)!)}`);
    while (total === Number.POSITIVE_INFINITY) await tool.sys.nanosleep(DAY_MS);
    await tool.sys.nanosleep(total);
  },
});

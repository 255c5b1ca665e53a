// nproc: how many processors there are. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'nproc',
  summary: 'print the number of processing units available to the current process',
  usage: '[OPTION]...',
  help: '      --all       print the number of installed processors\n      --ignore=N  if possible, exclude N processing units',
  short: '',
  long: { all: 'none', ignore: 'required' },
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const ignore = tool.value('--ignore') ?? '0';
    if (!/^\d+$/.test(ignore)) tool.fail(`invalid number: ${quote(ignore)}`);
    let count = tool.has('--all') ? undefined : await allowed(tool);
    count ??= (await readText(tool.sys, '/proc/stat').catch(() => 'cpu0 ')).split('\n').filter(line => /^cpu\d/.test(line)).length;
    const limit = tool.has('--all') ? undefined : tool.env.OMP_NUM_THREADS;
    if (limit !== undefined && /^[1-9]\d*$/.test(limit)) count = Number(limit);
    tool.out.write(`${Math.max(1, count - Number(ignore))}\n`);
  },
});

/** sched_getaffinity(2), as /proc shows it: "0-1,4". */
async function allowed(tool: Tool): Promise<number | undefined> {
  const text = await readText(tool.sys, '/proc/self/status').catch(() => '');
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(text)?.[1];
  return list?.split(',').reduce((sum, part) => {
    const [from, to = from] = part.split('-').map(Number);
    return sum + to! - from! + 1;
  }, 0);
}

// swapon: starts swapping to a device or file. There is no swap here: the kernel knows none. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/swapon.ts';

const FAILED = 255;

export default utilLinux({
  name: 'swapon',
  summary: 'enable devices and files for paging and swapping',
  help: HELP,
  short: 'ad::efo:p:sT:U:vL:',
  long: {
    all: '-a',
    discard: '-d',
    ifexists: '-e',
    options: '-o',
    priority: '-p',
    fixpgsz: '-f',
    summary: '-s',
    fstab: '-T',
    verbose: '-v',
    show: 'optional',
    output: 'required',
    'output-all': 'none',
    noheadings: 'none',
    raw: 'none',
    bytes: 'none',
  },
  run: swapon,
});

async function swapon(tool: Tool): Promise<number> {
  const { sys } = tool;
  if (tool.has('-s')) {
    const table = await readText(sys, '/proc/swaps').catch(() => '');
    if (table.trim().split('\n').length > 1) tool.out.write(table);
    return 0;
  }
  if (tool.operands.length === 0 || tool.has('--show', '-a')) return 0;
  for (const path of tool.operands) {
    try {
      await sys.close(await sys.open(path, { read: true, write: true, cloexec: true }));
      await tool.warn(`${path}: swapping is not simulated here`, FAILED);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`cannot open ${path}: ${error.message}`, FAILED);
    }
  }
  return tool.status;
}

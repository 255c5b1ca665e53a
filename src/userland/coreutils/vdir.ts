// vdir: ls in the long format, with escaped names. As GNU coreutils 9.10.

import { command } from '../lib/command.ts';
import { runLs } from './ls-list.ts';
import { LONG, SHORT } from './ls-options.ts';

export default command({
  name: 'vdir',
  summary: 'list information about the FILEs (the current directory by default)',
  usage: '[OPTION]... [FILE]...',
  short: SHORT,
  long: LONG,
  usageStatus: 2,
  run: tool => runLs(tool, 'vdir'),
});

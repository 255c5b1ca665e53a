// The question before something is removed or replaced (-i). As gnulib's yesno.

import type { Tool } from '../lib/command.ts';
import { encode, STDIN } from '../lib/io.ts';

/** Asks on standard error; yes is a line that begins with "y". */
export async function askYes(tool: Tool, words: string): Promise<boolean> {
  await tool.out.flush();
  await tool.sys.write(2, encode(`${tool.name}: ${words}`));
  let line = '';
  for (;;) {
    const bytes = await tool.sys.read(STDIN, 1);
    if (bytes.length === 0 || bytes[0] === 10) break;
    line += String.fromCharCode(bytes[0]!);
  }
  return /^[yY]/.test(line);
}

// cat: concatenate files. Copies bytes as they come where no option asks for lines.

import { chunks, STDOUT, writeAll } from '../../lib/io.ts';
import { applet } from '../applet.ts';

/** A byte as cat -v, -t and -e show it; the text's characters are bytes. */
function shown(byte: number, show: { tabs: boolean; ends: boolean; controls: boolean }): string {
  if (byte === 10) return show.ends ? '$\n' : '\n';
  if (byte === 9) return show.tabs ? '^I' : '\t';
  if (!show.controls) return String.fromCharCode(byte);
  const meta = byte >= 128 ? 'M-' : '';
  const low = byte & 127;
  if (low === 127) return `${meta}^?`;
  return low < 32 ? `${meta}^${String.fromCharCode(low + 64)}` : meta + String.fromCharCode(low);
}

export default applet({
  name: 'cat',
  usage: `Usage: cat [-nbvteA] [FILE]...

Print FILEs to stdout

	-n	Number output lines
	-b	Number nonempty lines
	-v	Show nonprinting characters as ^x or M-x
	-t	...and tabs as ^I
	-e	...and end lines with $
	-A	Same as -vte`,
  short: 'nbvteA',

  async run(run) {
    const numbered = run.has('-b') ? 'nonempty' : run.has('-n') ? 'all' : undefined;
    const show = { tabs: run.has('-t', '-A'), ends: run.has('-e', '-A'), controls: run.has('-v', '-t', '-e', '-A') };
    if (!numbered && !show.controls)
      return run.eachInput(async fd => {
        for await (const bytes of chunks(run.sys, fd)) await writeAll(run.sys, STDOUT, bytes);
      });
    let line = 0;
    let atStart = true;
    await run.eachInput(async fd => {
      for await (const bytes of chunks(run.sys, fd)) {
        let text = '';
        for (const byte of bytes) {
          if (atStart && (numbered === 'all' || (numbered && byte !== 10))) text += `${String(++line).padStart(6)}\t`;
          text += shown(byte, show);
          atStart = byte === 10;
        }
        run.out.write(text);
        await run.out.settle();
      }
    });
    return undefined;
  },
});

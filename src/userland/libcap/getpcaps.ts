// getpcaps: shows the capabilities of processes. libcap 2.78.

import { CAPABILITIES } from '../../abi/caps.ts';
import { Errno } from '../../abi/errno.ts';
import { print, program, warn } from '../lib/io.ts';
import { HELP } from './help/getpcaps.ts';
import { LICENSE } from './license.ts';
import { capsToText, iabToText } from './text.ts';

type Style = 'plain' | 'verbose' | 'legacy';

export default program({
  name: 'getpcaps',
  summary: 'display process capabilities',

  async main(sys, argv) {
    let style: Style = 'plain';
    let iab = false;
    let status = 0;
    if (argv.length === 1) {
      await warn(sys, HELP);
      return 1;
    }
    for (const word of argv.slice(1)) {
      if (['--help', '-h', '--usage'].includes(word)) {
        await warn(sys, HELP);
        return 0;
      }
      if (word === '--license') return print(sys, LICENSE('getpcaps'));
      if (word === '--verbose') style = 'verbose';
      else if (word === '--ugly' || word === '--legacy') style = 'legacy';
      else if (word === '--iab') iab = true;
      else if (!/^\d+$/.test(word)) {
        await warn(sys, `Cannot parse pid ${word}: (Invalid argument)\n`);
        return 1;
      } else {
        try {
          const sets = await sys.capget(Number(word));
          const blocked = new Set(CAPABILITIES.filter(each => !sets.bounding.has(each)));
          await print(sys, line(word, capsToText(sets), iab ? iabToText({ ...sets, blocked }) : undefined, style));
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          await warn(sys, `Failed to get cap's for process ${word}: (${error.message})\n`);
          status = 1;
        }
      }
    }
    return status;
  },
});

function line(pid: string, caps: string, iab: string | undefined, style: Style): string {
  if (style === 'verbose') return `Capabilities for '${pid}': ${caps}\n`;
  if (style === 'legacy') return `Capabilities for \`${pid}': ${caps}\n`;
  return iab === undefined ? `${pid}: ${caps}\n` : `${pid}: "${caps}" [${iab}]\n`;
}

// Help pages as they are printed: flags wrapped to the terminal. As docker-cli 28.5.2's usage template.

import { Errno } from '../../abi/errno.ts';
import { flagUsages, parsePage } from '../../userland/lib/cobra.ts';
import { STDIN } from '../../userland/lib/io.ts';
import type { Cli } from './cli.ts';

async function columns(cli: Cli): Promise<number> {
  try {
    return (await cli.sys.ioctl(STDIN, 'TIOCGWINSZ')).columns;
  } catch (error) {
    if (error instanceof Errno) return 80;
    throw error;
  }
}

/** A page's text as `--help` prints it. */
export async function helpText(cli: Cli, page: string): Promise<string> {
  const { before, title, flags, after } = parsePage(page.replaceAll('~/.docker', cli.configFolder));
  const options = flags.length === 0 ? '' : `${title}\n${flagUsages(flags, (await columns(cli)) - 1)}`;
  return `${`${before}\n${options}${after === '' ? '' : `${after.slice(1)}\n`}`.trimEnd()}\n`;
}

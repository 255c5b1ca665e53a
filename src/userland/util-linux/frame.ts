// What all programs of util-linux 2.42 share: how they say their version and what they say after a mistake.

import type { Program } from '../../abi/program.ts';
import { type FramedProgram, framed, tryHelp } from '../lib/usage-frame.ts';

export const VERSION = 'util-linux 2.42.4';

/** A program of util-linux. -h, --help, -V and --version need not be listed. */
export function utilLinux(
  definition: Omit<FramedProgram, 'mistake' | 'version'> & Partial<Pick<FramedProgram, 'mistake' | 'version'>>,
): Program {
  return framed({
    mistake: tryHelp,
    version: `${definition.name} from ${VERSION}`,
    ...definition,
    short: `${definition.short}hV`,
    long: { help: '-h', version: '-V', ...definition.long },
  });
}

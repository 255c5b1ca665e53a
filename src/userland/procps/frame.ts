// What most programs of procps-ng 4.0.7 share: after a mistake they print all of their help.

import type { Program } from '../../abi/program.ts';
import { type FramedProgram, framed } from '../lib/usage-frame.ts';

export const VERSION = 'procps-ng 4.0.7';

/** A program of procps. */
export function procps(
  definition: Omit<FramedProgram, 'mistake' | 'version'> & Partial<Pick<FramedProgram, 'mistake' | 'version'>>,
): Program {
  return framed({
    mistake: (_name, help) => help,
    version: `${definition.name} from ${VERSION}`,
    ...definition,
    short: definition.short.includes('V') ? definition.short : `${definition.short}V`,
    long: { version: '-V', help: 'none', ...definition.long },
  });
}

// What the programs of psmisc 23.7 share: their version's text and what follows a mistake.

import type { Program } from '../../abi/program.ts';
import { type FramedProgram, framed } from '../lib/usage-frame.ts';

/** What -V prints, without its last newline. */
export const versionText = (name: string, years: string, authors: string): string =>
  `${name} (PSmisc) 23.7
Copyright (C) ${years} ${authors}

PSmisc comes with ABSOLUTELY NO WARRANTY.
This is free software, and you are welcome to redistribute it under
the terms of the GNU General Public License.
For more information about these matters, see the files named COPYING.`;

export const OLD_YEARS = '1993-2024';
export const AUTHORS = 'Werner Almesberger and Craig Small';

/** A program of psmisc: its usage follows each mistake; no option asks for help. */
export const psmisc = (definition: Omit<FramedProgram, 'mistake'>): Program =>
  framed({ mistake: (_name, help) => help, helpOptions: [], versionOptions: ['-V', '--version'], ...definition });

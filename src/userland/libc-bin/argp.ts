// The frame of glibc's own programs: options by argp(3), whose hint differs from getopt's. glibc 2.43.

import type { Program } from '../../abi/program.ts';
import type { Tool } from '../lib/command.ts';
import type { LongOptions } from '../lib/getopt.ts';
import { framed } from '../lib/usage-frame.ts';

/** The status of a wrong option, EX_USAGE. */
const EX_USAGE = 64;

const RIGHTS = `Copyright (C) 2024 Free Software Foundation, Inc.
This is free software; see the source for copying conditions.  There is NO
warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.
`;

/** What a program of glibc says of its version. */
export const glibcVersion = (name: string, authors: string): string =>
  `${name} (Debian GLIBC 2.43-7) 2.43\n${RIGHTS}Written by ${authors}.`;

/** Where help is, after a mistake. */
export const argpHint = (name: string): string => `Try \`${name} --help' or \`${name} --usage' for more information.\n`;

export interface ArgpProgram {
  name: string;
  summary: string;
  help: string;
  /** What --usage prints. */
  usage: string;
  authors: string;
  short: string;
  long: LongOptions;
  run(tool: Tool): Promise<number | void>;
}

/** A program of that kind; -?, --help, --usage, -V and --version need not be listed. */
export const argp = ({ usage, authors, short, long, run, ...definition }: ArgpProgram): Program =>
  framed({
    ...definition,
    short: `${short}?V`,
    long: { ...long, help: '-?', usage: 'none', version: '-V' },
    version: glibcVersion(definition.name, authors),
    helpOptions: ['-?'],
    versionOptions: ['-V'],
    mistake: argpHint,
    usageStatus: EX_USAGE,
    async run(tool) {
      if (!tool.has('--usage')) return run(tool);
      tool.out.write(usage);
      return 0;
    },
  });

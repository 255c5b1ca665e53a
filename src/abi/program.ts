// What an executable is: the module that a file beginning "\x7fELF" names.

import type { Sys } from './sys.ts';
import type { Env } from './types.ts';

export interface Program {
  /** The name of its main command, as its manual page is called. */
  name: string;
  /** One line, as whatis(1) prints it. */
  summary: string;
  /** argv[0] is the name it is called by. Gives the exit status; undefined is 0. */
  main(sys: Sys, argv: string[], env: Env): Promise<number | void>;
}

/** The bytes of an executable file for the module `id` ("coreutils/cat"), as imagefs and package installers write it. */
export const executableText = (id: string): string => `\x7fELF${id}\n`;

/** The module's id in an executable's first bytes as text, or undefined where it is no executable of ours. */
export const moduleOf = (text: string): string | undefined => /^\x7fELF([^\n]+)\n/.exec(text)?.[1];

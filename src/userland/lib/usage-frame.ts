// The frame of programs that are not GNU's own: options by getopt_long(3), a help text of their own, and what follows a mistake
// (a hint, as util-linux; all of the help, as procps and shadow).

import { Errno } from '../../abi/errno.ts';
import type { Program } from '../../abi/program.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { Failure, Tool } from './command.ts';
import { type Given, getopt, type LongOptions, UsageError } from './getopt.ts';
import { warn } from './io.ts';
import { WriteError } from './stdout.ts';

export interface FramedProgram {
  name: string;
  summary: string;
  help: string;
  short: string;
  long?: LongOptions;
  /** The line that -V prints; no option asks for it where undefined. */
  version?: string;
  /** The options that ask for help, and those that ask for the version. */
  helpOptions?: readonly string[];
  versionOptions?: readonly string[];
  /** What follows the words of a wrong command line. */
  mistake: (name: string, help: string) => string;
  usageStatus?: number;
  /** Turns argv into what getopt understands (-9, +5). */
  prepare?: (argv: string[]) => string[];
  run(tool: Tool): Promise<number | void>;
}

/** "Try 'NAME --help' for more information." */
export const tryHelp = (name: string): string => `Try '${name} --help' for more information.\n`;

/** Makes the program; the tool's name is the last part of argv[0]. */
export function framed(definition: FramedProgram): Program {
  return { name: definition.name, summary: definition.summary, main: (sys, argv, env) => run(definition, sys, argv, env) };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

async function run(definition: FramedProgram, sys: Sys, argv: string[], env: Env): Promise<number> {
  const called = argv[0] ?? definition.name;
  const name = baseName(called);
  let tool: Tool | undefined;
  try {
    const words = definition.prepare?.(argv) ?? argv;
    const options = getopt(words, definition.short, definition.long);
    tool = new Tool(sys, [name, ...words.slice(1)], env, options, 'text');
    const about = aboutText(definition, options.given);
    if (about !== undefined) tool.out.write(about);
    const status = about === undefined ? await definition.run(tool) : 0;
    await tool.out.flush();
    return status ?? tool.status;
  } catch (error) {
    return ended(error, definition, sys, called, name, tool);
  }
}

function aboutText({ help, version, helpOptions, versionOptions }: FramedProgram, given: readonly Given[]): string | undefined {
  for (const { option } of given) {
    if ((helpOptions ?? ['-h', '--help']).includes(option)) return help;
    if (version !== undefined && (versionOptions ?? ['-V', '--version']).includes(option)) return `${version}\n`;
  }
  return undefined;
}

async function ended(
  error: unknown,
  definition: FramedProgram,
  sys: Sys,
  called: string,
  name: string,
  tool: Tool | undefined,
): Promise<number> {
  if (error instanceof WriteError) {
    await warn(sys, `${name}: ${error.message}\n`);
    return 1;
  }
  if (!(error instanceof UsageError || error instanceof Failure)) throw error;
  await tool?.out.flush().catch(() => undefined);
  if (error instanceof UsageError) {
    const words = error.message === '' ? '' : `${tool === undefined ? called : name}: ${error.message}\n`;
    await warn(sys, words + definition.mistake(name, definition.help));
    return definition.usageStatus ?? 1;
  }
  if (error.message !== '') await warn(sys, `${name}: ${error.message}\n`);
  return error.status;
}

/** The words of an Errno; rethrows anything else. */
export function errnoOf(error: unknown): Errno {
  if (error instanceof Errno) return error;
  throw error;
}

// The shape of a busybox applet, and the words all of them share. BusyBox v1.38.0 as Debian builds it (busybox-static 1:1.38.0-3+b1).

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import { type Given, getopt, type LongOptions, UsageError } from '../lib/getopt.ts';
import { STDIN, STDOUT, warn } from '../lib/io.ts';
import { Stdout } from '../lib/stdout.ts';

export const BANNER = 'BusyBox v1.38.0 (Debian 1:1.38.0-3+b1) multi-call binary.';

/** Ends the applet with "NAME: words" and this status (bb_error_msg_and_die). */
export class Die extends Error {
  readonly status: number;

  constructor(words: string, status = 1) {
    super(words);
    this.status = status;
  }
}

/** Ends the applet with its usage on standard error and status 1 (bb_show_usage). */
export class ShowUsage extends Error {}

export interface AppletDefinition {
  name: string;
  /** All that --help prints after the banner and an empty line: "Usage: cat …" to its last line. */
  usage: string;
  /** The options as getopt reads them; undefined where the applet reads its own words. */
  short?: string;
  long?: LongOptions;
  /** Words that stand for an option where getopt would read them as several ("-ps"). */
  aliases?: Readonly<Record<string, string>>;
  run(run: Run): Promise<number | void>;
}

/** One run of an applet. */
export class Run {
  readonly sys: Sys;
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Env;
  readonly given: readonly Given[];
  readonly operands: string[];
  readonly out: Stdout;
  /** The exit status so far: 1 once something was complained of. */
  status = 0;

  constructor(sys: Sys, argv: readonly string[], env: Env, options: { given: readonly Given[]; operands: string[] }) {
    this.sys = sys;
    this.name = argv[0]!;
    this.argv = argv;
    this.env = env;
    this.given = options.given;
    this.operands = options.operands;
    this.out = new Stdout(sys, 'bytes', STDOUT);
  }

  has(...options: string[]): boolean {
    return this.given.some(({ option }) => options.includes(option));
  }

  value(...options: string[]): string | undefined {
    return this.given.findLast(({ option }) => options.includes(option))?.value;
  }

  /** "NAME: words" on standard error after what was printed so far; the status becomes 1. */
  async warn(words: string): Promise<void> {
    await this.out.flush();
    this.status = 1;
    await warn(this.sys, `${this.name}: ${words}\n`);
  }

  /** Text on standard error after what was printed so far. */
  async report(text: string): Promise<void> {
    await this.out.flush();
    await warn(this.sys, text);
  }

  /** As warn, with the words of an Errno behind it (bb_perror_msg). Rethrows what is none. */
  async perror(words: string, error: unknown): Promise<void> {
    if (!(error instanceof Errno)) throw error;
    await this.warn(`${words}: ${error.message}`);
  }

  die(words: string, status = 1): never {
    throw new Die(words, status);
  }

  usage(): never {
    throw new ShowUsage();
  }

  /** A file's descriptor ("-" is standard input); complains as busybox does and gives undefined where it can't be opened. */
  async open(path: string): Promise<Fd | undefined> {
    if (path === '-') return STDIN;
    try {
      return await this.sys.open(path, { read: true });
    } catch (error) {
      await this.perror(`can't open '${path}'`, error);
      return undefined;
    }
  }

  /** Runs `use` on each file named, or on standard input where none is; errors of reading are complained of. */
  async eachInput(use: (fd: Fd, path: string) => Promise<void>, paths: readonly string[] = this.operands): Promise<void> {
    for (const path of paths.length > 0 ? paths : ['-']) {
      const fd = await this.open(path);
      if (fd === undefined) continue;
      try {
        await use(fd, path);
      } catch (error) {
        await this.perror(path, error);
      } finally {
        if (fd !== STDIN) await this.sys.close(fd);
      }
    }
  }
}

/** Types an applet. */
export const applet = (definition: AppletDefinition): AppletDefinition => definition;

/** Runs an applet as `main` does: options, --help, complaints, status. */
export async function runApplet(definition: AppletDefinition, sys: Sys, argv: readonly string[], env: Env): Promise<number> {
  const name = argv[0]!;
  const help = (): string => `${BANNER}\n\n${definition.usage}\n`;
  let run: Run | undefined;
  try {
    if (argv.length === 2 && argv[1] === '--help' && definition.usage !== '') {
      const out = new Stdout(sys);
      out.write(help());
      await out.flush();
      return 0;
    }
    const words = argv.map(word => definition.aliases?.[word] ?? word);
    const options =
      definition.short === undefined ? { given: [], operands: argv.slice(1) } : getopt(words, definition.short, definition.long);
    run = new Run(sys, argv, env, options);
    const status = await definition.run(run);
    await run.out.flush();
    return status ?? run.status;
  } catch (error) {
    await run?.out.flush();
    if (error instanceof UsageError) {
      await warn(sys, `${name}: ${error.message}\n${help()}`);
      return 1;
    }
    if (error instanceof ShowUsage) {
      await warn(sys, help());
      return 1;
    }
    if (error instanceof Die) {
      await warn(sys, `${name}: ${error.message}\n`);
      return error.status;
    }
    throw error;
  }
}

// chmod: modes of files. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { getopt } from '../lib/getopt.ts';
import { changeMode, type ModeChange, modeString, parseMode } from '../lib/modes.ts';
import { joinPath } from '../lib/path.ts';
import { quote, quoteAlways } from '../lib/quote.ts';

const LONG = {
  changes: '-c',
  recursive: '-R',
  'no-dereference': '-h',
  dereference: 'none',
  'no-preserve-root': 'none',
  'preserve-root': 'none',
  quiet: '-f',
  silent: '-f',
  reference: 'required',
  verbose: '-v',
  help: 'none',
  version: 'none',
} as const;

export default command({
  name: 'chmod',
  summary: 'change the mode of each FILE to MODE',
  usage: '[OPTION]... MODE[,MODE]... FILE...\n[OPTION]... OCTAL-MODE FILE...\n[OPTION]... --reference=RFILE FILE...',
  help: `  -c, --changes          like verbose but report only when a change is made
  -f, --silent, --quiet  suppress most error messages
  -v, --verbose          output a diagnostic for every file processed
      --reference=RFILE  use RFILE's mode instead of specifying MODE values
  -R, --recursive        change files and directories recursively`,
  async run(tool: Tool) {
    // A mode that begins with "-" looks like options.
    const modes: string[] = [];
    const words = tool.argv.filter((word, at) => {
      const end = tool.argv.indexOf('--');
      const isMode = at > 0 && (end < 0 || at < end) && /^-[rwxXstugoa,+=0-7-]+$/.test(word) && word !== '--';
      if (isMode) modes.push(word);
      return !isMode;
    });
    const { given, operands } = getopt(words, 'RcfhvHLP', LONG);
    const has = (...options: string[]): boolean => given.some(({ option }) => options.includes(option));
    if (has('--help'))
      return tool.out.write(`Usage: ${tool.name} [OPTION]... MODE[,MODE]... FILE...\nChange the mode of each FILE to MODE.\n`);
    if (has('--version')) return tool.out.write('chmod (GNU coreutils) 9.10\n');
    await chmod(
      tool,
      has,
      modes.length > 0 ? modes.join(',') : undefined,
      given.findLast(({ option }) => option === '--reference')?.value,
      operands,
    );
  },
});

type Has = (...options: string[]) => boolean;

async function chmod(tool: Tool, has: Has, dashed: string | undefined, reference: string | undefined, operands: string[]): Promise<void> {
  let text = dashed;
  if (text === undefined && reference === undefined) text = operands.shift();
  if (text === undefined && reference === undefined) tool.usage('missing operand');
  if (operands.length === 0)
    tool.usage(text === undefined || dashed !== undefined ? 'missing operand' : `missing operand after ${quote(text)}`);
  let change: ModeChange;
  if (reference !== undefined) {
    const stat = await tool.sys.stat(reference).catch(error => {
      if (!(error instanceof Errno)) throw error;
      return tool.fail(`failed to get attributes of ${quoteAlways(reference)}: ${error.message}`);
    });
    change = parseMode(`0${stat.mode.toString(8).padStart(5, '0')}`)!;
  } else change = parseMode(text!) ?? tool.usage(`invalid mode: ${quote(text!)}`);
  const umask = await tool.sys.umask(0);
  await tool.sys.umask(umask);
  const changer = new Changer(tool, has, change, umask, dashed !== undefined);
  for (const path of operands) await changer.change(path, true);
}

class Changer {
  readonly #tool: Tool;
  readonly #has: Has;
  readonly #change: ModeChange;
  readonly #umask: number;
  readonly #dashed: boolean;

  constructor(tool: Tool, has: Has, change: ModeChange, umask: number, dashed: boolean) {
    this.#tool = tool;
    this.#has = has;
    this.#change = change;
    this.#umask = umask;
    this.#dashed = dashed;
  }

  async #fails(words: string, error: unknown): Promise<void> {
    if (!(error instanceof Errno)) throw error;
    if (this.#has('-f')) this.#tool.status = 1;
    else await this.#tool.warn(`${words}: ${error.message}`);
  }

  async change(path: string, argument: boolean): Promise<void> {
    const { sys, out } = this.#tool;
    let stat: Stat;
    try {
      stat = await sys.stat(path, { nofollow: !argument || this.#has('-h') });
    } catch (error) {
      const dangling =
        argument &&
        (await sys.stat(path, { nofollow: true }).then(
          () => true,
          () => false,
        ));
      if (dangling && error instanceof Errno && error.code === 'ENOENT') {
        if (!this.#has('-f')) await this.#tool.warn(`cannot operate on dangling symlink ${quoteAlways(path)}`);
        return;
      }
      return this.#fails(`cannot access ${quoteAlways(path)}`, error);
    }
    if (stat.kind === 'symlink') {
      if (this.#has('-v')) out.write(`neither symbolic link ${quoteAlways(path)} nor referent has been changed\n`);
      return;
    }
    const mode = changeMode(stat.mode, this.#change, { directory: stat.kind === 'directory', umask: this.#umask });
    try {
      await sys.chmod(path, mode);
      this.#report(path, stat.mode, mode);
      await this.#warnOfUmask(path, stat, mode);
    } catch (error) {
      await this.#fails(`changing permissions of ${quoteAlways(path)}`, error);
      if (this.#has('-v')) out.write(`failed to change mode of ${quoteAlways(path)} from ${shown(stat.mode)} to ${shown(mode)}\n`);
    }
    if (stat.kind !== 'directory' || !this.#has('-R')) return;
    try {
      for (const name of await folderNames(sys, path)) await this.change(joinPath(path, name), false);
    } catch (error) {
      await this.#fails(`cannot read directory ${quoteAlways(path)}`, error);
    }
  }

  #report(path: string, before: number, after: number): void {
    if (before === after) {
      if (this.#has('-v')) this.#tool.out.write(`mode of ${quoteAlways(path)} retained as ${shown(after)}\n`);
    } else if (this.#has('-v', '-c')) {
      this.#tool.out.write(`mode of ${quoteAlways(path)} changed from ${shown(before)} to ${shown(after)}\n`);
    }
  }

  /** As GNU: "-w" that the umask keeps from taking all it says is told of. */
  async #warnOfUmask(path: string, stat: Stat, mode: number): Promise<void> {
    if (!this.#dashed) return;
    const naive = changeMode(stat.mode, this.#change, { directory: stat.kind === 'directory', umask: 0 });
    if ((mode & ~naive) === 0) return;
    const [now, wanted] = [modeString('file', mode).slice(1), modeString('file', naive).slice(1)];
    await this.#tool.warn(`${path}: new permissions are ${now}, not ${wanted}`);
  }
}

const shown = (mode: number): string => `${mode.toString(8).padStart(4, '0')} (${modeString('file', mode).slice(1)})`;

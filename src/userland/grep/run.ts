// grep over files and folders: the work of grep, egrep, fgrep and rgrep. As GNU grep 3.12.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Failure, type Tool } from '../lib/command.ts';
import { folderEntries } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { STDIN, STDOUT } from '../lib/io.ts';
import { joinPath } from '../lib/path.ts';
import { Matcher, PatternError } from './matcher.ts';
import { matcherOptions, readPatterns, searchOptions } from './options.ts';
import { Search, type SearchOptions } from './search.ts';

/** Runs grep by its command line. */
export async function runGrep(tool: Tool): Promise<number> {
  const patterns = await readPatterns(tool);
  const options = await searchOptions(tool);
  let matcher: Matcher;
  try {
    matcher = new Matcher(patterns, matcherOptions(tool));
  } catch (error) {
    if (error instanceof PatternError) throw new Failure(error.message, 2);
    throw error;
  }
  for (const pattern of matcherOptions(tool).syntax === 'extended' ? patterns : []) {
    const odd = /(?:^|[^\\][(|]|^[(|])([*+?])/.exec(pattern);
    if (odd !== null) await tool.warn(`warning: ${odd[1]} at start of expression`, 0);
  }
  if (tool.has('--line-buffered')) tool.out.unbuffered = true;
  const grep = new Grep(tool, matcher, options);
  await grep.run();
  if (grep.troubled && !(options.output === 'quiet' && grep.found)) return 2;
  return grep.found ? 0 : 1;
}

class Grep {
  readonly #tool: Tool;
  readonly #matcher: Matcher;
  readonly #options: SearchOptions;
  readonly #recursive: boolean;
  readonly #follow: boolean;
  readonly #shared = { printedContext: false };
  #output: Stat | undefined;
  found = false;
  troubled = false;

  constructor(tool: Tool, matcher: Matcher, options: SearchOptions) {
    this.#tool = tool;
    this.#matcher = matcher;
    this.#options = options;
    this.#follow = tool.has('-R');
    this.#recursive = tool.has('-r', '-R') || tool.value('-d') === 'recurse';
  }

  async run(): Promise<void> {
    const tool = this.#tool;
    const paths = tool.operands.length > 0 ? tool.operands : this.#recursive ? ['.'] : ['-'];
    const implied = tool.operands.length === 0 && this.#recursive;
    const names = tool.last('-H', '-h');
    this.#options.names = names === '-H' || (names === undefined && (paths.length > 1 || this.#recursive));
    if (names === undefined && this.#recursive && paths.length === 1 && paths[0] !== '-') {
      const stat = await tool.sys.stat(paths[0]!).catch(() => undefined);
      if (stat !== undefined && stat.kind !== 'directory') this.#options.names = false;
    }
    this.#output = await tool.sys.fstat(STDOUT).catch(() => undefined);
    for (const path of paths) {
      if (this.#stopped()) return;
      if (path === '-') await this.#stream();
      else await this.#argument(path, implied);
    }
  }

  #stopped(): boolean {
    return this.#options.output === 'quiet' && this.found;
  }

  async #stream(): Promise<void> {
    try {
      await this.#search(STDIN, this.#tool.value('--label') ?? '(standard input)');
    } catch (error) {
      await this.#trouble('(standard input)', error);
    }
  }

  async #trouble(path: string, error: unknown): Promise<void> {
    if (!(error instanceof Errno)) throw error;
    this.troubled = true;
    if (!this.#tool.has('-s')) await this.#tool.warn(`${path}: ${error.message}`);
  }

  #excluded(path: string, folder: boolean, argument: boolean): boolean {
    const name = path.replace(/.*\//, '') || path;
    const matches = (pattern: string): boolean => fnmatch(pattern.replace(/(.)\/+$/, '$1'), name) || (argument && fnmatch(pattern, path));
    if (folder) return this.#tool.given.some(({ option, value }) => option === '--exclude-dir' && matches(value!));
    let kept = !this.#tool.has('--include');
    for (const { option, value } of this.#tool.given) {
      if (option === '--include' && matches(value!)) kept = true;
      else if (option === '--exclude' && matches(value!)) kept = false;
    }
    return !kept;
  }

  async #argument(path: string, implied: boolean): Promise<void> {
    const { sys } = this.#tool;
    try {
      const stat = await sys.stat(path);
      if (stat.kind === 'directory') {
        const how = this.#tool.value('-d') ?? 'read';
        if (this.#recursive) {
          if (!(path !== '.' && this.#excluded(path, true, true))) await this.#folder(path, implied);
          return;
        }
        if (how === 'skip') return;
        this.troubled = true;
        if (!this.#tool.has('-s')) await this.#tool.warn(`${path}: Is a directory`);
        return;
      }
      if (this.#excluded(path, false, true)) return;
      if (this.#tool.value('-D') === 'skip' && ['char', 'block', 'fifo', 'socket'].includes(stat.kind)) return;
      await this.#file(path, path);
    } catch (error) {
      await this.#trouble(path, error);
    }
  }

  async #folder(path: string, implied: boolean): Promise<void> {
    try {
      for (const entry of await folderEntries(this.#tool.sys, path)) {
        if (this.#stopped()) return;
        const below = implied ? entry.name : joinPath(path, entry.name);
        let kind = entry.kind;
        if (kind === 'symlink') {
          if (!this.#follow) continue;
          kind = (await this.#tool.sys.stat(below)).kind;
        }
        if (kind === 'directory') {
          if (!this.#excluded(below, true, false)) await this.#folder(below, false);
        } else if (kind === 'file' && !this.#excluded(below, false, false)) await this.#file(below, below);
      }
    } catch (error) {
      await this.#trouble(path, error);
    }
  }

  async #file(path: string, name: string): Promise<void> {
    const { sys } = this.#tool;
    let fd: number;
    try {
      fd = await sys.open(path, { read: true, cloexec: true, noctty: true });
    } catch (error) {
      return this.#trouble(name, error);
    }
    try {
      const stat = await sys.fstat(fd);
      const out = this.#output;
      const same =
        out?.kind === 'file' &&
        stat.kind === 'file' &&
        stat.ino === out.ino &&
        stat.dev.minor === out.dev.minor &&
        stat.dev.major === out.dev.major;
      if (same && ['lines', 'count'].includes(this.#options.output) && this.#options.most > 1) {
        this.troubled = true;
        if (!this.#tool.has('-s')) await this.#tool.warn(`${name}: input file is also the output`);
        return;
      }
      await this.#search(fd, name);
    } catch (error) {
      await this.#trouble(name, error);
    } finally {
      await sys.close(fd);
    }
  }

  async #search(fd: number, name: string): Promise<void> {
    const { output, names, nullName, color } = this.#options;
    const count = await new Search(this.#tool, this.#matcher, this.#options, name).run(fd, this.#shared);
    const end = nullName ? '\0' : '\n';
    const shown = color ? `\x1b[35m\x1b[K${name}\x1b[m\x1b[K` : name;
    if (output === 'count') {
      const sign = color ? '\x1b[36m\x1b[K:\x1b[m\x1b[K' : ':';
      this.#tool.out.write(`${names ? shown + (nullName ? '\0' : sign) : ''}${count}\n`);
    } else if ((output === 'with' && count > 0) || (output === 'without' && count === 0)) this.#tool.out.write(shown + end);
    if (output === 'without' ? count === 0 : count > 0) this.found = true;
    await this.#tool.out.settle();
  }
}

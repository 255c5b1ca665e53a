// The work of ls: reading folders, sorting, printing. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { fnmatch } from '../lib/glob.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';
import { printBlocks } from '../lib/sizes.ts';
import { compareVersions } from '../lib/version-compare.ts';
import { zoneOf } from '../lib/zones.ts';
import { Colours } from './ls-colors.ts';
import { inColumns, withCommas } from './ls-columns.ts';
import type { Entry } from './ls-list-entry.ts';
import { type LongStyle, longLines } from './ls-long.ts';
import { displayWidth, indicatorOf, shownName } from './ls-names.ts';
import { type LsOptions, readOptions } from './ls-options.ts';

/** Runs ls, dir or vdir. */
export async function runLs(tool: Tool, kind: 'ls' | 'dir' | 'vdir'): Promise<number> {
  const options = await readOptions(tool, kind);
  const lister = new Lister(tool, options);
  await lister.run(tool.operands.length > 0 ? tool.operands : ['.']);
  return tool.status;
}

class Lister {
  readonly #tool: Tool;
  readonly #options: LsOptions;
  readonly #colours: Colours | undefined;
  readonly #names: Names;
  #style: LongStyle | undefined;
  #printed = false;

  constructor(tool: Tool, options: LsOptions) {
    this.#tool = tool;
    this.#options = options;
    this.#colours = options.color ? new Colours(tool.env.LS_COLORS) : undefined;
    this.#names = new Names(tool.sys);
  }

  async run(paths: readonly string[]): Promise<void> {
    if (this.#options.format === 'long') await this.#prepareLong();
    const found: Entry[] = [];
    for (const path of paths) {
      const entry = await this.#argument(path);
      if (entry !== undefined) found.push(entry);
    }
    const files = this.#sorted(found.filter(entry => !entry.folder));
    const folders = this.#sorted(found.filter(entry => entry.folder));
    if (files.length > 0) {
      this.#print(files, folders);
      this.#printed = true;
    }
    const headers = this.#options.recursive || paths.length > 1;
    for (const folder of folders) await this.#list(folder.path, headers, true, new Set());
  }

  async #prepareLong(): Promise<void> {
    const { sys, env } = this.#tool;
    if (!this.#options.numeric) await this.#names.load();
    this.#style = { options: this.#options, names: this.#names, now: await sys.clockGettime('realtime'), zone: zoneOf(env.TZ) };
  }

  async #argument(path: string): Promise<Entry | undefined> {
    const { follow, directory } = this.#options;
    const { sys } = this.#tool;
    try {
      let stat: Stat;
      if (follow === 'never') stat = await sys.stat(path, { nofollow: true });
      else if (follow === 'argument-directories') {
        const target = await sys.stat(path).catch(error => ignoreErrno(error));
        stat = target?.kind === 'directory' ? target : await sys.stat(path, { nofollow: true });
      } else stat = await sys.stat(path);
      const entry: Entry = { name: path, path, kind: stat.kind, stat, folder: stat.kind === 'directory' && !directory };
      if (stat.kind === 'symlink') await this.#followLink(entry);
      return entry;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#tool.warn(`cannot access ${quoteAlways(path)}: ${error.message}`, 2);
      return undefined;
    }
  }

  async #followLink(entry: Entry): Promise<void> {
    const { format, indicator, directoriesFirst } = this.#options;
    if (format !== 'long' && this.#colours === undefined && indicator !== 'classify' && !directoriesFirst) return;
    const { sys } = this.#tool;
    try {
      entry.target = await sys.readlink(entry.path);
      const stat = await sys.stat(entry.path).catch(error => ignoreErrno(error));
      if (stat !== undefined) entry.targetStat = stat;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#tool.warn(`cannot read symbolic link ${quoteAlways(entry.path)}: ${error.message}`);
    }
  }

  async #list(path: string, header: boolean, isArgument: boolean, above: ReadonlySet<string>): Promise<void> {
    const { sys, out } = this.#tool;
    let entries: Entry[];
    try {
      entries = await this.#read(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const words =
        error.code === 'ENOTDIR' || error.code === 'EACCES' || error.code === 'ENOENT' ? 'cannot open directory' : 'reading directory';
      await this.#tool.warn(`${words} ${quoteAlways(path)}: ${error.message}`, isArgument ? 2 : 1);
      return;
    }
    let known = above;
    if (this.#options.recursive) {
      const { dev, ino } = await sys.stat(path);
      const id = `${dev.major}:${dev.minor}:${ino}`;
      if (above.has(id)) return this.#tool.warn(`${path}: not listing already-listed directory`, 2);
      known = new Set(above).add(id);
    }
    if (header) {
      const { end } = this.#options;
      out.write(`${this.#printed ? end : ''}${shownName(path, this.#options, false)}:${end}`);
    }
    this.#printed = true;
    if (this.#options.format === 'long' || this.#options.blocks) {
      const bytes = entries.reduce((sum, entry) => sum + (entry.stat?.blocks ?? 0) * 512, 0);
      out.write(`total ${printBlocks(bytes, this.#options.blockSize)}${this.#options.end}`);
    }
    this.#print(entries);
    await out.settle();
    if (!this.#options.recursive) return;
    for (const entry of entries) {
      if (entry.kind === 'directory' && entry.name !== '.' && entry.name !== '..') await this.#list(entry.path, true, false, known);
    }
  }

  #hidden(name: string): boolean {
    const { hidden, ignore, hide } = this.#options;
    if (hidden !== 'all' && (name === '.' || name === '..')) return true;
    if (hidden === 'none' && (name.startsWith('.') || hide.some(pattern => fnmatch(pattern, name)))) return true;
    return ignore.some(pattern => (pattern.startsWith('.') || !name.startsWith('.')) && fnmatch(pattern, name));
  }

  async #read(path: string): Promise<Entry[]> {
    const { sys } = this.#tool;
    const fd = await sys.open(path, { read: true, directory: true, cloexec: true });
    const entries: Entry[] = [];
    try {
      for (;;) {
        const some = await sys.getdents(fd);
        if (some.length === 0) break;
        for (const { name, kind } of some) {
          if (!this.#hidden(name)) entries.push({ name, path: joinPath(path, name), kind, stat: undefined, folder: false });
        }
      }
    } finally {
      await sys.close(fd);
    }
    const kept: Entry[] = [];
    for (const entry of entries) if (!this.#needsStat() || (await this.#fill(entry))) kept.push(entry);
    return this.#sorted(kept);
  }

  #needsStat(): boolean {
    const { format, sortBy, inode, blocks, indicator, follow, recursive } = this.#options;
    if (format === 'long' || sortBy === 'time' || sortBy === 'size' || inode || blocks || this.#colours !== undefined) return true;
    return indicator === 'classify' || (follow === 'always' && (recursive || indicator !== 'none')) || follow === 'always';
  }

  async #fill(entry: Entry): Promise<boolean> {
    const { sys } = this.#tool;
    const follows = this.#options.follow === 'always';
    try {
      entry.stat = await sys.stat(entry.path, { nofollow: !follows });
      entry.kind = entry.stat.kind;
      if (entry.kind === 'symlink') await this.#followLink(entry);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#tool.warn(`cannot access ${quoteAlways(entry.path)}: ${error.message}`);
    }
    return true;
  }

  #sorted(entries: Entry[]): Entry[] {
    const { sortBy, time, reverse, directoriesFirst } = this.#options;
    if (sortBy === 'none') return entries;
    const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const extension = ({ name }: Entry): string => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');
    const order = (a: Entry, b: Entry): number => {
      if (sortBy === 'size') return (b.stat?.sizeBytes ?? 0) - (a.stat?.sizeBytes ?? 0);
      if (sortBy === 'version') return compareVersions(a.name, b.name);
      if (sortBy === 'width') return a.name.length - b.name.length;
      if (sortBy === 'extension') return extension(a) < extension(b) ? -1 : extension(a) > extension(b) ? 1 : 0;
      if (sortBy !== 'time') return 0;
      const [one, two] = [a.stat?.[time], b.stat?.[time]];
      return (two?.seconds ?? 0) - (one?.seconds ?? 0) || (two?.nanoseconds ?? 0) - (one?.nanoseconds ?? 0);
    };
    const folder = (entry: Entry): number => ((entry.targetStat?.kind ?? entry.kind) === 'directory' ? 0 : 1);
    return entries.sort((a, b) => {
      const first = directoriesFirst ? folder(a) - folder(b) : 0;
      if (first !== 0) return first;
      const by = order(a, b) || byName(a, b);
      return reverse ? -by : by;
    });
  }

  #print(entries: readonly Entry[], beside: readonly Entry[] = []): void {
    const { format, end, width, tab } = this.#options;
    const { out } = this.#tool;
    if (format === 'long') {
      for (const line of longLines(entries, this.#style!, this.#colours, beside)) out.write(line + end);
      return;
    }
    const cells = this.#cells(entries);
    if (format === 'single') for (const { text } of cells) out.write(text + end);
    else if (format === 'commas') {
      if (cells.length > 0) out.write(withCommas(cells, width) + end);
    } else for (const line of inColumns(cells, width, this.#colours === undefined ? tab : 0, format === 'vertical')) out.write(line + end);
  }

  #cells(entries: readonly Entry[]): { text: string; width: number }[] {
    const options = this.#options;
    const inodeWidth = Math.max(0, ...entries.map(({ stat }) => String(stat?.ino ?? '?').length));
    const blocks = entries.map(({ stat }) => printBlocks((stat?.blocks ?? 0) * 512, options.blockSize));
    const blockWidth = Math.max(0, ...blocks.map(text => text.length));
    const single = options.format === 'commas';
    const names = entries.map(entry => shownName(entry.name, options, false));
    const align = options.quoting === 'shell-escape' && options.format !== 'commas' && names.some(name => /^['"$]/.test(name));
    return entries.map((entry, at) => {
      const inode = options.inode ? `${String(entry.stat?.ino ?? '?').padStart(single ? 0 : inodeWidth)} ` : '';
      const size = options.blocks ? `${blocks[at]!.padStart(single ? 0 : blockWidth)} ` : '';
      const lead = inode + size + (options.context ? '? ' : '') + (align && !/^['"$]/.test(names[at]!) ? ' ' : '');
      const { stat } = entry;
      const painted = this.#colours?.paint(names[at]!, {
        name: baseName(entry.name),
        kind: entry.kind,
        mode: stat?.mode ?? 0,
        nlink: stat?.nlink ?? 1,
        broken: entry.kind === 'symlink' && entry.targetStat === undefined,
      });
      const mark = indicatorOf(options.indicator, entry.kind, stat?.mode ?? 0);
      return { text: lead + (painted ?? names[at]!) + mark, width: lead.length + displayWidth(names[at]!) + mark.length };
    });
  }
}

function ignoreErrno(error: unknown): undefined {
  if (!(error instanceof Errno)) throw error;
}

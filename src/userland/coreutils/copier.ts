// Copying and moving files and trees: the work of cp, mv and install. As coreutils' copy.c.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { STDIN } from '../lib/io.ts';
import { modeString } from '../lib/modes.ts';
import { baseName, dirName, joinPath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';
import { askYes } from './ask-yes.ts';
import { backupName } from './backup-name.ts';
import { copyAttributes, copyContents } from './copy-data.ts';
import type { CopyOptions } from './copy-options.ts';
import { removeTree } from './remove.ts';

const idOf = ({ dev, ino }: Stat): string => `${dev.major}:${dev.minor}:${ino}`;
const sameFile = (a: Stat, b: Stat): boolean => idOf(a) === idOf(b);

export class Copier {
  readonly #tool: Tool;
  readonly #options: CopyOptions;
  /** Copies made so far of files with several links. */
  readonly #links = new Map<string, string>();
  /** Arguments already copied, and what was made of them. */
  readonly #made = new Set<string>();
  readonly #sources = new Set<string>();
  #top: { made: string; dest: string; source: string } | undefined;
  #mask: number | undefined;

  constructor(tool: Tool, options: CopyOptions) {
    this.#tool = tool;
    this.#options = options;
  }

  /** One argument to its place. False once it has complained. */
  async copy(source: string, dest: string): Promise<boolean> {
    if (this.#options.exchange) return this.#exchange(source, dest);
    this.#top = undefined;
    return this.#copy(source, dest, true, undefined);
  }

  async #fails(words: string, error?: unknown): Promise<false> {
    if (error !== undefined && !(error instanceof Errno)) throw error;
    await this.#tool.warn(error === undefined ? words : `${words}: ${(error as Errno).message}`);
    return false;
  }

  async #exchange(source: string, dest: string): Promise<boolean> {
    try {
      await this.#tool.sys.rename(source, dest, { exchange: true });
    } catch (error) {
      return this.#fails(`cannot exchange ${quoteAlways(source)} and ${quoteAlways(dest)}`, error);
    }
    if (this.#options.verbose) this.#tool.out.write(`exchanged ${quoteAlways(source)} <-> ${quoteAlways(dest)}\n`);
    return true;
  }

  async #statOr(path: string, nofollow: boolean): Promise<Stat | Errno> {
    try {
      return await this.#tool.sys.stat(path, { nofollow });
    } catch (error) {
      if (error instanceof Errno) return error;
      throw error;
    }
  }

  async #copy(source: string, dest: string, argument: boolean, device: string | undefined): Promise<boolean> {
    const options = this.#options;
    const follows = !options.move && (options.follow === 'always' || (options.follow === 'arguments' && argument));
    const stat = await this.#statOr(source, !follows);
    if (stat instanceof Errno) return this.#fails(`cannot stat ${quoteAlways(source)}`, stat);
    if (stat.kind === 'directory' && !options.recursive && !options.move) {
      return this.#fails(`-r not specified; omitting directory ${quoteAlways(source)}`);
    }
    if (argument && stat.kind !== 'directory') {
      const id = `${idOf(stat)} ${source}`;
      if (this.#sources.has(id) && options.backup === 'none') {
        await this.#tool.warn(`warning: source file ${quoteAlways(source)} specified more than once`, 0);
        return true;
      }
      this.#sources.add(id);
    }
    const old = await this.#statOr(dest, options.move || !follows || options.symbolicLink);
    if (old instanceof Errno && old.code !== 'ENOENT' && old.code !== 'ELOOP') return this.#fails(`cannot stat ${quoteAlways(dest)}`, old);
    let replaced = false;
    if (!(old instanceof Errno)) {
      const way = await this.#overExisting(source, dest, stat, old);
      if (way !== 'go' && way !== 'gone') return way === 'skip';
      replaced = way === 'gone';
    }
    if (options.move) {
      const moved = await this.#rename(source, dest, old);
      if (moved !== undefined) return moved;
    }
    const isNew = old instanceof Errno || replaced;
    if (stat.kind === 'directory') return this.#folder(source, dest, stat, isNew, device);
    return this.#leaf(source, dest, stat, isNew, old instanceof Errno ? undefined : old);
  }

  /** What to do with a file that is in the way: go on, it is gone, leave it, or stop. */
  async #overExisting(source: string, dest: string, stat: Stat, old: Stat): Promise<'go' | 'gone' | 'skip' | 'stop'> {
    const options = this.#options;
    const { sys } = this.#tool;
    const stop = async (words: string): Promise<'stop'> => {
      await this.#tool.warn(words);
      return 'stop';
    };
    const seen = await this.#statOr(dest, true);
    if (sameFile(stat, old) && !(options.backup !== 'none' && baseName(source) !== '')) {
      if (options.hardLink) return 'skip';
      if (options.move && stat.nlink > 1 && (await this.#realName(source)) !== (await this.#realName(dest))) {
        await sys.unlink(source);
        return 'skip';
      }
      if (!(options.removeDestination && !(seen instanceof Errno) && !sameFile(seen, stat))) {
        return stop(`${quoteAlways(source)} and ${quoteAlways(dest)} are the same file`);
      }
    }
    if (options.noClobber !== false && stat.kind !== 'directory') {
      return options.noClobber === 'fail' ? stop(`not replacing ${quoteAlways(dest)}`) : 'skip';
    }
    if (options.update && stat.kind !== 'directory' && !newer(stat, old)) return 'skip';
    if (stat.kind !== 'directory' && old.kind === 'directory') {
      return stop(`cannot overwrite directory ${quoteAlways(dest)} with non-directory${options.move ? ` ${quoteAlways(source)}` : ''}`);
    }
    if (stat.kind === 'directory' && old.kind !== 'directory') {
      if (options.backup === 'none')
        return stop(`cannot overwrite non-directory ${quoteAlways(dest)} with directory ${quoteAlways(source)}`);
    }
    if (stat.kind !== 'directory' && !(await this.#agrees(dest, old))) {
      this.#tool.status = 1;
      return 'stop';
    }
    if (this.#made.has(dest) && options.backup !== 'numbered' && stat.kind !== 'directory') {
      return stop(`will not overwrite just-created ${quoteAlways(dest)} with ${quoteAlways(source)}`);
    }
    if (options.backup !== 'none' && stat.kind !== 'directory') {
      this.#kept = await backupName(sys, dest, options.backup, options.suffix);
      await sys.rename(dest, this.#kept);
      return 'gone';
    }
    if (
      !options.move &&
      stat.kind !== 'directory' &&
      (options.removeDestination || options.symbolicLink || options.hardLink || this.#replacesLink(stat, seen))
    ) {
      if (!options.removeDestination && (options.symbolicLink || options.hardLink) && !options.force) return 'go';
      await sys.unlink(dest);
      if (options.verbose && options.removeDestination) this.#tool.out.write(`removed ${quoteAlways(dest)}\n`);
      return 'gone';
    }
    return 'go';
  }

  #kept: string | undefined;

  /** A link or special file that is copied as itself takes the place of what is there. */
  #replacesLink(stat: Stat, seen: Stat | Errno): boolean {
    if (stat.kind !== 'file') return this.#options.recursive || stat.kind === 'symlink';
    return !(seen instanceof Errno) && seen.kind === 'symlink' && this.#options.follow === 'never';
  }

  async #realName(path: string): Promise<string> {
    const { dev, ino } = await this.#tool.sys.stat(dirName(path));
    return `${dev.major}:${dev.minor}:${ino}/${baseName(path)}`;
  }

  async #agrees(dest: string, old: Stat): Promise<boolean> {
    const { interactive, force, move } = this.#options;
    const { sys } = this.#tool;
    const locked = old.kind !== 'symlink' && (await sys.access(dest, { write: true }, { effective: true }).then(() => false, refusal));
    const asks =
      interactive ||
      (move &&
        !force &&
        locked &&
        (await sys.ioctl(STDIN, 'TCGETS').then(
          () => true,
          () => false,
        )));
    if (!asks) return true;
    const mode = (old.mode & 0o7777).toString(8).padStart(4, '0');
    const words = locked
      ? `${move ? 'replace' : 'unwritable'} ${quoteAlways(dest)}${move ? ', overriding' : ' (mode'} mode ${mode} (${modeString('file', old.mode).slice(1)})`
      : `overwrite ${quoteAlways(dest)}`;
    return askYes(this.#tool, `${words}? `);
  }

  /** Tries rename(2); undefined where it has to be a copy. */
  async #rename(source: string, dest: string, old: Stat | Errno): Promise<boolean | undefined> {
    const { sys, out } = this.#tool;
    try {
      await sys.rename(source, dest);
      if (this.#options.verbose) out.write(`renamed ${quoteAlways(source)} -> ${quoteAlways(dest)}${this.#backupNote()}\n`);
      this.#made.add(dest);
      return true;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EINVAL')
        return this.#fails(`cannot move ${quoteAlways(source)} to a subdirectory of itself, ${quoteAlways(dest)}`);
      if (error.code !== 'EXDEV' || this.#options.noCopy) {
        const full = ['ENOTEMPTY', 'EEXIST'].includes(error.code);
        return full
          ? this.#fails(`cannot overwrite ${quoteAlways(dest)}`, error)
          : this.#fails(`cannot move ${quoteAlways(source)} to ${quoteAlways(dest)}`, error);
      }
    }
    if (!(old instanceof Errno)) {
      try {
        await (old.kind === 'directory' ? sys.rmdir(dest) : sys.unlink(dest));
      } catch (error) {
        return this.#fails(`inter-device move failed: ${quoteAlways(source)} to ${quoteAlways(dest)}; unable to remove target`, error);
      }
    }
    const across = new Copier(this.#tool, {
      ...this.#options,
      move: false,
      recursive: true,
      follow: 'never',
      interactive: false,
      backup: 'none',
    });
    if (!(await across.copy(source, dest))) return false;
    return removeTree(this.#tool, source, this.#options.verbose);
  }

  #backupNote(): string {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept === undefined ? '' : ` (backup: ${quoteAlways(kept)})`;
  }

  #say(source: string, dest: string): void {
    if (this.#options.verbose) this.#tool.out.write(`${quoteAlways(source)} -> ${quoteAlways(dest)}${this.#backupNote()}\n`);
    this.#made.add(dest);
  }

  async #umask(): Promise<number> {
    if (this.#mask === undefined) {
      this.#mask = await this.#tool.sys.umask(0o22);
      await this.#tool.sys.umask(this.#mask);
    }
    return this.#mask;
  }

  async #folder(source: string, dest: string, stat: Stat, isNew: boolean, device: string | undefined): Promise<boolean> {
    const { sys } = this.#tool;
    if (this.#top !== undefined && idOf(stat) === this.#top.made) {
      return this.#fails(`cannot copy a directory, ${quoteAlways(this.#top.source)}, into itself, ${quoteAlways(this.#top.dest)}`);
    }
    if (isNew) {
      try {
        await sys.mkdir(dest, (stat.mode & 0o777) | 0o700);
      } catch (error) {
        return this.#fails(`cannot create directory ${quoteAlways(dest)}`, error);
      }
      this.#say(source, dest);
    }
    this.#top ??= { made: idOf(await sys.stat(dest)), dest, source };
    let names: string[];
    try {
      names = await folderNames(sys, source);
    } catch (error) {
      return this.#fails(`cannot access ${quoteAlways(source)}`, error);
    }
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    let good = true;
    if (!this.#options.oneFilesystem || device === undefined || device === here) {
      for (const name of names) {
        if (!(await this.#copy(joinPath(source, name), joinPath(dest, name), false, device ?? here))) good = false;
      }
    }
    const { preserve } = this.#options;
    if (preserve.size > 0 && !(await copyAttributes(this.#tool, source, dest, stat, this.#options))) good = false;
    if (isNew && !preserve.has('mode')) {
      const mode = stat.mode & 0o7777 & ~(await this.#umask());
      if (mode !== (((stat.mode & 0o777) | 0o700) & ~(await this.#umask()))) await sys.chmod(dest, mode);
    }
    return good;
  }

  async #leaf(source: string, dest: string, stat: Stat, isNew: boolean, old: Stat | undefined): Promise<boolean> {
    const options = this.#options;
    const { sys } = this.#tool;
    const links = options.preserve.has('links') && stat.nlink > 1;
    const earlier = links ? this.#links.get(idOf(stat)) : undefined;
    try {
      if (earlier !== undefined || options.hardLink) {
        if (!isNew && (earlier !== undefined || options.force)) await sys.unlink(dest).catch(refusal);
        await sys.link(earlier ?? source, dest, { follow: options.follow === 'always' && earlier === undefined });
        this.#say(source, dest);
        return true;
      }
    } catch (error) {
      return this.#fails(`cannot create hard link ${quoteAlways(dest)} to ${quoteAlways(earlier ?? source)}`, error);
    }
    if (links) this.#links.set(idOf(stat), dest);
    if (options.symbolicLink) {
      if (!source.startsWith('/') && dirName(dest) !== '.') {
        return this.#fails(`${quoteAlways(dest)}: can make relative symbolic links only in current directory`);
      }
      return this.#make(`cannot create symbolic link ${quoteAlways(dest)} to ${quoteAlways(source)}`, source, dest, () =>
        sys.symlink(source, dest),
      );
    }
    if (stat.kind === 'file' || (!options.recursive && stat.kind !== 'symlink')) return this.#regular(source, dest, stat, isNew, old);
    const made = await this.#special(source, dest, stat);
    return made && copyAttributes(this.#tool, source, dest, stat, options);
  }

  async #make(words: string, source: string, dest: string, make: () => Promise<void>): Promise<boolean> {
    try {
      await make();
    } catch (error) {
      return this.#fails(words, error);
    }
    this.#say(source, dest);
    return true;
  }

  async #special(source: string, dest: string, stat: Stat): Promise<boolean> {
    const { sys } = this.#tool;
    if (stat.kind === 'symlink') {
      const target = await sys.readlink(source);
      return this.#make(`cannot create symbolic link ${quoteAlways(dest)}`, source, dest, () => sys.symlink(target, dest));
    }
    const words = stat.kind === 'fifo' ? 'cannot create fifo' : 'cannot create special file';
    return this.#make(`${words} ${quoteAlways(dest)}`, source, dest, () => sys.mknod(dest, stat.kind, stat.mode, stat.rdev));
  }

  async #regular(source: string, dest: string, stat: Stat, isNew: boolean, old: Stat | undefined): Promise<boolean> {
    const options = this.#options;
    const { sys } = this.#tool;
    let from: number;
    try {
      from = await sys.open(source, { read: true, cloexec: true });
    } catch (error) {
      return this.#fails(`cannot open ${quoteAlways(source)} for reading`, error);
    }
    try {
      const to = await this.#openDest(dest, stat, isNew);
      if (to === undefined) return false;
      try {
        this.#say(source, dest);
        if (!options.attributesOnly && !(await copyContents(this.#tool, from, to, source, dest, stat, options.sparse))) return false;
      } finally {
        await sys.close(to);
      }
      return (
        options.preserve.size === 0 || (old?.kind !== undefined && false) || (await copyAttributes(this.#tool, source, dest, stat, options))
      );
    } finally {
      await sys.close(from);
    }
  }

  async #openDest(dest: string, stat: Stat, isNew: boolean): Promise<number | undefined> {
    const { sys } = this.#tool;
    const mode = stat.mode & (this.#options.preserve.has('ownership') ? 0o700 : 0o777);
    try {
      if (!isNew) {
        try {
          return await sys.open(dest, { write: true, truncate: !this.#options.attributesOnly, cloexec: true });
        } catch (error) {
          if (!(error instanceof Errno) || !this.#options.force) throw error;
          await sys.unlink(dest);
          if (this.#options.verbose) this.#tool.out.write(`removed ${quoteAlways(dest)}\n`);
        }
      }
      return await sys.open(dest, { write: true, create: true, exclusive: !isNew, truncate: true, cloexec: true }, mode);
    } catch (error) {
      if (error instanceof Errno && error.code === 'EISDIR' && dest.endsWith('/')) {
        await this.#tool.warn(`cannot create regular file ${quoteAlways(dest)}: Not a directory`);
        return undefined;
      }
      await this.#fails(`cannot create regular file ${quoteAlways(dest)}`, error);
      return undefined;
    }
  }
}

function newer(a: Stat, b: Stat): boolean {
  return a.mtime.seconds > b.mtime.seconds || (a.mtime.seconds === b.mtime.seconds && a.mtime.nanoseconds > b.mtime.nanoseconds);
}

function refusal(error: unknown): boolean {
  if (!(error instanceof Errno)) throw error;
  return true;
}

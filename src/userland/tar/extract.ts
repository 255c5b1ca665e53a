// tar -x, -t, -d, -A and --delete: what is done with the members of an archive. As GNU tar 1.35.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { groups, users } from '../lib/accounts.ts';
import { fromBytes } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { readAll, warn, writeAll } from '../lib/io.ts';
import { dirName } from '../lib/path.ts';
import { readTar, type TarEntry, TarError } from '../lib/tar.ts';
import { ArchiveWriter, fatal, readArchive } from './archive.ts';
import { excluded, type ListStyle, strip, transformer, unsafePrefix, verboseLine, wanted } from './names.ts';
import type { TarOptions } from './options.ts';

/** Runs -x, -t, -d, --delete or -A; the exit status. */
export async function readMembers(tool: Tool, options: TarOptions, style: ListStyle): Promise<number> {
  const archive = await readArchive(tool, options.archive, options.gzip);
  const reader = new Reader(tool, options, style);
  await reader.prepare();
  if (options.mode === 'delete' || options.mode === 'concatenate') return reader.rewrite(archive);
  await reader.all(archive);
  return reader.finish();
}

interface Delayed {
  path: string;
  entry: TarEntry;
}

class Reader {
  readonly #tool: Tool;
  readonly #options: TarOptions;
  readonly #style: ListStyle;
  readonly #transform: (name: string) => string;
  readonly #asked: { name: string; found: boolean }[];
  readonly #told = new Set<string>();
  readonly #folders: Delayed[] = [];
  #users = new Map<string, number>();
  #groups = new Map<string, number>();
  #root = false;
  #umask = 0o22;
  #status = 0;

  constructor(tool: Tool, options: TarOptions, style: ListStyle) {
    this.#tool = tool;
    this.#options = options;
    this.#style = style;
    this.#transform = transformer(options.value('--transform') ?? options.value('--xform'));
    this.#asked = options.names.map(({ name }) => ({ name, found: false }));
  }

  async prepare(): Promise<void> {
    const { sys } = this.#tool;
    const folder = this.#options.folder ?? this.#options.names[0]?.folder;
    if (folder !== undefined && (this.#options.mode === 'extract' || this.#options.mode === 'diff')) {
      try {
        await sys.chdir(folder);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await fatal(this.#tool, `${folder}: Cannot open: ${error.message}`);
      }
    }
    this.#users = new Map((await users(sys)).map(({ name, uid }) => [name, uid]));
    this.#groups = new Map((await groups(sys)).map(({ name, gid }) => [name, gid]));
    this.#root = (await sys.getids()).euid === 0;
    this.#umask = await sys.umask(0o22);
    await sys.umask(this.#umask);
  }

  async #fails(words: string, status = 2): Promise<void> {
    this.#status = Math.max(this.#status, status);
    await this.#tool.out.flush();
    await warn(this.#tool.sys, `tar: ${words}\n`);
  }

  *#entries(archive: Uint8Array): Generator<TarEntry> {
    if (archive.length === 0) return;
    yield* readTar(archive);
  }

  #selected(entry: TarEntry): boolean {
    if (excluded(entry.name, this.#options)) return false;
    if (this.#asked.length === 0) return true;
    let selected = false;
    for (const asked of this.#asked) {
      if (!wanted(entry.name, asked.name, this.#options.has('--wildcards'))) continue;
      asked.found = true;
      selected = true;
    }
    return selected;
  }

  async all(archive: Uint8Array): Promise<void> {
    if (archive.length > 0 && archive.length < 512) return this.#fails('This does not look like a tar archive');
    let block = 0;
    try {
      for (const entry of this.#entries(archive)) {
        if (this.#selected(entry)) await this.#one(entry, block);
        block = entry.end / 512;
        await this.#tool.out.settle();
      }
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      if (block === 0) await this.#fails('This does not look like a tar archive');
      else await fatal(this.#tool, 'Unexpected EOF in archive');
    }
    if (this.#options.has('-R') && this.#options.mode === 'list') this.#tool.out.write(`block ${block}: ** Block of NULs **\n`);
  }

  async finish(): Promise<number> {
    for (const { path, entry } of this.#folders.reverse()) await this.#attributes(path, entry);
    for (const { name, found } of this.#asked) if (!found) await this.#fails(`${name}: Not found in archive`);
    if (this.#status === 2) {
      await this.#tool.out.flush();
      await warn(this.#tool.sys, 'tar: Exiting with failure status due to previous errors\n');
    }
    return this.#status;
  }

  async #one(entry: TarEntry, block: number): Promise<void> {
    const { mode, verbose } = this.#options;
    const { out } = this.#tool;
    if (mode === 'list') {
      const name = this.#options.has('--show-transformed-names') ? this.#transform(entry.name) : entry.name;
      const lead = this.#options.has('-R') ? `block ${block}: ` : '';
      out.write(lead + (verbose > 0 ? verboseLine({ ...entry, name }, this.#style) : `${name}\n`));
      return;
    }
    if (mode === 'diff') {
      if (verbose > 0) out.write(`${entry.name}\n`);
      return this.#compare(entry);
    }
    const name = await this.#placeOf(entry.name);
    if (name === undefined) return;
    if (verbose > 0) {
      const line = verbose > 1 ? verboseLine(entry, this.#style) : `${this.#options.has('--show-transformed-names') ? name : entry.name}\n`;
      if (this.#options.has('-O')) await warn(this.#tool.sys, line);
      else out.write(line);
    }
    if (this.#options.has('-O')) {
      if (entry.kind === 'file') await out.bytes(entry.data);
      return;
    }
    await this.#extract(entry, name);
  }

  /** Where a member goes; undefined where nothing of its name is left. */
  async #placeOf(name: string): Promise<string | undefined> {
    let place = name;
    if (!this.#options.has('-P')) {
      const prefix = unsafePrefix(place);
      if (prefix !== '') {
        if (!this.#told.has(prefix)) {
          this.#told.add(prefix);
          await warn(this.#tool.sys, `tar: Removing leading \`${prefix}' from member names\n`);
        }
        place = place.slice(prefix.length) || './';
      }
    }
    return strip(this.#transform(place), Number(this.#options.value('--strip-components') ?? 0));
  }

  async #extract(entry: TarEntry, name: string): Promise<void> {
    const path = name.replace(/(.)\/+$/, '$1');
    try {
      await this.#make(entry, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ENOENT' && dirName(path) !== '.') {
        await this.#makeParents(dirName(path));
        try {
          await this.#make(entry, path);
        } catch (again) {
          if (!(again instanceof Errno)) throw again;
          return this.#fails(this.#words(entry, path, again));
        }
      } else return this.#fails(this.#words(entry, path, error));
    }
    if (entry.kind === 'link') return;
    if (entry.kind === 'directory') this.#folders.push({ path, entry });
    else await this.#attributes(path, entry);
  }

  #words(entry: TarEntry, path: string, error: Errno): string {
    if (entry.kind === 'symlink') return `${path}: Cannot create symlink to ‘${entry.target}’: ${error.message}`;
    if (entry.kind === 'link') return `${path}: Cannot hard link to ‘${entry.target}’: ${error.message}`;
    if (entry.kind === 'directory') return `${path}: Cannot mkdir: ${error.message}`;
    if (error.code === 'ENOSPC') return `${path}: Cannot write: ${error.message}`;
    return `${path}: ${entry.kind === 'file' ? 'Cannot open' : 'Cannot mknod'}: ${error.message}`;
  }

  async #makeParents(path: string): Promise<void> {
    const { sys } = this.#tool;
    let at = path.startsWith('/') ? '' : '.';
    for (const part of path.split('/').filter(name => name !== '')) {
      at = `${at}/${part}`;
      await sys.mkdir(at, 0o777).catch(error => {
        if (!(error instanceof Errno)) throw error;
      });
    }
  }

  async #make(entry: TarEntry, path: string): Promise<void> {
    const { sys } = this.#tool;
    const old = await sys.stat(path, { nofollow: true }).catch(error => {
      if (error instanceof Errno) return undefined;
      throw error;
    });
    if (entry.kind === 'directory') {
      if (old?.kind === 'directory') return;
      if (
        old?.kind === 'symlink' &&
        (await sys.stat(path).then(
          ({ kind }) => kind === 'directory',
          () => false,
        ))
      )
        return;
      if (old !== undefined) await sys.unlink(path);
      return sys.mkdir(path, (entry.mode & 0o777) | 0o700);
    }
    if (old !== undefined) {
      if (this.#options.has('--skip-old-files')) return;
      if (this.#options.has('-k')) throw new Errno('EEXIST');
      if (this.#options.has('--keep-newer-files') && old.mtime.seconds >= entry.mtime.seconds)
        return this.#fails(`Current ‘${path}’ is newer or same age`, 0);
      if (old.kind === 'directory') await sys.rmdir(path);
      else await sys.unlink(path);
    }
    if (entry.kind === 'symlink') return sys.symlink(entry.target ?? '', path);
    if (entry.kind === 'link') return sys.link((await this.#placeOf(entry.target ?? '')) ?? '', path);
    if (entry.kind !== 'file') return sys.mknod(path, entry.kind, entry.mode, entry.device);
    const fd = await sys.open(path, { write: true, create: true, exclusive: true, cloexec: true }, entry.mode & 0o777);
    try {
      await writeAll(sys, fd, entry.data);
    } finally {
      await sys.close(fd);
    }
  }

  async #attributes(path: string, entry: TarEntry): Promise<void> {
    const { sys } = this.#tool;
    const nofollow = entry.kind === 'symlink';
    const { has } = this.#options;
    try {
      if ((this.#root && !has('-o')) || has('--same-owner')) {
        const numeric = has('--numeric-owner');
        const uid = numeric ? entry.uid : (this.#users.get(entry.userName ?? '') ?? entry.uid);
        const gid = numeric ? entry.gid : (this.#groups.get(entry.groupName ?? '') ?? entry.gid);
        await sys.chown(path, uid, gid, { nofollow });
      }
      if (!nofollow) {
        const exact = (this.#root && !has('--no-same-permissions')) || has('-p');
        await sys.chmod(path, exact ? entry.mode : entry.mode & 0o777 & ~this.#umask);
      }
      for (const [name, value] of Object.entries(has('--xattrs') ? (entry.xattrs ?? {}) : {}))
        await sys.setxattr(path, name, value, { nofollow });
      if (!has('-m')) await sys.utimens(path, 'now', entry.mtime, { nofollow });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#fails(`${path}: Cannot change attributes: ${error.message}`);
    }
  }

  async #compare(entry: TarEntry): Promise<void> {
    const { sys, out } = this.#tool;
    const path = entry.name.replace(/(.)\/+$/, '$1');
    let stat: Stat;
    try {
      stat = await sys.stat(path, { nofollow: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#fails(`${entry.name}: Warning: Cannot stat: ${error.message}`, 1);
    }
    const differs = (words: string): void => {
      this.#status = Math.max(this.#status, 1);
      out.write(`${entry.name}: ${words}\n`);
    };
    if (entry.kind === 'link') {
      const first = await sys.stat(entry.target ?? '', { nofollow: true }).catch(() => undefined);
      if (first === undefined || first.ino !== stat.ino) differs(`Not linked to ${entry.target}`);
      return;
    }
    if (stat.kind !== entry.kind) return differs('File type differs');
    if (stat.kind !== 'symlink' && stat.mode !== entry.mode) differs('Mode differs');
    if (stat.uid !== entry.uid) differs('Uid differs');
    if (stat.gid !== entry.gid) differs('Gid differs');
    if (stat.kind === 'symlink') {
      if ((await sys.readlink(path)) !== entry.target) differs('Symlink differs');
      return;
    }
    if (stat.kind === 'directory') return;
    if (stat.mtime.seconds !== entry.mtime.seconds) differs('Mod time differs');
    if (stat.sizeBytes !== entry.sizeBytes) return differs('Size differs');
    const fd = await sys.open(path, { read: true });
    const same = fromBytes(await readAll(sys, fd), 'bytes') === fromBytes(entry.data, 'bytes');
    await sys.close(fd);
    if (!same) differs('Contents differ');
  }

  /** --delete and -A: the archive written anew. */
  async rewrite(archive: Uint8Array): Promise<number> {
    if (this.#options.gzip) return fatal(this.#tool, 'Cannot update compressed archives');
    const kept: Uint8Array[] = [];
    const adding = this.#options.mode === 'concatenate';
    for (const entry of this.#entries(archive)) if (adding || !this.#selected(entry)) kept.push(archive.slice(entry.start, entry.end));
    if (adding) {
      for (const asked of this.#asked) {
        const other = await readArchive(this.#tool, asked.name, false);
        asked.found = true;
        for (const entry of this.#entries(other)) kept.push(other.slice(entry.start, entry.end));
      }
    }
    const writer = await ArchiveWriter.open(this.#tool, this.#options.archive, false);
    for (const part of kept) await writer.write(part);
    await writer.end();
    return this.finish();
  }
}

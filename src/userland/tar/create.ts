// tar -c, -r and -u: files put into an archive. As GNU tar 1.35.

import { Errno } from '../../abi/errno.ts';
import type { Stat, Timespec } from '../../abi/types.ts';
import { groups, Names, parseId, users } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { CHUNK_BYTES, decode, readAll, warn } from '../lib/io.ts';
import { changeMode, type ModeChange, parseMode } from '../lib/modes.ts';
import { parseDate } from '../lib/parse-date.ts';
import { joinPath } from '../lib/path.ts';
import { readTar, type TarEntry, type TarHeader, tarHeader, tarPadding } from '../lib/tar.ts';
import { zoneOf } from '../lib/zones.ts';
import { ArchiveWriter, fatal, readArchive } from './archive.ts';
import { excluded, type ListStyle, transformer, unsafePrefix, verboseLine } from './names.ts';
import type { Named, TarOptions } from './options.ts';

interface Overrides {
  uid?: number;
  gid?: number;
  userName?: string;
  groupName?: string;
  mode?: ModeChange;
  mtime?: Timespec;
}

async function overridesOf(tool: Tool, options: TarOptions): Promise<Overrides> {
  const overrides: Overrides = {};
  const id = (text: string, known: number | undefined): { name: string; id: number } => {
    const [name = '', number] = text.split(':');
    return { name, id: number === undefined ? (known ?? parseId(name) ?? 0) : Number(number) };
  };
  const owner = options.value('--owner');
  if (owner !== undefined) {
    const found = id(owner, (await users(tool.sys)).find(({ name }) => name === owner)?.uid);
    Object.assign(overrides, { uid: found.id, userName: /^\d+$/.test(found.name) ? '' : found.name });
  }
  const group = options.value('--group');
  if (group !== undefined) {
    const found = id(group, (await groups(tool.sys)).find(({ name }) => name === group)?.gid);
    Object.assign(overrides, { gid: found.id, groupName: /^\d+$/.test(found.name) ? '' : found.name });
  }
  const mode = options.value('--mode');
  if (mode !== undefined) overrides.mode = parseMode(mode) ?? (await fatal(tool, 'Invalid mode given on option'));
  const mtime = options.value('--mtime');
  if (mtime !== undefined) {
    const now = await tool.sys.clockGettime('realtime');
    const stat = /^[./]/.test(mtime) ? await tool.sys.stat(mtime).catch(() => undefined) : undefined;
    overrides.mtime = stat?.mtime ?? parseDate(mtime, now, zoneOf(tool.env.TZ)) ?? now;
  }
  return overrides;
}

/** Runs -c, -r or -u; 2 where something could not be read. */
export async function create(tool: Tool, options: TarOptions, style: ListStyle): Promise<number> {
  const names = [...options.names, ...(await listedNames(tool, options))];
  if (names.length === 0 && options.mode === 'create' && !options.has('-T')) {
    tool.usage('Cowardly refusing to create an empty archive');
  }
  let before: TarEntry[] = [];
  let old = new Uint8Array(0);
  if (options.mode !== 'create') {
    if (options.gzip) await fatal(tool, 'Cannot update compressed archives');
    const exists =
      options.archive !== undefined &&
      (await tool.sys.stat(options.archive).then(
        () => true,
        () => false,
      ));
    if (exists) {
      const bytes = await readArchive(tool, options.archive, false);
      const raw = new Uint8Array(bytes);
      before = [...readTar(raw)];
      old = raw.slice(0, before.at(-1)?.end ?? 0);
    }
  }
  const writer = await ArchiveWriter.open(tool, options.archive, options.gzip);
  if (old.length > 0) await writer.write(old);
  const archiver = new Archiver(tool, options, style, writer, await overridesOf(tool, options), before);
  await archiver.prepare();
  for (const named of names) await archiver.add(named);
  const length = await writer.end();
  if (options.has('--totals')) await warn(tool.sys, `Total bytes written: ${length} (${Math.ceil(length / 1024)}KiB, 1.0GiB/s)\n`);
  if (options.has('--remove-files')) await archiver.removeAll();
  if (!archiver.failed) return 0;
  await tool.out.flush();
  await warn(tool.sys, 'tar: Exiting with failure status due to previous errors\n');
  return 2;
}

async function listedNames(tool: Tool, options: TarOptions): Promise<Named[]> {
  const path = options.value('-T');
  if (path === undefined) return [];
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const text = decode(await readAll(tool.sys, fd));
    return text
      .split(options.has('--null') ? '\0' : '\n')
      .filter(name => name !== '')
      .map(name => ({ name, folder: options.folder }));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return fatal(tool, `${path}: Cannot open: ${error.message}`);
  }
}

class Archiver {
  readonly #tool: Tool;
  readonly #options: TarOptions;
  readonly #style: ListStyle;
  readonly #writer: ArchiveWriter;
  readonly #overrides: Overrides;
  readonly #newest = new Map<string, Timespec>();
  readonly #links = new Map<string, string>();
  readonly #told = new Set<string>();
  readonly #transform: (name: string) => string;
  readonly #added: { path: string; folder: boolean }[] = [];
  readonly #names: Names;
  #archive: Stat | undefined;
  failed = false;

  constructor(tool: Tool, options: TarOptions, style: ListStyle, writer: ArchiveWriter, overrides: Overrides, before: readonly TarEntry[]) {
    this.#tool = tool;
    this.#options = options;
    this.#style = style;
    this.#writer = writer;
    this.#overrides = overrides;
    this.#transform = transformer(options.value('--transform') ?? options.value('--xform'));
    this.#names = new Names(tool.sys);
    for (const entry of before) this.#newest.set(entry.name.replace(/\/$/, ''), entry.mtime);
  }

  async prepare(): Promise<void> {
    await this.#names.load();
    const { archive } = this.#options;
    if (archive !== undefined && archive !== '-') this.#archive = await this.#tool.sys.stat(archive);
  }

  async #fails(words: string): Promise<void> {
    this.failed = true;
    await this.#tool.out.flush();
    await warn(this.#tool.sys, `tar: ${words}\n`);
  }

  async add({ name, folder }: Named): Promise<void> {
    if (folder !== undefined) {
      try {
        await this.#tool.sys.stat(joinPath(folder, '.'));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await fatal(this.#tool, `${folder}: Cannot open: ${error.message}`);
      }
    }
    await this.#visit(
      folder === undefined || name.startsWith('/') ? name : joinPath(folder, name),
      name.replace(/(.)\/+$/, '$1'),
      undefined,
    );
  }

  async #visit(path: string, name: string, device: string | undefined): Promise<void> {
    const { sys } = this.#tool;
    if (excluded(name, this.#options)) return;
    let stat: Stat;
    try {
      stat = await sys.stat(path, { nofollow: !this.#options.has('-h') });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#fails(`${name}: Cannot stat: ${error.message}`);
    }
    if (
      this.#archive !== undefined &&
      stat.ino === this.#archive.ino &&
      stat.dev.minor === this.#archive.dev.minor &&
      stat.kind === 'file'
    ) {
      await this.#tool.out.flush();
      return warn(this.#tool.sys, `tar: ${name}: archive cannot contain itself; not dumped\n`);
    }
    if (stat.kind === 'socket') return warn(this.#tool.sys, `tar: ${name}: socket ignored\n`);
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    if (this.#options.has('-l') && device !== undefined && device !== here) return;
    await this.#member(path, name, stat);
    if (stat.kind !== 'directory' || this.#options.has('--no-recursion')) return;
    let names: string[];
    try {
      names = await folderNames(sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#fails(`${name}: Cannot open: ${error.message}`);
    }
    if (this.#options.value('--sort') === 'name') names.sort();
    for (const inner of names) await this.#visit(joinPath(path, inner), joinPath(name, inner), device ?? here);
  }

  async #shownName(name: string, stat: Stat): Promise<string> {
    let shown = stat.kind === 'directory' && !name.endsWith('/') ? `${name}/` : name;
    if (!this.#options.has('-P')) {
      const prefix = unsafePrefix(shown);
      if (prefix !== '') {
        if (!this.#told.has(prefix)) await warn(this.#tool.sys, `tar: Removing leading \`${prefix}' from member names\n`);
        this.#told.add(prefix);
        shown = shown.slice(prefix.length) || './';
      }
    }
    return this.#transform(shown);
  }

  async #member(path: string, name: string, stat: Stat): Promise<void> {
    const { sys, out } = this.#tool;
    const shown = await this.#shownName(name, stat);
    if (this.#options.mode === 'update') {
      const newest = this.#newest.get(shown.replace(/\/$/, ''));
      if (newest !== undefined && (newest.seconds > stat.mtime.seconds || newest.seconds === stat.mtime.seconds)) return;
    }
    const id = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
    const first = stat.kind !== 'directory' && stat.nlink > 1 ? this.#links.get(id) : undefined;
    const header = this.#header(shown, stat, first);
    if (stat.kind === 'symlink' && first === undefined) header.target = await sys.readlink(path);
    let fd: number | undefined;
    if (header.kind === 'file') {
      try {
        fd = await sys.open(path, { read: true, cloexec: true });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        return this.#fails(`${name}: Cannot open: ${error.message}`);
      }
    }
    if (first === undefined && stat.nlink > 1) this.#links.set(id, shown);
    if (this.#options.has('--xattrs')) header.xattrs = await this.#xattrs(path, stat);
    if (this.#options.verbose > 0) await this.#say(header);
    await this.#writer.write(tarHeader(header));
    if (fd !== undefined) await this.#contents(fd, header.sizeBytes);
    this.#added.push({ path, folder: stat.kind === 'directory' });
    await out.settle();
  }

  async #xattrs(path: string, stat: Stat): Promise<Record<string, Uint8Array>> {
    const nofollow = stat.kind === 'symlink';
    const found: Record<string, Uint8Array> = {};
    for (const name of await this.#tool.sys.listxattr(path, { nofollow }))
      found[name] = await this.#tool.sys.getxattr(path, name, { nofollow });
    return found;
  }

  async #say(header: TarHeader): Promise<void> {
    const line = this.#options.verbose > 1 ? verboseLine(header, this.#style) : `${header.name}\n`;
    if (this.#writer.standard) await warn(this.#tool.sys, line);
    else this.#tool.out.write(line);
  }

  #header(name: string, stat: Stat, first: string | undefined): TarHeader {
    const { uid, gid, userName, groupName, mode, mtime } = this.#overrides;
    const kind = first === undefined ? (stat.kind as TarHeader['kind']) : 'link';
    const numeric = this.#options.has('--numeric-owner');
    return {
      name,
      kind,
      mode: mode === undefined ? stat.mode : changeMode(stat.mode, mode, { directory: stat.kind === 'directory' }),
      uid: uid ?? stat.uid,
      gid: gid ?? stat.gid,
      userName: numeric ? '' : (userName ?? this.#names.user(stat.uid) ?? ''),
      groupName: numeric ? '' : (groupName ?? this.#names.group(stat.gid) ?? ''),
      sizeBytes: kind === 'file' ? stat.sizeBytes : 0,
      mtime: { seconds: (mtime ?? stat.mtime).seconds, nanoseconds: 0 },
      ...(first === undefined ? {} : { target: first }),
      ...(stat.kind === 'char' || stat.kind === 'block' ? { device: stat.rdev } : {}),
    };
  }

  /** The file's bytes; one that got shorter meanwhile is filled up. */
  async #contents(fd: number, size: number): Promise<void> {
    let left = size;
    while (left > 0) {
      const bytes = await this.#tool.sys.read(fd, Math.min(left, CHUNK_BYTES));
      if (bytes.length === 0) break;
      await this.#writer.write(bytes);
      left -= bytes.length;
    }
    if (left > 0) await this.#writer.write(new Uint8Array(left));
    const padding = tarPadding(size);
    if (padding.length > 0) await this.#writer.write(padding);
    await this.#tool.sys.close(fd);
  }

  /** --remove-files: what was put in is gone from its place. */
  async removeAll(): Promise<void> {
    for (const { path, folder } of this.#added.reverse()) {
      try {
        await (folder ? this.#tool.sys.rmdir(path) : this.#tool.sys.unlink(path));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await this.#fails(`${path}: Cannot ${folder ? 'rmdir' : 'unlink'}: ${error.message}`);
      }
    }
  }
}

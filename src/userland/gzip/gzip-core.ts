// The work of gzip, gunzip and zcat. As GNU gzip 1.14.

import { Gunzip, gzipSync } from 'fflate';
import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Failure, type Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { folderNames } from '../lib/folder.ts';
import { concat, readAll, STDIN, STDOUT, warn, writeAll } from '../lib/io.ts';
import { joinPath } from '../lib/path.ts';
import { isTerminal } from '../lib/stdout.ts';

export interface GzipHow {
  decompress: boolean;
  toStdout: boolean;
}

const KNOWN = /(\.gz|-gz|\.z|-z|_z|\.Z|\.tgz|\.taz)$/;

/** All members of a gzip file; undefined where it is cut off or damaged. */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  try {
    new Gunzip(part => void parts.push(part)).push(bytes, true);
  } catch {
    return undefined;
  }
  return parts.length > 0 ? concat(parts) : new Uint8Array(0);
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export class Gzip {
  readonly #tool: Tool;
  readonly #how: GzipHow;
  readonly #suffix: string;
  readonly #listing: boolean;
  #listed = false;
  #totals = { compressed: 0, plain: 0, count: 0 };
  status = 0;

  constructor(tool: Tool, how: GzipHow) {
    this.#tool = tool;
    this.#how = how;
    this.#suffix = tool.value('-S') ?? '.gz';
    this.#listing = tool.has('-l');
  }

  /** 1 is an error, 2 a warning; an error counts for more. */
  async #say(words: string, status: 1 | 2): Promise<void> {
    this.status = this.status === 1 ? 1 : status;
    await this.#tool.out.flush();
    if (status === 1 || !this.#tool.has('-q')) await warn(this.#tool.sys, words);
  }

  get #name(): string {
    return 'gzip';
  }

  async run(paths: readonly string[]): Promise<number> {
    if (paths.length === 0) await this.#standard();
    for (const path of paths) {
      if (path === '-') await this.#standard();
      else await this.#file(path);
    }
    if (this.#totals.count > 1 && this.#listing) this.#listLine(this.#totals.compressed, this.#totals.plain, '(totals)', undefined);
    return this.status;
  }

  #level(): 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 {
    const last = this.#tool.given.findLast(({ option }) => /^-\d$/.test(option) || option === '--fast' || option === '--best');
    const text = last === undefined ? '6' : last.option === '--fast' ? '1' : last.option === '--best' ? '9' : last.option.slice(1);
    return Number(text) as 6;
  }

  #compress(bytes: Uint8Array, name: string | undefined, seconds: number): Uint8Array {
    const named = name !== undefined && !this.#tool.has('-n');
    return gzipSync(bytes, { level: this.#level(), mtime: named ? seconds * 1000 : 0, ...(named ? { filename: name } : {}) });
  }

  async #standard(): Promise<void> {
    const { sys } = this.#tool;
    const { decompress } = this.#how;
    const force = this.#tool.has('-f');
    if (!force && !this.#tool.has('-t') && !this.#listing && (await isTerminal(sys, decompress ? STDIN : STDOUT))) {
      const what = decompress ? 'compressed data not read from' : 'compressed data not written to';
      throw new Failure(`${what} a terminal. Use -f to force ${decompress ? 'de' : ''}compression.\nFor help, type: gzip -h`, 1);
    }
    const bytes = await readAll(sys, STDIN);
    if (this.#listing || this.#tool.has('-t') || decompress) {
      const plain = await this.#expand(bytes, 'stdin');
      if (plain === undefined) return;
      if (this.#listing) this.#list(bytes, plain, 'stdout');
      else if (!this.#tool.has('-t')) await writeAll(sys, STDOUT, plain);
      else if (this.#tool.has('-v')) await warn(sys, ' OK\n');
      return;
    }
    await writeAll(sys, STDOUT, this.#compress(bytes, undefined, 0));
  }

  async #expand(bytes: Uint8Array, name: string): Promise<Uint8Array | undefined> {
    if (bytes.length === 0) {
      await this.#say(`\n${this.#name}: ${name}: unexpected end of file\n`, 1);
      return undefined;
    }
    if (!isGzip(bytes)) {
      if (this.#how.toStdout && this.#tool.has('-f')) return bytes;
      await this.#say(`\n${this.#name}: ${name}: not in gzip format\n`, 1);
      return undefined;
    }
    const plain = gunzip(bytes);
    if (plain === undefined) await this.#say(`\n${this.#name}: ${name}: unexpected end of file\n`, 1);
    return plain;
  }

  async #stat(path: string): Promise<{ path: string; stat: Stat } | undefined> {
    const { sys } = this.#tool;
    const tries = this.#how.decompress && !KNOWN.test(path) && !path.endsWith(this.#suffix) ? [path, `${path}${this.#suffix}`] : [path];
    let last: Errno | undefined;
    for (const name of tries) {
      try {
        return { path: name, stat: await sys.stat(name, { nofollow: !this.#how.toStdout && !this.#tool.has('-f') }) };
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        last = error;
      }
    }
    await this.#say(`${this.#name}: ${tries.at(-1)}: ${last!.message}\n`, 1);
    return undefined;
  }

  async #file(given: string): Promise<void> {
    const { sys } = this.#tool;
    const found = await this.#stat(given);
    if (found === undefined) return;
    const { path, stat } = found;
    const { decompress, toStdout } = this.#how;
    if (stat.kind === 'directory') {
      if (!this.#tool.has('-r')) return this.#say(`${this.#name}: ${path} is a directory -- ignored\n`, 2);
      for (const name of await folderNames(sys, path)) await this.#file(joinPath(path, name));
      return;
    }
    if (!toStdout && stat.kind === 'symlink') return this.#say(`${this.#name}: ${path}: Too many levels of symbolic links\n`, 1);
    if (!toStdout && stat.kind !== 'file' && !this.#listing)
      return this.#say(`${this.#name}: ${path} is not a directory or a regular file - ignored\n`, 2);
    if (!toStdout && !this.#listing && stat.nlink > 1 && !this.#tool.has('-f', '-k')) {
      const others = stat.nlink - 1;
      return this.#say(`${this.#name}: ${path} has ${others} other link${others > 1 ? 's' : ''} -- file ignored\n`, 2);
    }
    if (!decompress && !toStdout && KNOWN.test(path) && !this.#tool.has('-f')) {
      return this.#say(`${this.#name}: ${path} already has ${KNOWN.exec(path)![0]} suffix -- unchanged\n`, 2);
    }
    const target = this.#target(path);
    if (target === undefined && !toStdout) return this.#say(`${this.#name}: ${path}: unknown suffix -- ignored\n`, 2);
    await this.#convert(path, stat, target ?? path);
  }

  /** The name that a file becomes; undefined where it has no suffix to lose. */
  #target(path: string): string | undefined {
    if (!this.#how.decompress) return path + this.#suffix;
    if (this.#tool.has('-S') && path.endsWith(this.#suffix)) return path.slice(0, -this.#suffix.length);
    const suffix = KNOWN.exec(path)?.[0];
    if (suffix === undefined) return undefined;
    return path.slice(0, -suffix.length) + (suffix === '.tgz' || suffix === '.taz' ? '.tar' : '');
  }

  async #convert(path: string, stat: Stat, target: string): Promise<void> {
    const { sys } = this.#tool;
    const { decompress, toStdout } = this.#how;
    let bytes: Uint8Array;
    try {
      const fd = await sys.open(path, { read: true });
      bytes = await readAll(sys, fd);
      await sys.close(fd);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#say(`${this.#name}: ${path}: ${error.message}\n`, 1);
    }
    const result =
      decompress || this.#listing || this.#tool.has('-t')
        ? await this.#expand(bytes, path)
        : this.#compress(bytes, path.replace(/.*\//, ''), stat.mtime.seconds);
    if (result === undefined) return;
    if (this.#listing) return this.#list(bytes, result, target);
    if (this.#tool.has('-t')) {
      if (this.#tool.has('-v')) await warn(sys, `${path}:\t OK\n`);
      return;
    }
    if (toStdout) await writeAll(sys, STDOUT, result);
    else if (!(await this.#replace(path, stat, target, result))) return;
    if (this.#tool.has('-v')) await this.#report(path, bytes, result, target);
  }

  async #replace(path: string, stat: Stat, target: string, result: Uint8Array): Promise<boolean> {
    const { sys } = this.#tool;
    const exists = await sys.stat(target, { nofollow: true }).then(
      () => true,
      () => false,
    );
    if (exists && !this.#tool.has('-f')) {
      if (await isTerminal(sys, STDIN)) {
        await warn(sys, `${this.#name}: ${target} already exists; do you wish to overwrite (y or n)? `);
        const answer = await sys.read(STDIN, 256);
        if (answer[0] !== 121 && answer[0] !== 89) {
          await this.#say('\tnot overwritten\n', 2);
          return false;
        }
      } else {
        await this.#say(`${this.#name}: ${target} already exists;\tnot overwritten\n`, 2);
        return false;
      }
    }
    try {
      const fd = await sys.open(target, { write: true, create: true, truncate: true }, 0o600);
      await writeAll(sys, fd, result);
      await sys.fchown(fd, stat.uid, stat.gid).catch(() => undefined);
      await sys.fchmod(fd, stat.mode);
      await sys.close(fd);
      await sys.utimens(target, stat.atime, stat.mtime);
      if (!this.#tool.has('-k')) await sys.unlink(path);
      return true;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#say(`${this.#name}: ${target}: ${error.message}\n`, 1);
      return false;
    }
  }

  async #report(path: string, before: Uint8Array, after: Uint8Array, target: string): Promise<void> {
    const [plain, packed] = this.#how.decompress ? [after, before] : [before, after];
    const lead = `${path}:\t${path.length < 15 ? '\t' : ''}`;
    const what = this.#how.toStdout ? '' : ` -- ${this.#tool.has('-k') ? 'created' : 'replaced with'} ${target}`;
    await warn(this.#tool.sys, `${lead}${ratio(packed.length, plain.length).padStart(5)}%${what}\n`);
  }

  #list(packed: Uint8Array, plain: Uint8Array, name: string): void {
    this.#totals.compressed += packed.length;
    this.#totals.plain += plain.length;
    this.#totals.count++;
    this.#listLine(packed.length, plain.length, name, packed);
  }

  #listLine(compressed: number, plain: number, name: string, packed: Uint8Array | undefined): void {
    const verbose = this.#tool.has('-v');
    const { out } = this.#tool;
    if (!this.#listed && !this.#tool.has('-q')) {
      out.write(`${verbose ? 'method  crc     date  time  ' : ''}         compressed        uncompressed  ratio uncompressed_name\n`);
      this.#listed = true;
    }
    let lead = '';
    if (verbose && packed !== undefined) {
      const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
      const crc = view
        .getUint32(packed.length - 8, true)
        .toString(16)
        .padStart(8, '0');
      lead = `defla ${crc} ${strftime('%b %e %H:%M', { seconds: view.getUint32(4, true), nanoseconds: 0 })} `;
    }
    out.write(`${lead}${String(compressed).padStart(19)} ${String(plain).padStart(19)} ${ratio(compressed, plain).padStart(5)}% ${name}\n`);
  }
}

/** How much smaller, in percent; the header does not count. */
function ratio(compressed: number, plain: number): string {
  return (plain === 0 ? 0 : ((plain - (compressed - 18)) / plain) * 100).toFixed(1);
}

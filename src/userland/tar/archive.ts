// Reading and writing the archive itself: a file, or the standard streams, plain or gzipped.

import { Gunzip, Gzip } from 'fflate';
import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { Failure, type Tool } from '../lib/command.ts';
import { concat, readAll, STDIN, STDOUT, warn, writeAll } from '../lib/io.ts';

const RECORD_BYTES = 10240;

/** Ends tar: "tar: words", "tar: Error is not recoverable: exiting now". */
export async function fatal(tool: Tool, words: string): Promise<never> {
  await tool.out.flush();
  await warn(tool.sys, `tar: ${words}\n`);
  throw new Failure('Error is not recoverable: exiting now', 2);
}

async function openArchive(tool: Tool, path: string, how: { read?: boolean; write?: boolean }, compressed: boolean): Promise<Fd> {
  try {
    return await tool.sys.open(path, how.write ? { write: true, create: true, truncate: true } : { read: true }, 0o666);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (!compressed) return fatal(tool, `${path}: Cannot open: ${error.message}`);
    await warn(tool.sys, `tar (child): ${path}: Cannot open: ${error.message}\ntar (child): Error is not recoverable: exiting now\n`);
    return fatal(tool, 'Child returned status 2');
  }
}

/** The archive's bytes, decompressed. */
export async function readArchive(tool: Tool, path: string | undefined, gzip: boolean): Promise<Uint8Array> {
  const fd = path === undefined || path === '-' ? STDIN : await openArchive(tool, path, { read: true }, gzip);
  let bytes: Uint8Array;
  try {
    bytes = await readAll(tool.sys, fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return fatal(tool, `${path ?? '-'}: Cannot read: ${error.message}`);
  }
  if (fd !== STDIN) await tool.sys.close(fd);
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzip && !compressed) {
    await warn(tool.sys, '\ngzip: stdin: not in gzip format\n');
    return fatal(tool, 'Child returned status 1');
  }
  if (compressed) return gunzipAll(tool, bytes);
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68) return fatal(tool, 'bzip2: this compression is not simulated here');
  if (bytes[0] === 0xfd && bytes[1] === 0x37 && bytes[2] === 0x7a) return fatal(tool, 'xz: this compression is not simulated here');
  return bytes;
}

async function gunzipAll(tool: Tool, bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    const stream = new Gunzip(part => void parts.push(part));
    stream.push(bytes, true);
  } catch {
    await warn(tool.sys, '\ngzip: stdin: unexpected end of file\n');
    return fatal(tool, 'Child returned status 1');
  }
  return concat(parts.length > 0 ? parts : [new Uint8Array(0)]);
}

/** Writes an archive piece by piece. */
export class ArchiveWriter {
  readonly #tool: Tool;
  readonly #path: string | undefined;
  readonly #fd: Fd;
  #gzip: Gzip | undefined;
  #made: Uint8Array[] = [];
  #length = 0;

  constructor(tool: Tool, path: string | undefined, fd: Fd, gzip: boolean) {
    this.#tool = tool;
    this.#path = path;
    this.#fd = fd;
    // The time in the header is left out, so that the same files make the same bytes.
    if (gzip) this.#gzip = new Gzip({ level: 6, mtime: 0 }, part => void this.#made.push(part));
  }

  static async open(tool: Tool, path: string | undefined, gzip: boolean): Promise<ArchiveWriter> {
    const standard = path === undefined || path === '-';
    return new ArchiveWriter(tool, path, standard ? STDOUT : await openArchive(tool, path, { write: true }, gzip), gzip);
  }

  get standard(): boolean {
    return this.#fd === STDOUT;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#length += bytes.length;
    if (this.#gzip === undefined) return this.#put(bytes);
    this.#gzip.push(bytes, false);
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const made = this.#made;
    this.#made = [];
    for (const part of made) await this.#put(part);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll(this.#tool.sys, this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await fatal(this.#tool, `${this.#path ?? '-'}: Cannot write: ${error.message}`);
    }
  }

  /** Two empty blocks and what fills the record; then the archive is closed. */
  async end(): Promise<number> {
    const used = this.#length + 1024;
    await this.write(new Uint8Array(1024 + ((RECORD_BYTES - (used % RECORD_BYTES)) % RECORD_BYTES)));
    if (this.#gzip !== undefined) {
      this.#gzip.push(new Uint8Array(0), true);
      await this.#drain();
    }
    if (this.#fd !== STDOUT) await this.#tool.sys.close(this.#fd);
    return this.#length;
  }
}

// An open file description (open(2), "open file descriptions"): what descriptors made by dup and clone share.

import type { Dirent, OpenFlags } from '../../abi/types.ts';
import type { File } from './inode.ts';
import type { Path } from './path.ts';
import { addWriter, removeWriter } from './writers.ts';

export class OpenFile {
  readonly file: File;
  /** Where it was opened; pipes, sockets and other nameless files have a path of their own mount (anonymous.ts). */
  readonly path: Path;
  flags: OpenFlags;
  offset = 0;
  /** Where getdents goes on: the rest of the entries. */
  entries: Iterator<Dirent> | undefined;
  #references = 0;
  /** Called before the file's own release: locks, watches. */
  readonly closing: (() => void)[] = [];

  constructor(file: File, path: Path, flags: OpenFlags) {
    this.file = file;
    this.path = path;
    this.flags = flags;
    path.mount.users++;
    if (flags.write && path.dentry.inode.kind === 'file') addWriter(path);
  }

  get references(): number {
    return this.#references;
  }

  retain(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    for (const closing of this.closing) closing();
    this.file.release?.();
    const { mount, dentry } = this.path;
    if (this.flags.write && dentry.inode.kind === 'file') removeWriter(this.path);
    mount.users--;
  }
}

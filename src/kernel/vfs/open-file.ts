// An open file description (open(2), "open file descriptions"): what descriptors made by dup and clone share.

import type { OpenFlags } from '../../abi/types.ts';
import type { File } from './inode.ts';
import type { Path } from './path.ts';

export class OpenFile {
  readonly file: File;
  /** Where it was opened; pipes, sockets and other nameless files have a path of their own mount. */
  readonly path: Path;
  flags: OpenFlags;
  offset = 0;
  #references = 0;
  /** Called before the file's own release: locks, watches. */
  readonly closing: (() => void)[] = [];

  constructor(file: File, path: Path, flags: OpenFlags) {
    this.file = file;
    this.path = path;
    this.flags = flags;
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
    this.path.mount.users--;
  }
}

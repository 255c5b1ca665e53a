// Where a process stands in the tree of files: root, working directory and umask. What CLONE_FS shares.

import type { Path } from '../vfs/path.ts';

/** Each of its two paths holds its mount (Path.mount.users). */
export class FsState {
  #root: Path;
  #cwd: Path;
  umask: number;
  /** How many processes use it. */
  users = 1;

  constructor(root: Path, cwd: Path, umask = 0o022) {
    this.#root = root;
    this.#cwd = cwd;
    this.umask = umask;
    root.mount.users++;
    cwd.mount.users++;
  }

  get root(): Path {
    return this.#root;
  }

  set root(path: Path) {
    path.mount.users++;
    this.#root.mount.users--;
    this.#root = path;
  }

  get cwd(): Path {
    return this.#cwd;
  }

  set cwd(path: Path) {
    path.mount.users++;
    this.#cwd.mount.users--;
    this.#cwd = path;
  }

  copy(): FsState {
    return new FsState(this.#root, this.#cwd, this.umask);
  }

  /** One process leaves; the last lets go of the mounts. */
  release(): void {
    if (--this.users > 0) return;
    this.#root.mount.users--;
    this.#cwd.mount.users--;
  }
}

// Where programs come from: which files the simulated packages install, and how a module is loaded. Node and the page each bring their own.

import type { Program } from '../abi/program.ts';

export interface Programs {
  /** Path in the Debian host's root filesystem to a module's id, or "-> target" for a symbolic link. */
  readonly files: Readonly<Record<string, string>>;
  /** A module by its id ("coreutils/cat", "docker/cli"); undefined where there is none. */
  load(id: string): Promise<Program | undefined>;
}

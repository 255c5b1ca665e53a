// sed -i: the new contents go to a file beside the old one, which then takes its name.

import { Errno } from '../../abi/errno.ts';
import type { Fd, Stat } from '../../abi/types.ts';
import { Failure, type Tool } from '../lib/command.ts';
import { baseName, dirName, joinPath } from '../lib/path.ts';
import { Stdout } from '../lib/stdout.ts';
import type { FileHooks } from './input.ts';
import { Output } from './output.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export class InPlace implements FileHooks {
  readonly #tool: Tool;
  readonly #suffix: string;
  readonly #end: string;
  #temporary = '';
  #fd: Fd = -1;
  #target = '';
  output: Output;

  constructor(tool: Tool, suffix: string, end: string, standard: Output) {
    this.#tool = tool;
    this.#suffix = suffix;
    this.#end = end;
    this.output = standard;
  }

  async opened(path: string, fd: Fd): Promise<boolean> {
    const { sys } = this.#tool;
    const stat: Stat = await sys.fstat(fd);
    if (stat.kind !== 'file') {
      await this.#tool.warn(`couldn't edit ${path}: not a regular file`, 4);
      return false;
    }
    this.#target = this.#tool.has('--follow-symlinks') ? await this.#followed(path) : path;
    const random = Array.from(await sys.getrandom(6), byte => LETTERS[byte % LETTERS.length]).join('');
    this.#temporary = joinPath(dirName(this.#target), `sed${random}`);
    try {
      this.#fd = await sys.open(this.#temporary, { write: true, create: true, exclusive: true, cloexec: true }, 0o600);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`couldn't open temporary file ${this.#temporary}: ${error.message}`, 4);
    }
    await sys.fchown(this.#fd, stat.uid, stat.gid).catch(error => {
      if (!(error instanceof Errno)) throw error;
    });
    await sys.fchmod(this.#fd, stat.mode);
    const out = new Stdout(sys, 'text', this.#fd);
    out.failure = "couldn't flush <unknown>";
    this.output = new Output(out, this.#end);
    return true;
  }

  async #followed(path: string): Promise<string> {
    const { sys } = this.#tool;
    let at = path;
    while ((await sys.stat(at, { nofollow: true })).kind === 'symlink') {
      const target = await sys.readlink(at);
      at = target.startsWith('/') ? target : joinPath(dirName(at), target);
    }
    return at;
  }

  async closed(): Promise<void> {
    const { sys } = this.#tool;
    try {
      await this.output.flush();
    } catch (error) {
      await sys.unlink(this.#temporary);
      throw error;
    }
    await sys.close(this.#fd);
    if (this.#suffix !== '') {
      const name = baseName(this.#target);
      const backup = this.#suffix.includes('*') ? this.#suffix.replaceAll('*', name) : name + this.#suffix;
      const path = backup.includes('/') ? backup : joinPath(dirName(this.#target), backup);
      await this.#rename(this.#target, path);
    }
    await this.#rename(this.#temporary, this.#target);
  }

  async #rename(from: string, to: string): Promise<void> {
    try {
      await this.#tool.sys.rename(from, to);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`cannot rename ${from}: ${error.message}`, 4);
    }
  }
}

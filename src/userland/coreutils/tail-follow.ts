// tail -f and -F: what is added to files is shown as it comes. Waits by inotify(7), and looks each second where that is not enough.

import { Errno } from '../../abi/errno.ts';
import type { Fd, Stat } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { CHUNK_BYTES } from '../lib/io.ts';
import { dirName } from '../lib/path.ts';
import { quoteAlways, quoteName } from '../lib/quote.ts';

export interface Followed {
  path: string;
  shown: string;
  fd: Fd | undefined;
  stat: Stat | undefined;
  /** Nothing more is expected of it. */
  done: boolean;
}

export interface FollowHow {
  byName: boolean;
  retry: boolean;
  pids: readonly number[];
  intervalMs: number;
  headers: boolean;
}

const FILE_EVENTS = ['MODIFY', 'ATTRIB', 'DELETE_SELF', 'MOVE_SELF'];
const FOLDER_EVENTS = ['CREATE', 'MOVED_TO', 'DELETE', 'MOVED_FROM', 'ATTRIB'];

export class Follower {
  readonly #tool: Tool;
  readonly #files: Followed[];
  readonly #how: FollowHow;
  #last: Followed | undefined;
  #watch: Fd | undefined;

  constructor(tool: Tool, files: Followed[], how: FollowHow, last: Followed | undefined) {
    this.#tool = tool;
    this.#files = files;
    this.#how = how;
    this.#last = last;
  }

  /** Shows additions until all files, or the processes of --pid, are gone. */
  async run(): Promise<void> {
    await this.#watchAll();
    for (;;) {
      const alive = await this.#anyAlive();
      for (const file of this.#files) if (!file.done) await this.#look(file);
      if (!alive) return;
      if (this.#files.every(file => file.done)) {
        if (!this.#how.retry) await this.#tool.warn('no files remaining');
        return;
      }
      await this.#wait();
    }
  }

  async #watchAll(): Promise<void> {
    const { sys } = this.#tool;
    try {
      this.#watch = await sys.inotifyInit({ cloexec: true });
      for (const file of this.#files) await this.#watchFile(file);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#watch = undefined;
    }
  }

  async #watchFile(file: Followed): Promise<void> {
    const { sys } = this.#tool;
    if (this.#watch === undefined || file.path === '-') return;
    if (this.#how.byName) {
      await sys.inotifyAddWatch(this.#watch, dirName(file.path), FOLDER_EVENTS).catch(ignoreErrno);
    }
    if (file.fd !== undefined) await sys.inotifyAddWatch(this.#watch, file.path, FILE_EVENTS).catch(ignoreErrno);
  }

  async #wait(): Promise<void> {
    const { sys } = this.#tool;
    const { pids, intervalMs } = this.#how;
    if (this.#watch === undefined || this.#files.some(file => file.path === '-' && !file.done)) return sys.nanosleep(intervalMs);
    const timeout = pids.length > 0 ? intervalMs : undefined;
    const ready = await sys.poll([{ fd: this.#watch, want: 'read' }], timeout);
    if (ready.length > 0) await sys.inotifyRead(this.#watch);
  }

  async #anyAlive(): Promise<boolean> {
    const { pids } = this.#how;
    if (pids.length === 0) return true;
    for (const pid of pids) {
      try {
        await this.#tool.sys.kill(pid);
        return true;
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'EPERM') return true;
      }
    }
    return false;
  }

  async #look(file: Followed): Promise<void> {
    if (this.#how.byName && file.path !== '-') await this.#lookByName(file);
    if (file.fd === undefined) return;
    const { sys } = this.#tool;
    const now = await sys.fstat(file.fd);
    if (now.kind === 'file') {
      const at = await sys.lseek(file.fd, 0, 'current');
      if (now.sizeBytes < at) {
        await this.#tool.warn(`${quoteName(file.shown)}: file truncated`, 0);
        await sys.lseek(file.fd, 0, 'set');
      }
    }
    file.stat = now;
    await this.#show(file);
  }

  /** Whether the name still is the file that is open; opens what took its place. */
  async #lookByName(file: Followed): Promise<void> {
    const { sys } = this.#tool;
    let now: Stat;
    try {
      now = await sys.stat(file.path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (file.fd === undefined) return;
      await this.#show(file);
      await sys.close(file.fd);
      file.fd = undefined;
      if (this.#how.retry) await this.#tool.warn(`${quoteAlways(file.shown)} has become inaccessible: ${error.message}`);
      else {
        await this.#tool.warn(`${quoteAlways(file.shown)} has become inaccessible: ${error.message}`);
        file.done = true;
      }
      return;
    }
    const same = file.stat !== undefined && now.ino === file.stat.ino && now.dev.minor === file.stat.dev.minor;
    if (file.fd !== undefined && same) return;
    const appeared = file.fd === undefined;
    if (file.fd !== undefined) {
      await this.#show(file);
      await sys.close(file.fd);
    }
    try {
      file.fd = await sys.open(file.path, { read: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      file.fd = undefined;
      return;
    }
    file.stat = now;
    await this.#watchFile(file);
    const words = appeared ? 'has appeared;  following new file' : 'has been replaced;  following new file';
    await this.#tool.warn(`${quoteAlways(file.shown)} ${words}`, 0);
  }

  async #show(file: Followed): Promise<void> {
    const { sys, out } = this.#tool;
    for (;;) {
      const bytes = await sys.read(file.fd!, CHUNK_BYTES);
      if (bytes.length === 0) break;
      if (this.#how.headers && this.#last !== file) out.write(`\n==> ${file.shown} <==\n`);
      this.#last = file;
      await out.bytes(bytes);
      if (file.stat?.kind !== 'file') return;
    }
    if (file.stat !== undefined && file.stat.kind === 'fifo') file.done = true;
  }
}

function ignoreErrno(error: unknown): undefined {
  if (!(error instanceof Errno)) throw error;
}

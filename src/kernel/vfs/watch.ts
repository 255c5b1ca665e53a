// inotify(7): who is told that an inode, or a name in a folder, changed. Watches sit on inodes, as fs/notify/inotify, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Dentry } from './dentry.ts';
import type { File, Inode } from './inode.ts';

export interface WatchEvent {
  watch: number;
  events: string[];
  name?: string;
  cookie?: number;
}

interface Watch {
  id: number;
  inode: Inode;
  events: Set<string>;
  once: boolean;
  by: Inotify;
}

const watches = new WeakMap<Inode, Set<Watch>>();
/** How many watches there are anywhere: none, and notify costs nothing. */
let count = 0;
let nextCookie = 1;

const ALL_EVENTS = [
  'ACCESS',
  'MODIFY',
  'ATTRIB',
  'CLOSE_WRITE',
  'CLOSE_NOWRITE',
  'OPEN',
  'MOVED_FROM',
  'MOVED_TO',
  'CREATE',
  'DELETE',
  'DELETE_SELF',
  'MOVE_SELF',
];
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ALL_EVENTS,
  CLOSE: ['CLOSE_WRITE', 'CLOSE_NOWRITE'],
  MOVE: ['MOVED_FROM', 'MOVED_TO'],
};
const QUEUE_MAX = 16384;

/** The queue behind an inotify descriptor. */
export class Inotify implements File {
  readonly stream = true;
  readonly #queue: WatchEvent[] = [];
  readonly #waiting = new WaitQueue();
  readonly #watches = new Map<number, Watch>();
  #next = 1;

  /** Takes the events that are there; the queue to sleep on where there are none. */
  take(): WatchEvent[] | WaitQueue {
    return this.#queue.length > 0 ? this.#queue.splice(0) : this.#waiting;
  }

  /** Watches an inode, or changes what its watch is for. Throws EINVAL for no event. */
  add(inode: Inode, events: readonly string[]): number {
    const wanted = new Set(events.flatMap(event => GROUPS[event] ?? [event]));
    if (!ALL_EVENTS.some(event => wanted.has(event))) throw new Errno('EINVAL');
    if (wanted.has('ONLYDIR') && inode.kind !== 'directory') throw new Errno('ENOTDIR');
    const known = [...this.#watches.values()].find(watch => watch.inode === inode);
    if (known) {
      if (wanted.has('MASK_CREATE')) throw new Errno('EEXIST');
      if (wanted.has('MASK_ADD')) for (const event of wanted) known.events.add(event);
      else known.events = wanted;
      return known.id;
    }
    const watch: Watch = { id: this.#next++, inode, events: wanted, once: wanted.has('ONESHOT'), by: this };
    let all = watches.get(inode);
    if (!all) watches.set(inode, (all = new Set()));
    all.add(watch);
    this.#watches.set(watch.id, watch);
    count++;
    return watch.id;
  }

  /** Ends a watch: its last event is IGNORED. Throws EINVAL. */
  remove(id: number): void {
    const watch = this.#watches.get(id);
    if (!watch) throw new Errno('EINVAL');
    this.#watches.delete(id);
    watches.get(watch.inode)?.delete(watch);
    count--;
    this.push({ watch: id, events: ['IGNORED'] });
  }

  push(event: WatchEvent): void {
    const last = this.#queue.at(-1);
    if (last && last.watch === event.watch && last.name === event.name && last.cookie === event.cookie) {
      if (last.events.join() === event.events.join()) return;
    }
    if (this.#queue.length < QUEUE_MAX) this.#queue.push(event);
    else if (last?.watch !== -1) this.#queue.push({ watch: -1, events: ['Q_OVERFLOW'] });
    this.#waiting.wake();
  }

  read(): Uint8Array | WaitQueue {
    throw new Errno('EINVAL');
  }

  write(): number {
    throw new Errno('EBADF');
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    return want === 'read' && this.#queue.length > 0 ? true : this.#waiting;
  }

  release(): void {
    for (const watch of this.#watches.values()) {
      watches.get(watch.inode)?.delete(watch);
      count--;
    }
    this.#watches.clear();
  }
}

function tell(inode: Inode, event: string, isDirectory: boolean, name?: string, cookie?: number): void {
  for (const watch of [...(watches.get(inode) ?? [])]) {
    if (!watch.events.has(event)) continue;
    watch.by.push({
      watch: watch.id,
      events: isDirectory ? [event, 'ISDIR'] : [event],
      ...(name === undefined ? {} : { name }),
      ...(cookie === undefined ? {} : { cookie }),
    });
    if (watch.once || event === 'DELETE_SELF') watch.by.remove(watch.id);
  }
}

/** Something happened to what `dentry` names: its own watchers and its folder's hear of it. */
export function notify(dentry: Dentry, event: 'ACCESS' | 'MODIFY' | 'ATTRIB' | 'CLOSE_WRITE' | 'CLOSE_NOWRITE' | 'OPEN'): void {
  if (count === 0) return;
  const isDirectory = dentry.inode.kind === 'directory';
  if (dentry.parent) tell(dentry.parent.inode, event, isDirectory, dentry.name);
  tell(dentry.inode, event, isDirectory);
}

/** A name was made in, or removed from, a folder. */
export function notifyName(dir: Inode, event: 'CREATE' | 'DELETE', name: string, isDirectory: boolean): void {
  if (count > 0) tell(dir, event, isDirectory, name);
}

/** The inode itself is gone: its last name was removed. */
export function notifyDeleted(inode: Inode): void {
  if (count > 0) tell(inode, 'DELETE_SELF', inode.kind === 'directory');
}

/** A name moved. */
export function notifyMove(from: Inode, name: string, into: Inode, newName: string, moved: Inode): void {
  if (count === 0) return;
  const cookie = nextCookie++;
  const isDirectory = moved.kind === 'directory';
  tell(from, 'MOVED_FROM', isDirectory, name, cookie);
  tell(into, 'MOVED_TO', isDirectory, newName, cookie);
  tell(moved, 'MOVE_SELF', isDirectory);
}

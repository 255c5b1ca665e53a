// System V's objects of an IPC namespace: shared memory, message queues and semaphores, as far as they are made, listed and removed.
// As ipc/util.c, shm.c, msg.c and sem.c, Linux 6.18; what is in them is not simulated.

import { Errno } from '../../abi/errno.ts';
import type { SysvHow, SysvKind } from '../../abi/types.ts';
import { capable } from '../credentials.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { UserNamespace } from '../ns/user.ts';
import type { Process } from '../process/process.ts';

/** IPC_PRIVATE: a key that nobody finds again. */
const PRIVATE = 0;
const SEMAPHORES_MAX = 32000;

interface SysvObject {
  key: number;
  id: number;
  mode: number;
  /** Bytes of a segment, semaphores of an array. */
  size: number;
  uid: number;
  gid: number;
  creatorPid: number;
  changedSeconds: number;
}

/** The objects of one namespace, by kind. */
export class SysvObjects {
  readonly #objects: Readonly<Record<SysvKind, Map<number, SysvObject>>> = { shm: new Map(), msg: new Map(), sem: new Map() };
  readonly #next: Record<SysvKind, number> = { shm: 0, msg: 0, sem: 0 };

  /** The id of the object with this key, made where there is none. Throws as shmget(2), msgget(2), semget(2). */
  get(process: Process, kind: SysvKind, key: number, how: SysvHow): number {
    const found = key === PRIVATE ? undefined : [...this.#objects[kind].values()].find(each => each.key === key);
    if (found) {
      if (how.create && how.exclusive) throw new Errno('EEXIST');
      if (how.size > found.size) throw new Errno('EINVAL');
      return found.id;
    }
    if (key !== PRIVATE && !how.create) throw new Errno('ENOENT');
    if (kind !== 'msg' && (how.size < 1 || (kind === 'sem' && how.size > SEMAPHORES_MAX))) throw new Errno('EINVAL');
    const id = this.#next[kind]++;
    this.#objects[kind].set(id, {
      key,
      id,
      mode: how.mode & 0o777,
      size: how.size,
      uid: process.credentials.euid,
      gid: process.credentials.egid,
      creatorPid: process.pid,
      changedSeconds: Math.floor(process.kernel.clock.realtimeMs / 1000),
    });
    return id;
  }

  /** IPC_RMID. Throws EINVAL for an id that is none, EPERM for another's object. */
  remove(process: Process, kind: SysvKind, id: number, owner: Namespace): void {
    const object = this.#objects[kind].get(id);
    if (!object) throw new Errno('EINVAL');
    if (object.uid !== process.credentials.euid && !capable(process, 'CAP_SYS_ADMIN', owner)) throw new Errno('EPERM');
    this.#objects[kind].delete(id);
  }

  /** The lines of /proc/sysvipc/KIND, without the heading, in the ids of the reader's user namespace. */
  show(kind: SysvKind, reader: UserNamespace): string {
    let text = '';
    for (const object of this.#objects[kind].values()) {
      const ids = [reader.shownUid(object.uid), reader.shownGid(object.gid)];
      text += LINES[kind](object, [...ids, ...ids].map(id => pad(id, 5)).join(' '));
    }
    return text;
  }
}

const pad = (value: number | string, width: number): string => String(value).padStart(width);

/** The beginning that all three have: key, id and mode. */
const head = ({ key, id, mode }: SysvObject): string => `${pad(key, 10)} ${pad(id, 10)}  ${pad(mode.toString(8), 4)}`;

const LINES: Readonly<Record<SysvKind, (object: SysvObject, ids: string) => string>> = {
  shm: (each, ids) =>
    `${head(each)} ${pad(each.size, 21)} ${pad(each.creatorPid, 5)} ${pad(0, 5)}  ${pad(0, 5)} ${ids} ${pad(0, 10)} ${pad(0, 10)} ` +
    `${pad(each.changedSeconds, 10)} ${pad(0, 21)} ${pad(0, 21)}\n`,
  msg: (each, ids) =>
    `${head(each)}  ${pad(0, 10)} ${pad(0, 10)} ${pad(0, 5)} ${pad(0, 5)} ${ids} ${pad(0, 10)} ${pad(0, 10)} ${pad(each.changedSeconds, 10)}\n`,
  sem: (each, ids) => `${head(each)} ${pad(each.size, 10)} ${ids} ${pad(0, 10)} ${pad(each.changedSeconds, 10)}\n`,
};

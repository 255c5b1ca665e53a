// The account files as tables that are read, changed and written whole: passwd(5), shadow(5), group(5), gshadow(5).

import type { Sys } from '../../abi/sys.ts';
import { readText, writeFile } from '../lib/io.ts';

export type FileName = 'passwd' | 'shadow' | 'group' | 'gshadow' | 'subuid' | 'subgid';

const MODES: Readonly<Record<FileName, number>> = {
  passwd: 0o644,
  shadow: 0o640,
  group: 0o644,
  gshadow: 0o640,
  subuid: 0o644,
  subgid: 0o644,
};

/** A line's fields; the first is its name. */
export type Entry = string[];

export const DAY_SECONDS = 86_400;

/** Today, in days since 1970. */
export const today = async (sys: Sys): Promise<number> => Math.floor((await sys.clockGettime('realtime')).seconds / DAY_SECONDS);

export class Database {
  readonly #sys: Sys;
  readonly #files = new Map<FileName, Entry[]>();
  readonly #changed = new Set<FileName>();

  private constructor(sys: Sys) {
    this.#sys = sys;
  }

  /** Reads all of the files; one that is missing is empty. */
  static async open(sys: Sys): Promise<Database> {
    const database = new Database(sys);
    for (const file of Object.keys(MODES) as FileName[]) {
      const text = await readText(sys, `/etc/${file}`).catch(() => '');
      database.#files.set(
        file,
        text
          .split('\n')
          .filter(line => line !== '')
          .map(line => line.split(':')),
      );
    }
    return database;
  }

  entries(file: FileName): Entry[] {
    return this.#files.get(file)!;
  }

  find(file: FileName, name: string): Entry | undefined {
    return this.entries(file).find(([each]) => each === name);
  }

  add(file: FileName, entry: Entry): void {
    this.entries(file).push(entry);
    this.#changed.add(file);
  }

  remove(file: FileName, name: string): void {
    const kept = this.entries(file).filter(([each]) => each !== name);
    if (kept.length === this.entries(file).length) return;
    this.#files.set(file, kept);
    this.#changed.add(file);
  }

  /** Says that an entry of the file was changed in place. */
  touch(file: FileName): void {
    this.#changed.add(file);
  }

  /** Writes what was changed, by a new file in the old one's place, as shadow's commonio does; its owner and mode stay. Throws an Errno. */
  async save(): Promise<void> {
    for (const file of this.#changed) {
      const path = `/etc/${file}`;
      const old = await this.#sys.stat(path).catch(() => undefined);
      const mode = old?.mode ?? MODES[file];
      await writeFile(
        this.#sys,
        `${path}+`,
        this.entries(file)
          .map(entry => `${entry.join(':')}\n`)
          .join(''),
        mode,
      );
      await this.#sys.chmod(`${path}+`, mode);
      if (old) await this.#sys.chown(`${path}+`, old.uid, old.gid);
      await this.#sys.rename(`${path}+`, path);
    }
    this.#changed.clear();
  }

  /** The next free number of a file's third field: above the largest in use, of the system's or of people's. */
  freeId(file: 'passwd' | 'group', system: boolean, wanted?: number): number {
    const used = new Set(this.entries(file).map(entry => Number(entry[2])));
    if (wanted !== undefined && !used.has(wanted)) return wanted;
    if (system) {
      // Below the lowest in use; from the top again only where there is no room below.
      const lowest = Math.min(1000, ...[...used].filter(id => id >= 101 && id < 1000));
      for (let id = lowest > 101 ? lowest - 1 : 999; id >= 101; id--) if (!used.has(id)) return id;
    }
    const people = [...used].filter(id => id >= 1000 && id < 60_000);
    return people.length === 0 ? 1000 : Math.max(...people) + 1;
  }

  /** A user into a group, or out of it, in both of the files. */
  setMember(group: string, user: string, member: boolean): void {
    for (const file of ['group', 'gshadow'] as const) {
      const entry = this.find(file, group);
      if (!entry) continue;
      const members = (entry[3] ?? '').split(',').filter(each => each !== '' && each !== user);
      entry[3] = (member ? [...members, user] : members).join(',');
      this.touch(file);
    }
  }

  /** The groups that name a user as their member. */
  groupsOf(user: string): string[] {
    return this.entries('group')
      .filter(entry => (entry[3] ?? '').split(',').includes(user))
      .map(([name]) => name!);
  }
}

/** Names of users and groups that useradd takes. */
export const validName = (name: string): boolean =>
  /^[A-Za-z0-9_.][A-Za-z0-9_.-]*\$?$/.test(name) && !/^\d+$/.test(name) && name !== '.' && name !== '..' && name.length <= 32;

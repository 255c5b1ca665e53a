// The line about time, users and load that uptime, w and top of procps-ng 4.0.7 print; sessions as libsystemd shows them.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { strftime } from '../lib/dates.ts';
import { readText } from '../lib/io.ts';
import { procText } from '../lib/proc.ts';
import { zoneOf } from '../lib/zones.ts';
import { readTask, uptimeSeconds } from './process.ts';

const SESSIONS = '/run/systemd/sessions';
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** A login session: the variables of its file. */
export type Session = ReadonlyMap<string, string>;

/** The sessions that systemd-logind has written down. */
export async function sessions(sys: Sys): Promise<Session[]> {
  const found: Session[] = [];
  try {
    const folder = await sys.open(SESSIONS, { read: true, directory: true });
    const names: string[] = [];
    for (let entries = await sys.getdents(folder); entries.length > 0; entries = await sys.getdents(folder)) {
      for (const { name } of entries) if (/^\w+$/.test(name)) names.push(name);
    }
    await sys.close(folder);
    for (const name of names) {
      const text = await readText(sys, `${SESSIONS}/${name}`);
      found.push(new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value])));
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return found.filter(session => session.get('CLASS') === 'user');
}

/** The load over 1, 5 and 15 minutes, as /proc has it. */
export async function loads(sys: Sys): Promise<string[]> {
  return ((await procText(sys, '/proc/loadavg')) ?? '0.00 0.00 0.00').split(' ').slice(0, 3);
}

/** Seconds since boot or, of a container, since its first process began. */
export async function upSeconds(sys: Sys, container: boolean): Promise<number> {
  const uptime = await uptimeSeconds(sys);
  const first = container ? await readTask(sys, 1) : undefined;
  return first ? Math.max(0, uptime - first.field(22) / 100) : uptime;
}

/** " 09:31:30 up  7:04,  0 users,  load average: 5.04, 3.17, 1.43". */
export async function uptimeLine(sys: Sys, env: Env, container = false): Promise<string> {
  const clock = strftime('%H:%M:%S', await sys.clockGettime('realtime'), zoneOf(env.TZ));
  const seconds = Math.floor(await upSeconds(sys, container));
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor(seconds / HOUR) % 24;
  const minutes = Math.floor(seconds / MINUTE) % 60;
  const long = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : '';
  const short = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`;
  const users = (await sessions(sys)).length;
  const count = `${String(users).padStart(2)} ${users === 1 ? 'user' : 'users'}`;
  return ` ${clock} up ${long}${short}, ${count},  load average: ${(await loads(sys)).join(', ')}`;
}

const WEEK = 7 * DAY;
const YEAR = 365 * DAY;
const PARTS: readonly (readonly [string, number])[] = [
  ['decade', 10 * YEAR],
  ['year', YEAR],
  ['week', WEEK],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

/** "up 7 hours, 4 minutes". */
export function pretty(seconds: number): string {
  const words: string[] = [];
  let left = Math.floor(seconds);
  for (const [name, size] of PARTS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 || (name === 'minute' && words.length === 0)) words.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return `up ${words.join(', ')}`;
}

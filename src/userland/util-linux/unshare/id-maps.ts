// What unshare maps into a new user namespace, and how the maps are written. util-linux 2.42.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Pid } from '../../../abi/types.ts';
import type { Tool } from '../../lib/command.ts';
import { warn, writeFile } from '../../lib/io.ts';

export interface IdRange {
  inside: number;
  outside: number;
  count: number;
}

/** INNER:OUTER:COUNT, or with commas as OUTER,INNER,COUNT; undefined where it is neither. */
export function parseRange(text: string): IdRange | undefined {
  const colons = /^(\d+):(\d+):(\d+)$/.exec(text);
  if (colons) return { inside: Number(colons[1]), outside: Number(colons[2]), count: Number(colons[3]) };
  const commas = /^(\d+),(\d+),(\d+)$/.exec(text);
  return commas ? { inside: Number(commas[2]), outside: Number(commas[1]), count: Number(commas[3]) } : undefined;
}

export const rangeLine = ({ inside, outside, count }: IdRange): string => `${inside} ${outside} ${count}\n`;

/** Writes a file of /proc/self; stops the program where that is refused. */
export async function writeOwn(sys: Sys, tool: Tool, path: string, text: string): Promise<void> {
  try {
    await writeFile(sys, path, text);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`write failed ${path}: ${error.message}`);
  }
}

/** A child that stays outside and writes the maps of `pid` once it is told to by the pipe's end. Its status is 0 where all went well. */
export async function startMapper(
  sys: Sys,
  name: string,
  maps: { uid: readonly IdRange[]; gid: readonly IdRange[] },
): Promise<{ child: Pid; go: number }> {
  const pid = await sys.getpid();
  const [wait, go] = await sys.pipe({ cloexec: true });
  const child = await sys.clone(async self => {
    await self.close(go);
    await self.read(wait, 1);
    for (const side of ['uid', 'gid'] as const) {
      if (maps[side].length === 0) continue;
      try {
        await writeFile(self, `/proc/${pid}/${side}_map`, maps[side].map(rangeLine).join(''));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await warn(self, `${name}: write failed /proc/${pid}/${side}_map: ${error.message}\n`);
        return 1;
      }
    }
    return 0;
  });
  await sys.close(wait);
  return { child, go };
}

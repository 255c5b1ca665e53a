// df: the space of filesystems. As coreutils/df.c of BusyBox.

import { Errno } from '../../../abi/errno.ts';
import type { Statfs } from '../../../abi/types.ts';
import { canonicalOr } from '../../util-linux/canonical.ts';
import { applet, type Run } from '../applet.ts';
import { type Mounted, mounts } from '../mounts.ts';
import { shortSize } from '../sizes.ts';

export default applet({
  name: 'df',
  usage: `Usage: df [-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...

Print filesystem usage statistics

	-P	POSIX output format
	-k	1024-byte blocks (default)
	-m	1M-byte blocks
	-h	Human readable (e.g. 1K 243M 2G)
	-T	Print filesystem type
	-t TYPE	Print only mounts of this type
	-a	Show all filesystems
	-i	Inodes
	-B SIZE	Blocksize`,
  short: 'kPTmhaiB:t:',

  async run(run) {
    const all = await mounts(run.sys);
    const unit = unitOf(run);
    run.out.write(header(run, unit));
    const operands = run.operands.length > 0 ? run.operands : undefined;
    for (const path of operands ?? all.map(({ target }) => target)) {
      const mount = operands ? await mountOf(run, path, all) : all.findLast(({ target }) => target === path);
      if (!mount) {
        await run.warn(`${path}: can't find mount point`);
        continue;
      }
      if (run.has('-t') && mount.type !== run.value('-t')) continue;
      try {
        const statfs = await run.sys.statfs(mount.target);
        if (statfs.blocks > 0 || operands || run.has('-a')) run.out.write(line(run, mount, statfs, unit));
      } catch (error) {
        await run.perror(mount.target, error);
      }
    }
  },
});

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function unitOf(run: Run): number {
  if (run.has('-m')) return UNITS.M!;
  const word = run.value('-B');
  if (word === undefined) return 1024;
  const [, digits, suffix] = /^(\d*)([KMG]?)$/i.exec(word) ?? run.die(`invalid number '${word}'`);
  return Number(digits || 1) * (UNITS[suffix!.toUpperCase()] ?? 1);
}

function header(run: Run, unit: number): string {
  const type = run.has('-T') ? ' Type      ' : '';
  const percent = run.has('-P') ? 'Capacity' : 'Use%';
  if (run.has('-i')) return `Filesystem          ${type}    Inodes      Used Available ${percent} Mounted on\n`;
  if (run.has('-h')) return `Filesystem          ${type}      Size      Used Available ${percent} Mounted on\n`;
  const blocks = run.has('-P') ? `${unit}-blocks` : `${unit % UNITS.M! === 0 ? `${unit / UNITS.M!}M` : `${unit / 1024}K`}-blocks`;
  return `Filesystem          ${type} ${blocks.padStart(9)}${run.has('-P') ? '    Used' : '      Used'} Available ${percent} Mounted on\n`;
}

function line(run: Run, mount: Mounted, statfs: Statfs, unit: number): string {
  const inodes = run.has('-i');
  const [total, free, available] = inodes
    ? [statfs.inodes, statfs.inodesFree, statfs.inodesFree]
    : [statfs.blocks, statfs.blocksFree, statfs.blocksAvailable];
  const used = total - free;
  const percent = used + available === 0 ? 0 : Math.ceil((used * 100) / (used + available));
  const print = (value: number): string => {
    if (inodes) return `${value}`;
    const bytes = value * statfs.blockSizeBytes;
    return run.has('-h') ? shortSize(bytes) : `${Math.floor(bytes / unit)}`;
  };
  const type = run.has('-T') ? ` ${mount.type.padEnd(10)}` : '';
  const name = mount.source.length > 20 && !run.has('-P') ? `${mount.source}\n${' '.repeat(20)}` : mount.source.padEnd(20);
  const numbers = `${print(total).padStart(9)} ${print(used).padStart(9)} ${print(available).padStart(9)}`;
  return `${name}${type} ${numbers} ${String(percent).padStart(3)}% ${mount.target}\n`;
}

/** The mount that a path lies on: its device node's, its own, or the longest above it. */
async function mountOf(run: Run, path: string, all: readonly Mounted[]): Promise<Mounted | undefined> {
  const device = all.findLast(({ source }) => source === path);
  if (device) return device;
  try {
    await run.sys.stat(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
  const whole = await canonicalOr(run.sys, path);
  const above = all.filter(({ target }) => target === '/' || whole === target || whole.startsWith(`${target}/`));
  return above.sort((a, b) => a.target.length - b.target.length).at(-1);
}

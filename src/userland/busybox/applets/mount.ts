// mount: mounts filesystems, and lists those that are. As util-linux/mount.c of BusyBox.

import { Errno } from '../../../abi/errno.ts';
import type { MountFlags, MountOption } from '../../../abi/mount.ts';
import { readText } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';
import { mounts } from '../mounts.ts';

const OPTIONS: ReadonlySet<string> = new Set([
  'ro',
  'nosuid',
  'nodev',
  'noexec',
  'noatime',
  'nodiratime',
  'relatime',
  'strictatime',
  'sync',
  'dirsync',
  'silent',
] satisfies MountOption[]);
/** Words that take a flag away. */
const OPPOSITES: Readonly<Record<string, string>> = {
  rw: 'ro',
  suid: 'nosuid',
  dev: 'nodev',
  exec: 'noexec',
  atime: 'noatime',
  diratime: 'nodiratime',
  norelatime: 'relatime',
  async: 'sync',
  loud: 'silent',
};
const IGNORED = new Set(['defaults', 'auto', 'noauto', 'user', 'nouser', 'users', 'nofail', '_netdev', 'loop']);

export default applet({
  name: 'mount',
  usage: `Usage: mount [OPTIONS] [-o OPT] DEVICE NODE

Mount a filesystem. Filesystem autodetection requires /proc.

	-a		Mount all filesystems in fstab
	-f		Dry run
	-i		Don't run mount helper
	-r		Read-only mount
	-t FSTYPE[,...]	Filesystem type(s)
	-T FILE		Read FILE instead of /etc/fstab
	-O OPT		Mount only filesystems with option OPT (-a only)
-o OPT:
	loop		Ignored (loop devices are autodetected)
	[a]sync		Writes are [a]synchronous
	[no]atime	Disable/enable updates to inode access times
	[no]diratime	Disable/enable atime updates to directories
	[no]relatime	Disable/enable atime updates relative to modification time
	[no]dev		(Dis)allow use of special device files
	[no]exec	(Dis)allow use of executable files
	[no]suid	(Dis)allow set-user-id-root programs
	[r]shared	Convert [recursively] to a shared subtree
	[r]slave	Convert [recursively] to a slave subtree
	[r]private	Convert [recursively] to a private subtree
	[un]bindable	Make mount point [un]able to be bind mounted
	[r]bind		Bind a file or directory [recursively] to another location
	move		Relocate an existing mount point
	remount		Remount a mounted filesystem, changing flags
	ro		Same as -r

There are filesystem-specific -o flags.`,
  short: 'o:t:rwainsvT:O:f',
  long: { bind: 'none', rbind: 'none', move: 'none' },

  async run(run) {
    const words = run.given.filter(({ option }) => option === '-o').flatMap(({ value }) => (value ?? '').split(','));
    if (run.has('-r')) words.push('ro');
    for (const operation of ['bind', 'rbind', 'move']) if (run.has(`--${operation}`)) words.push(operation);
    const [source, target] = run.operands;
    if (source === undefined && !run.has('-a')) return list(run);
    if (run.has('-a')) return mountAll(run);
    if (source !== undefined && target !== undefined) return one(run, source, target, run.value('-t') ?? 'auto', words);
    const known = await mounts(run.sys);
    const mounted = known.findLast(each => each.target === source);
    const own = (await fstab(run)).find(each => each.target === source || each.source === source);
    const named = words.includes('remount') || words.some(isPropagation) ? (mounted ?? own) : own;
    if (!named) return run.die(`can't find ${source} in ${words.includes('remount') ? '/proc/mounts' : (run.value('-T') ?? '/etc/fstab')}`);
    return one(run, named.source, named.target, named.type, named === mounted ? words : [...named.options.split(','), ...words]);
  },
});

const isPropagation = (word: string): boolean => /^r?(?:shared|slave|private|unbindable)$/.test(word);

async function list(run: Run): Promise<number> {
  const type = run.value('-t');
  for (const each of await mounts(run.sys))
    if (type === undefined || each.type === type) run.out.write(`${each.source} on ${each.target} type ${each.type} (${each.options})\n`);
  return 0;
}

async function fstab(run: Run): Promise<{ source: string; target: string; type: string; options: string }[]> {
  const text = await readText(run.sys, run.value('-T') ?? '/etc/fstab').catch(() => '');
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [source = '', target = '', type = '', options = 'defaults'] = line.split(/\s+/);
      return { source, target, type, options };
    });
}

async function mountAll(run: Run): Promise<number> {
  const mounted = new Set((await mounts(run.sys)).map(({ target }) => target));
  let status = 0;
  for (const { source, target, type, options } of await fstab(run)) {
    const words = options.split(',');
    if (type === 'swap' || words.includes('noauto') || mounted.has(target)) continue;
    status |= await one(run, source, target, type, words);
  }
  return status;
}

/** mount(2) as the words say it; 0, or 255 after saying why not. */
async function one(run: Run, source: string, target: string, type: string, words: readonly string[]): Promise<number> {
  const options = new Set<string>();
  const flags: MountFlags = {};
  const data: string[] = [];
  for (const word of words.filter(each => each !== '')) {
    const [, recursive, kind] = /^(r?)(bind|shared|slave|private|unbindable)$/.exec(word) ?? [];
    if (OPTIONS.has(word)) options.add(word);
    else if (OPPOSITES[word] !== undefined) options.delete(OPPOSITES[word]);
    else if (word === 'remount' || word === 'move') flags[word] = true;
    else if (kind !== undefined) {
      if (recursive === 'r') flags.recursive = true;
      if (kind === 'bind') flags.bind = true;
      else flags.propagation = kind as NonNullable<MountFlags['propagation']>;
    } else if (!IGNORED.has(word)) data.push(word);
  }
  flags.options = [...options] as MountOption[];
  if (run.has('-f')) return 0;
  try {
    for (const each of await typesOf(run, type, flags)) {
      try {
        await run.sys.mount(source, target, each, flags, data.join(','));
        return 0;
      } catch (error) {
        if (type !== 'auto' || !(error instanceof Errno) || error.code !== 'EINVAL') throw error;
      }
    }
    throw new Errno('EINVAL');
  } catch (error) {
    if (error instanceof Errno && error.code === 'EPERM') run.die('permission denied (are you root?)');
    await run.perror(`mounting ${source} on ${target} failed`, error);
    return 255;
  }
}

/** The types to try: where none is named, those that lie on a device. */
async function typesOf(run: Run, type: string, flags: MountFlags): Promise<string[]> {
  if (type !== 'auto') return type.split(',');
  if (flags.bind || flags.move || flags.remount || flags.propagation) return [''];
  const text = await readText(run.sys, '/proc/filesystems');
  const found = text.split('\n').filter(line => line !== '' && !line.startsWith('nodev'));
  return found.map(line => line.trim());
}

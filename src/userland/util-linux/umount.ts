// umount: takes mounts away. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { UmountFlags } from '../../abi/mount.ts';
import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { canonicalOr } from './canonical.ts';
import { utilLinux, VERSION } from './frame.ts';
import { HELP } from './help/umount.ts';
import { type MountEntry, mergedOptions, mountTable, optionsMatch, typeMatches } from './mountinfo.ts';

const EX_FAIL = 32;

export default utilLinux({
  name: 'umount',
  summary: 'unmount filesystems',
  help: HELP,
  version: `umount from ${VERSION} (libmount 2.42.4: selinux, smack, btrfs, verity, namespaces, idmapping, fd-based-mount, statmount, statx, assert, debug)`,
  short: 'aAcdfilnO:RrqvN:t:',
  long: {
    all: '-a',
    'all-targets': '-A',
    'no-canonicalize': '-c',
    'detach-loop': '-d',
    fake: 'none',
    force: '-f',
    'internal-only': '-i',
    'no-mtab': '-n',
    lazy: '-l',
    'test-opts': '-O',
    recursive: '-R',
    'read-only': '-r',
    types: '-t',
    verbose: '-v',
    quiet: '-q',
    namespace: '-N',
  },
  run: umount,
});

async function umount(tool: Tool): Promise<number> {
  const namespace = tool.value('-N');
  if (namespace !== undefined) {
    const fd = await tool.sys.open(namespace.includes('/') ? namespace : `/proc/${namespace}/ns/mnt`, { read: true, cloexec: true });
    await tool.sys.setns(fd, 'mnt');
  }
  if (tool.has('-a')) {
    if (tool.operands.length > 0) tool.usage('unexpected number of arguments');
    return umountAll(tool);
  }
  if (tool.operands.length === 0) tool.usage('bad usage');
  let status = 0;
  for (const operand of tool.operands) {
    if (tool.has('-A')) status += await umountTargets(tool, operand);
    else if (tool.has('-R')) status += await umountTree(tool, operand);
    else status += await umountOne(tool, operand);
  }
  return Math.min(status, 255);
}

const table = (tool: Tool): Promise<MountEntry[]> => mountTable(tool.sys).catch(() => []);

async function umountOne(tool: Tool, operand: string): Promise<number> {
  const { sys } = tool;
  const { uid, euid } = await sys.getids();
  const types = tool.value('-t');
  const pattern = tool.value('-O');
  let path = tool.has('-c') ? operand : await canonicalOr(sys, operand);
  const entries = await table(tool);
  let entry = entries.findLast(each => each.target === path);
  if (!entry && operand !== '') {
    entry = entries.findLast(each => each.source === operand);
    if (entry) path = entry.target;
  }
  if (entry && types !== undefined && !typeMatches(entry.type, types)) return 0;
  if (pattern !== undefined && (!entry || !optionsMatch(mergedOptions(entry), pattern))) return 0;
  if (uid !== 0 || euid !== 0) {
    await say(tool, `${operand}: must be superuser to unmount.`);
    return EX_FAIL;
  }
  return detach(tool, entry, path, operand);
}

const flagsOf = (tool: Tool): UmountFlags => ({ detach: tool.has('-l'), force: tool.has('-f') });

const say = async (tool: Tool, words: string): Promise<void> => {
  await tool.out.flush();
  await warn(tool.sys, `umount: ${words}\n`);
};

async function detach(tool: Tool, entry: MountEntry | undefined, path: string, shown: string): Promise<number> {
  const { sys } = tool;
  try {
    if (!tool.has('--fake')) await sys.umount(path, flagsOf(tool));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EBUSY' && tool.has('-r') && entry) return readOnly(tool, entry);
    if (!(tool.has('-q') && error.code === 'EINVAL')) await say(tool, `${shown}: ${words(error)}`);
    return EX_FAIL;
  }
  if (tool.has('-v')) {
    const source = tool.has('-l') && entry ? ` (${entry.source})` : '';
    tool.out.write(`umount: ${path}${source} unmounted\n`);
  }
  return 0;
}

async function readOnly(tool: Tool, entry: MountEntry): Promise<number> {
  try {
    await tool.sys.mount('none', entry.target, '', { remount: true, options: ['ro'] });
    await say(tool, `${entry.source} busy - remounted read-only`);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await say(tool, `could not remount ${entry.source} read-only`);
    return EX_FAIL;
  }
}

function words(error: Errno): string {
  switch (error.code) {
    case 'EINVAL':
      return 'not mounted.';
    case 'EBUSY':
      return 'target is busy.';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no mount point specified.';
    case 'EPERM':
      return 'must be superuser to unmount.';
    case 'ENXIO':
      return 'invalid block device.';
    case 'EIO':
      return "can't write superblock.";
    case 'EACCES':
      return 'some error occurred while accessing the filesystem.';
    default:
      return `umount failed: ${error.message}.`;
  }
}

async function umountTree(tool: Tool, operand: string): Promise<number> {
  const path = await canonicalOr(tool.sys, operand);
  const entries = await table(tool);
  const top = entries.findLast(each => each.target === path) ?? entries.findLast(each => each.source === operand);
  if (!top) {
    await say(tool, `${operand}: not mounted`);
    return 1;
  }
  const order: MountEntry[] = [];
  const visit = (entry: MountEntry): void => {
    for (const child of entries.filter(each => each.parent === entry.id && each.id !== entry.id)) visit(child);
    order.push(entry);
  };
  visit(top);
  let status = 0;
  for (const entry of order) {
    status = await detach(tool, entry, entry.target, entry.target);
    if (status !== 0) break;
  }
  return status;
}

async function umountTargets(tool: Tool, operand: string): Promise<number> {
  const path = await canonicalOr(tool.sys, operand);
  const entries = await table(tool);
  const source = entries.findLast(each => each.target === path) ?? entries.find(each => each.source === operand);
  if (!source) {
    await say(tool, `${operand}: not found`);
    return 1;
  }
  let status = 0;
  for (const entry of entries.filter(each => each.device === source.device).reverse())
    status += await detach(tool, entry, entry.target, entry.target);
  return status;
}

const KERNELS_OWN = 'noproc,devfs,devpts,sysfs,rpc_pipefs,nfsd,selinuxfs';

async function umountAll(tool: Tool): Promise<number> {
  const types = tool.value('-t') ?? KERNELS_OWN;
  const pattern = tool.value('-O');
  const verbose = tool.has('-v');
  let failed = 0;
  let done = 0;
  for (const entry of (await table(tool)).reverse()) {
    const wanted = typeMatches(entry.type, types) && (pattern === undefined || optionsMatch(mergedOptions(entry), pattern));
    if (!wanted) {
      if (verbose) tool.out.write(`${entry.target.padEnd(25)}: ignored\n`);
      continue;
    }
    try {
      if (!tool.has('--fake')) await tool.sys.umount(entry.target, flagsOf(tool));
      done++;
      if (verbose) tool.out.write(`${entry.target.padEnd(25)}: successfully unmounted\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failed++;
      await say(tool, `${entry.target}: ${words(error)}`);
    }
  }
  return failed === 0 ? 0 : done > 0 && tool.has('-t') ? 64 : EX_FAIL;
}

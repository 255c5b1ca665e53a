// devpts: a file for each pseudoterminal, and ptmx, which makes them. Each mount is an instance of its own. As fs/devpts/inode.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { type Pty, PtyRegistry } from '../tty/pty.ts';
import { lookupChild } from '../vfs/dentry.ts';
import { registerDevice } from '../vfs/devices.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { File, FilesystemType, Superblock } from '../vfs/inode.ts';
import { topMount } from '../vfs/mount.ts';
import type { Path } from '../vfs/path.ts';
import { type DeviceNode, type FolderNode, GeneratedFs, type Node } from './generated.ts';

const MAGIC = 0x1cd1;
const PTYS_MAX = 1048576;
const SLAVE_MAJOR = 136;
/** Inodes: 1 is the folder, 2 ptmx, N + 3 that of pty N. */
const FIRST_PTY_INO = 3;

interface Options {
  uid?: number;
  gid?: number;
  mode: number;
  ptmxmode: number;
  max: number;
}

const registries = new WeakMap<Superblock, PtyRegistry>();

function parse(given: ReadonlyMap<string, string | true>): Options {
  const options: Options = { mode: 0o600, ptmxmode: 0, max: PTYS_MAX };
  for (const [name, value] of given) {
    const text = value === true ? '' : value;
    const octal = name === 'mode' || name === 'ptmxmode';
    if (name === 'newinstance') continue;
    if (name !== 'uid' && name !== 'gid' && name !== 'max' && !octal) throw new Errno('EINVAL', `devpts: Unknown parameter '${name}'`);
    if (!(octal ? /^[0-7]+$/ : /^\d+$/).test(text)) throw new Errno('EINVAL', `devpts: Bad value for '${name}'`);
    options[name] = octal ? Number.parseInt(text, 8) & 0o777 : Number(text);
  }
  return options;
}

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

function show({ uid, gid, mode, ptmxmode, max }: Options): string {
  const shown = [...(uid === undefined ? [] : [`uid=${uid}`]), ...(gid === undefined ? [] : [`gid=${gid}`])];
  shown.push(`mode=${octal(mode)}`, `ptmxmode=${octal(ptmxmode)}`);
  if (max < PTYS_MAX) shown.push(`max=${max}`);
  return shown.join(',');
}

function folderOf(registry: PtyRegistry, options: Options): FolderNode {
  const nodes = new WeakMap<Pty, DeviceNode>();
  const ptmx: DeviceNode = { kind: 'char', mode: options.ptmxmode, rdev: { major: 5, minor: 2 }, ino: 2 };
  const nodeOf = (pty: Pty): Node => {
    let node = nodes.get(pty);
    if (!node) {
      const owner = { uid: options.uid ?? pty.uid, gid: options.gid ?? pty.gid };
      const rdev = { major: SLAVE_MAJOR, minor: pty.index };
      nodes.set(pty, (node = { kind: 'char', mode: options.mode, rdev, ino: pty.index + FIRST_PTY_INO, owner: () => owner }));
    }
    return node;
  };
  return {
    kind: 'directory',
    mode: 0o755,
    lookup(name) {
      if (name === 'ptmx') return ptmx;
      const pty = /^(0|[1-9]\d*)$/.test(name) ? registry.ptys.get(Number(name)) : undefined;
      return pty && nodeOf(pty);
    },
    *list() {
      for (const [index, pty] of [...registry.ptys].sort(([one], [other]) => other - one)) yield [String(index), nodeOf(pty)] as const;
      yield ['ptmx', ptmx] as const;
    },
  };
}

export const devpts: FilesystemType = {
  name: 'devpts',
  nodev: true,
  userns: true,
  mount(kernel, _source, given) {
    const options = parse(given);
    const registry = new PtyRegistry();
    registry.max = Math.min(registry.max, options.max);
    const fs = new GeneratedFs(kernel, {
      type: devpts,
      dev: anonymousDevice(kernel),
      magic: MAGIC,
      root: folderOf(registry, options),
      fileSize: 0,
      settable: true,
      rootIno: 1,
      firstIno: FIRST_PTY_INO + PTYS_MAX,
      showOptions: () => show(options),
      remount: changed => void Object.assign(options, parse(changed)),
    });
    registries.set(fs, registry);
    return fs;
  },
};

/** The instance that a ptmx belongs to: its own, or that on the folder "pts" beside it. Throws ENODEV. */
function instanceOf({ mount, dentry }: Path): PtyRegistry {
  const own = registries.get(mount.superblock);
  if (own) return own;
  const beside = dentry.parent && lookupChild(dentry.parent, 'pts');
  const found = beside && registries.get(topMount(mount, beside).mount.superblock);
  if (!found) throw new Errno('ENODEV');
  return found;
}

/** The drivers behind /dev/ptmx and /dev/pts/N. */
export function registerPtys(kernel: KernelContext): void {
  registerDevice(kernel, 'char', 5, 2, '/dev/ptmx', (_kernel, _device, _flags, path): File => instanceOf(path).open().master);
  registerDevice(kernel, 'char', SLAVE_MAJOR, undefined, 'pts', (_kernel, { minor }, flags, path): File => {
    const pty = registries.get(path.mount.superblock)?.ptys.get(minor);
    if (!pty) throw new Errno('EIO');
    return pty.openSlave(flags);
  });
}

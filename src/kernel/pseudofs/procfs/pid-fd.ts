// /proc/PID/fd and fdinfo: a process's open files. As fs/proc/fd.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import type { OpenFlags } from '../../../abi/types.ts';
import { mayInspect } from '../../credentials.ts';
import type { Process } from '../../process/process.ts';
import type { OpenFile } from '../../vfs/open-file.ts';
import { pathTextAnywhere } from '../../vfs/path.ts';
import { type FolderNode, type LinkNode, text } from '../generated.ts';

/** What a link of the folder is said to be long. */
const LINK_BYTES = 64;
const NUMBER = /^(0|[1-9]\d*)$/;

type Owner = () => { uid: number; gid: number };

/** Throws EACCES where the reader may not look into the process. */
export function requireInspect(reader: Process, process: Process): void {
  if (!mayInspect(reader, process)) throw new Errno('EACCES');
}

/** The text of an open file's place, as the reader sees it. */
export const shownPath = (open: OpenFile, reader: Process): string => pathTextAnywhere(open.path, reader.fs.root);

function linkMode(flags: OpenFlags): number {
  if (flags.path) return 0;
  const read = flags.read || !flags.write ? 0o500 : 0;
  return read | (flags.write ? 0o300 : 0);
}

function openOf(process: Process, fd: number): OpenFile | undefined {
  return process.fds.has(fd) ? process.fds.get(fd) : undefined;
}

export function fdFolder(process: Process, owner: Owner): FolderNode {
  const node = (fd: number): LinkNode | undefined => {
    const open = openOf(process, fd);
    if (!open) return undefined;
    return {
      kind: 'symlink',
      mode: linkMode(open.flags),
      owner,
      size: () => LINK_BYTES,
      target: reader => shownPath(open, reader),
      jump: () => open.path,
    };
  };
  return {
    kind: 'directory',
    mode: 0o500,
    owner,
    size: () => [...process.fds.entries()].length,
    lookup(name, reader) {
      requireInspectOrNone(reader, process);
      return NUMBER.test(name) ? node(Number(name)) : undefined;
    },
    *list(reader) {
      requireInspectOrNone(reader, process);
      const names = [...process.fds.entries()].map(([fd]) => String(fd)).sort((a, b) => Number(a) - Number(b));
      for (const name of names) {
        const made = node(Number(name));
        if (made) yield [name, made] as const;
      }
    },
  };
}

/** Another's descriptors are not to be seen; one's own always are. */
function requireInspectOrNone(reader: Process, process: Process): void {
  if (reader !== process) requireInspect(reader, process);
}

/** O_* as fdinfo prints them, in octal. */
function flagBits(flags: OpenFlags): number {
  let bits = flags.write ? (flags.read ? 2 : 1) : 0;
  if (flags.append) bits |= 0o2000;
  if (flags.nonblock) bits |= 0o4000;
  if (flags.directory) bits |= 0o200000;
  if (flags.path) bits |= 0o10000000;
  return bits;
}

const LARGEFILE = 0o100000;

export function fdinfoFolder(process: Process, owner: Owner): FolderNode {
  const node = (fd: number) => {
    const open = openOf(process, fd);
    if (!open) return undefined;
    const made = text(() => {
      const nameless = open.path.mount.internal;
      const { cloexec } = process.fds.descriptor(fd);
      const bits = flagBits(open.flags) | (nameless ? 0 : LARGEFILE) | (cloexec ? 0o2000000 : 0);
      return `pos:\t${open.offset}\nflags:\t0${bits.toString(8)}\nmnt_id:\t${open.path.mount.id}\nino:\t${open.path.dentry.inode.ino}\n`;
    });
    return { ...made, owner };
  };
  return {
    kind: 'directory',
    mode: 0o555,
    owner,
    lookup(name, reader) {
      requireInspectOrNone(reader, process);
      return NUMBER.test(name) ? node(Number(name)) : undefined;
    },
    *list(reader) {
      requireInspectOrNone(reader, process);
      for (const [fd] of process.fds.entries()) {
        const made = node(fd);
        if (made) yield [String(fd), made] as const;
      }
    },
  };
}

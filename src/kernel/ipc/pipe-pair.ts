// A pipe's two open files, as pipe(2) makes them: one inode of pipefs, an end for reading and an end for writing.

import type { OpenFlags } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import type { Inode } from '../vfs/inode.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { type NamelessKind, namelessFile } from './nameless.ts';
import { Pipe, PipeEnd } from './pipe.ts';

const pipes = new WeakMap<Inode, Pipe>();

/** The pipe of a nameless fifo's inode. */
export const pipeOf = (inode: Inode): Pipe | undefined => pipes.get(inode);

/** [the end to read from, the end to write to]. */
export function pipePair(kernel: KernelContext, flags: OpenFlags = {}, pipe: Pipe = new Pipe()): [OpenFile, OpenFile] {
  const ino = nextAnonymousIno(kernel);
  const what: NamelessKind = { filesystem: 'pipefs', kind: 'fifo', ino, mode: 0o600, name: `pipe:[${ino}]` };
  const reader = namelessFile(kernel, new PipeEnd(pipe, true, false), what, { ...flags, read: true });
  pipes.set(reader.path.dentry.inode, pipe);
  const writer = namelessFile(kernel, new PipeEnd(pipe, false, true), what, { ...flags, write: true }, reader);
  return [reader, writer];
}

// execve(2): finds the program behind a file, through "#!" lines where need be, and puts it in the place of the caller's.
// As fs/exec.c, fs/binfmt_script.c and fs/binfmt_elf.c, Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import { moduleOf, type Program } from '../../abi/program.ts';
import type { Env } from '../../abi/types.ts';
import { type KernelContext, singleton } from '../context.ts';
import { ProgramCache } from '../host.ts';
import { leaveThread } from '../ns/pid.ts';
import { replaceNamespace } from '../ns/set.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Path } from '../vfs/path.ts';
import { EXECUTE, requirePermission } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { allowWrite, denyWrite } from '../vfs/writers.ts';
import { credentialsAfterExec } from './exec-credentials.ts';
import { holdExecutable } from './executable.ts';
import { processHooks } from './hooks.ts';
import { changeMemory } from './memory.ts';
import { type Process, Thread } from './process.ts';
import { startThread } from './start.ts';

const HEAD_BYTES = 256;
const INTERPRETERS_MAX = 4;
const STRING_BYTES_MAX = 131072;
const ARGUMENTS_BYTES_MAX = 2097152;
const COMM_MAX = 15;

const PROGRAMS = Symbol('programs');
const decoder = new TextDecoder();

export const programsOf = (kernel: KernelContext): ProgramCache => singleton(kernel, PROGRAMS, () => new ProgramCache(kernel.host));

interface Image {
  program: Program;
  argv: string[];
  /** The executable itself: of a script, its interpreter. */
  path: Path;
}

/** Replaces the caller's program; its thread is dead when this returns. Throws the errors of execve(2), and StandStill while a module is fetched. */
export function execve(thread: Thread, file: string, argv: readonly string[], env: Env): void {
  const { process } = thread;
  checkSize(argv, env);
  const image = findImage(process, file, argv.length > 0 ? argv : ['']);
  replace(process, thread, image, file, env);
}

function findImage(process: Process, file: string, given: readonly string[]): Image {
  let argv = [...given];
  let name = file;
  for (let depth = 0; depth <= INTERPRETERS_MAX + 1; depth++) {
    const path = walk(process, name);
    const head = readHead(process, path);
    const text = decoder.decode(head);
    if (!text.startsWith('#!')) {
      const id = moduleOf(text);
      const program = id === undefined ? undefined : programsOf(process.kernel).get(id);
      if (!program) throw new Errno('ENOEXEC');
      return { program, argv, path };
    }
    const interpreter = parseInterpreter(text);
    argv = [interpreter.path, ...(interpreter.argument === undefined ? [] : [interpreter.argument]), name, ...argv.slice(1)];
    name = interpreter.path;
  }
  throw new Errno('ELOOP');
}

/** "#!/bin/sh -e": the interpreter, and all that follows as one argument. Throws ENOEXEC where there is none. */
function parseInterpreter(text: string): { path: string; argument: string | undefined } {
  const end = text.indexOf('\n');
  const line = (end < 0 ? text : text.slice(0, end)).slice(2).replace(/^[ \t]+|[ \t]+$/g, '');
  const [, path, argument] = /^([^ \t]+)[ \t]*(.*)$/.exec(line) ?? [];
  if (!path) throw new Errno('ENOEXEC');
  return { path, argument: argument === '' ? undefined : argument };
}

function readHead(process: Process, path: Path): Uint8Array {
  const { inode } = path.dentry;
  if (inode.kind !== 'file') throw new Errno('EACCES');
  if (path.mount.attributes.noexec) throw new Errno('EACCES');
  requirePermission(process, inode, EXECUTE);
  requireNoWriter(inode);
  const file = inode.open({ read: true });
  const head = file.read(0, HEAD_BYTES);
  file.release?.();
  if (head instanceof WaitQueue) throw new Errno('EACCES');
  return head;
}

/** Throws ETXTBSY where somebody has the file open for writing. */
function requireNoWriter(inode: Path['dentry']['inode']): void {
  denyWrite(inode);
  allowWrite(inode);
}

function checkSize(argv: readonly string[], env: Env): void {
  let sum = 0;
  for (const text of argv) sum += sized(text.length);
  for (const name in env) sum += sized(name.length + env[name]!.length + 1);
  if (sum > ARGUMENTS_BYTES_MAX) throw new Errno('E2BIG');
}

function sized(length: number): number {
  if (length >= STRING_BYTES_MAX) throw new Errno('E2BIG');
  return length + 9;
}

function replace(process: Process, thread: Thread, image: Image, file: string, env: Env): void {
  const { kernel } = process;
  const { credentials, secure } = credentialsAfterExec(process, image.path);
  for (const other of process.threads) retire(other, thread);
  process.threads.clear();
  const next = new Thread(process, process.pids, thread.scheduler);
  for (const signal of thread.blocked) next.blocked.add(signal);
  process.threads.add(next);
  if (process.fds.users > 1) {
    const own = process.fds.copy();
    process.fds.release();
    process.fds = own;
  }
  process.fds.closeOnExec();
  for (const [signal, action] of process.handlers) if (action.handler !== 'ignore') process.handlers.delete(signal);
  process.credentials = credentials;
  process.dumpable = !secure;
  if (secure) process.deathSignal = undefined;
  process.argv = image.argv;
  process.env = env;
  process.comm = file.slice(file.lastIndexOf('/') + 1).slice(0, COMM_MAX);
  holdExecutable(process, image.path);
  process.execed = true;
  if (process.ns.time !== process.ns.timeForChildren) replaceNamespace(process.ns, 'time', process.ns.timeForChildren);
  if (process.mappedBytes > 0) changeMemory(process, -process.mappedBytes);
  for (const hooks of processHooks()) hooks.execed?.(process);
  if (kernel.trace.active) {
    const { pid, comm, parent } = process;
    kernel.trace.emit({ kind: 'process', what: 'exec', pid, parent: parent.pid, comm, detail: file, atMs: kernel.clock.monotonicMs });
  }
  startThread(next, sys => image.program.main(sys, [...image.argv], env), 'first');
}

/** The other threads end, and the caller's own code is never gone back to. */
function retire(other: Thread, caller: Thread): void {
  other.dead = true;
  if (other === caller) return;
  other.waiting?.cancel();
  other.waiting = undefined;
  other.timer?.cancel();
  if (other.tid !== other.process.pid) leaveThread(other);
  for (const hooks of processHooks()) hooks.threads?.(other.process, -1);
}

// Redirections: opened in order, undone for commands that run in the shell itself. As bash 5.3's redir.c.

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { toBytes } from '../bytes.ts';
import { writeAll } from '../io.ts';
import type { Redirect } from './ast.ts';
import { expandDocument, expandText, expandWords } from './expand.ts';
import { Complaint, type Shell } from './state.ts';
import { isName } from './variables.ts';

/** How to get a descriptor back: from its copy, or by closing what took its number. */
interface Saved {
  fd: Fd;
  copy: Fd | undefined;
}

export interface Redirected {
  saved: Saved[];
}

const SAVE_FROM = 10;
const PIPE_BYTES = 65536;

/** Applies redirections. `keep`: they stay (exec, a child about to execve), and nothing is saved. Throws Complaint with all undone. */
export async function redirect(shell: Shell, redirects: readonly Redirect[], keep: boolean): Promise<Redirected> {
  const saved: Saved[] = [];
  try {
    for (const one of redirects) await apply(shell, one, keep ? undefined : saved);
  } catch (error) {
    await undo(shell, { saved });
    throw error;
  }
  return { saved };
}

/** Puts the descriptors back. */
export async function undo(shell: Shell, { saved }: Redirected): Promise<void> {
  for (const { fd, copy } of saved.reverse()) {
    if (copy === undefined) await closeQuietly(shell, fd);
    else {
      await shell.sys.dup2(copy, fd);
      await shell.sys.close(copy);
    }
  }
}

async function closeQuietly(shell: Shell, fd: Fd): Promise<void> {
  try {
    await shell.sys.close(fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

async function save(shell: Shell, fd: Fd, saved: Saved[] | undefined): Promise<void> {
  if (saved === undefined || saved.some(entry => entry.fd === fd)) return;
  try {
    saved.push({ fd, copy: await shell.sys.dup(fd, { least: SAVE_FROM, cloexec: true }) });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    saved.push({ fd, copy: undefined });
  }
}

/** Moves an open descriptor to the one that is asked for. */
async function place(shell: Shell, from: Fd, to: Fd, saved: Saved[] | undefined): Promise<void> {
  if (from === to) {
    saved?.push({ fd: to, copy: undefined });
    await shell.sys.setfl(to, { cloexec: false });
    return;
  }
  await save(shell, to, saved);
  try {
    await shell.sys.dup2(from, to);
  } catch (error) {
    // A number at or above RLIMIT_NOFILE.
    if (!(error instanceof Errno)) throw error;
    throw new Complaint(`${to}: ${error.message}`);
  } finally {
    await shell.sys.close(from);
  }
}

async function apply(shell: Shell, redirect: Redirect, saved: Saved[] | undefined): Promise<void> {
  const { operator } = redirect;
  if (operator === '<<' || operator === '<<<') {
    const text = redirect.body
      ? redirect.body.expands
        ? await expandDocument(shell, redirect.body.text)
        : redirect.body.text
      : `${await expandText(shell, redirect.target)}\n`;
    await assignTo(shell, redirect, await documentFd(shell, text), 0, saved);
    return;
  }
  const target = await targetOf(shell, redirect);
  if (operator === '>&' || operator === '<&') {
    const plain = /^(\d+)?(-)?$/.exec(target);
    if (plain !== null && target !== '') return duplicate(shell, redirect, plain[1], plain[2] !== undefined, saved);
    if (operator === '<&' || (redirect.fd !== undefined && redirect.fd !== 1))
      throw new Complaint(`${redirect.target.raw}: ambiguous redirect`);
    return both(shell, redirect, target, false, saved);
  }
  if (operator === '&>' || operator === '&>>') return both(shell, redirect, target, operator === '&>>', saved);
  const fd = await openTarget(shell, redirect, target);
  await assignTo(shell, redirect, fd, operator === '<' || operator === '<>' ? 0 : 1, saved);
}

/** The one word that the target expands to. */
async function targetOf(shell: Shell, redirect: Redirect): Promise<string> {
  if (shell.dialect.kind !== 'bash') return expandText(shell, redirect.target);
  const fields = await expandWords(shell, [redirect.target]);
  if (fields.length !== 1) throw new Complaint(`${redirect.target.raw}: ambiguous redirect`);
  return fields[0]!;
}

/** The number that a redirection is for, or a new one for {name}; puts the open descriptor there. */
async function assignTo(shell: Shell, redirect: Redirect, fd: Fd, usual: Fd, saved: Saved[] | undefined): Promise<void> {
  if (typeof redirect.fd !== 'string') {
    await place(shell, fd, redirect.fd ?? usual, saved);
    return;
  }
  const high = await shell.sys.dup(fd, { least: SAVE_FROM });
  await shell.sys.close(fd);
  shell.variables.assign(redirect.fd, String(high));
}

async function documentFd(shell: Shell, text: string): Promise<Fd> {
  const bytes = toBytes(text);
  if (bytes.length <= PIPE_BYTES) {
    const [readEnd, writeEnd] = await shell.sys.pipe();
    await writeAll(shell.sys, writeEnd, bytes);
    await shell.sys.close(writeEnd);
    return readEnd;
  }
  const path = `/tmp/sh-thd.${shell.ownPid}${bytes.length}`;
  const fd = await shell.sys.open(path, { write: true, create: true, truncate: true, cloexec: true }, 0o600);
  await writeAll(shell.sys, fd, bytes);
  const readEnd = await shell.sys.open(path, { read: true });
  await shell.sys.close(fd);
  await shell.sys.unlink(path);
  return readEnd;
}

function fault(shell: Shell, redirect: Redirect, target: string, error: unknown): Complaint {
  if (!(error instanceof Errno)) throw error;
  const status = shell.dialect.kind === 'dash' ? 2 : 1;
  return new Complaint(shell.dialect.redirect(redirect, target, error.code, error.message), status);
}

async function openTarget(shell: Shell, redirect: Redirect, target: string): Promise<Fd> {
  const { sys } = shell;
  const { operator } = redirect;
  try {
    if (operator === '<') return await sys.open(target, { read: true });
    if (operator === '<>') return await sys.open(target, { read: true, write: true, create: true }, 0o666);
    if (operator === '>>' || operator === '&>>') return await sys.open(target, { write: true, create: true, append: true }, 0o666);
    if (operator === '>' && shell.options.has('noclobber')) return await openFresh(shell, redirect, target);
    return await sys.open(target, { write: true, create: true, truncate: true }, 0o666);
  } catch (error) {
    throw error instanceof Complaint ? error : fault(shell, redirect, target, error);
  }
}

/** ">" under noclobber: an existing regular file is left alone. */
async function openFresh(shell: Shell, redirect: Redirect, target: string): Promise<Fd> {
  try {
    return await shell.sys.open(target, { write: true, create: true, exclusive: true }, 0o666);
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
  }
  const { kind } = await shell.sys.stat(target);
  if (kind === 'file')
    throw new Complaint(
      shell.dialect.redirect(redirect, target, 'EEXIST', 'cannot overwrite existing file'),
      shell.dialect.kind === 'bash' ? 1 : 2,
    );
  return shell.sys.open(target, { write: true });
}

/** &>file. */
async function both(shell: Shell, redirect: Redirect, target: string, append: boolean, saved: Saved[] | undefined): Promise<void> {
  const fd = await openTarget(shell, { ...redirect, operator: append ? '>>' : '>' }, target);
  await place(shell, fd, 1, saved);
  await save(shell, 2, saved);
  await shell.sys.dup2(1, 2);
}

/** n>&m, n>&-, n>&m-, {name}>&-. */
async function duplicate(
  shell: Shell,
  redirect: Redirect,
  source: string | undefined,
  closes: boolean,
  saved: Saved[] | undefined,
): Promise<void> {
  const { sys } = shell;
  const usual = redirect.operator === '<&' ? 0 : 1;
  if (source === undefined) {
    const fd = typeof redirect.fd === 'string' ? Number(shell.variables.get(redirect.fd)) : (redirect.fd ?? usual);
    if (typeof redirect.fd === 'string' && (!isName(redirect.fd) || Number.isNaN(fd)))
      throw new Complaint(`${redirect.fd}: ambiguous redirect`);
    await save(shell, fd, saved);
    await closeQuietly(shell, fd);
    return;
  }
  const from = Number(source);
  try {
    if (typeof redirect.fd === 'string') shell.variables.assign(redirect.fd, String(await sys.dup(from, { least: SAVE_FROM })));
    else {
      const to = redirect.fd ?? usual;
      if (from === to) await sys.getfl(from);
      else {
        // A bad source must be told before anything is saved.
        await sys.getfl(from);
        await save(shell, to, saved);
        await sys.dup2(from, to);
      }
    }
    if (closes) {
      await save(shell, from, saved);
      await sys.close(from);
    }
  } catch (error) {
    throw fault(shell, redirect, shell.dialect.kind === 'bash' ? redirect.target.raw : source, error);
  }
}

// Command and process substitution. As bash 5.3's subst.c: command_substitute, process_substitute.

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { fromBytes } from '../bytes.ts';
import { concat } from '../io.ts';
import type { List, Part, Script } from './ast.ts';
import { expandText } from './expand.ts';
import { readBytes } from './input.ts';
import { statusOf } from './job-table.ts';
import { note } from './jobs.ts';
import { fork } from './launch.ts';
import type { Now } from './now.ts';
import { Jump, type Shell } from './state.ts';

type RunList = (shell: Shell, list: List, tail?: boolean) => Now<number>;
/** Reads the commands of a substitution; throws Complaint where they are none. */
type ReadScript = (shell: Shell, text: string, line: number) => Promise<Script>;

/** $(…), `…`, ${ …; } and ${| …; }: what the commands print, without the newlines at its end. */
export async function substitute(shell: Shell, part: Extract<Part, { kind: 'command' }>, run: RunList, read: ReadScript): Promise<string> {
  part.script ??= await read(shell, part.text, shell.line);
  const { statements } = part.script;
  if (part.form !== 'subshell') return inPlace(shell, part.form, statements, run);
  const only = statements.length === 1 ? statements[0]!.node : undefined;
  // $(< file) needs no command.
  if (
    only?.kind === 'simple' &&
    only.words.length === 0 &&
    only.assignments.length === 0 &&
    only.redirects.length === 1 &&
    only.redirects[0]!.operator === '<'
  ) {
    return readFileText(shell, await expandText(shell, only.redirects[0]!.target));
  }
  const [readEnd, writeEnd] = await shell.sys.pipe();
  const errexit = shell.shopts.has('inherit_errexit') || shell.dialect.kind !== 'bash';
  const pid = await fork(
    asChildOf(shell),
    { background: false, plumbing: { stdout: writeEnd, close: [readEnd, writeEnd] } },
    async child => {
      child.traceDepth++;
      if (!errexit) child.options.set('errexit', false);
      return run(child, statements, true);
    },
  );
  await shell.sys.close(writeEnd);
  const text = await drain(shell, readEnd);
  shell.status = await collect(shell, pid);
  shell.substitutionStatus = shell.status;
  return text;
}

/** Substitutions make no process groups. */
function asChildOf(shell: Shell): Shell {
  if (!shell.options.monitor) return shell;
  const view = Object.create(shell) as Shell;
  const options = shell.options.copy();
  options.set('monitor', false);
  view.options = options;
  return view;
}

async function drain(shell: Shell, fd: Fd): Promise<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const bytes = await readBytes(shell, fd, 65536);
    if (bytes.length === 0) break;
    parts.push(bytes);
  }
  await shell.sys.close(fd);
  return trimmed(shell, concat(parts));
}

function trimmed(shell: Shell, bytes: Uint8Array): string {
  let text = fromBytes(bytes);
  if (text.includes('\0')) {
    if (shell.dialect.kind === 'bash') shell.notices.push('warning: command substitution: ignored null byte in input');
    text = text.replaceAll('\0', '');
  }
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
  return text.slice(0, end);
}

async function readFileText(shell: Shell, path: string): Promise<string> {
  try {
    const fd = await shell.sys.open(path, { read: true, cloexec: true });
    const text = await drain(shell, fd);
    shell.status = 0;
    shell.substitutionStatus = 0;
    return text;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.complain(shell.dialect.redirect({ operator: '<', fd: undefined, target: { raw: path } }, path, error.code, error.message));
    shell.status = 1;
    shell.substitutionStatus = 1;
    return '';
  }
}

/** Waits for the one child. Others that end meanwhile are written down. */
async function collect(shell: Shell, pid: number): Promise<number> {
  for (;;) {
    try {
      const waited = await shell.sys.wait(pid);
      if (waited?.pid === pid && waited.how !== 'stopped') return statusOf(waited);
      if (waited !== undefined) note(shell, waited);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ECHILD') return 127;
    }
  }
}

/** ${ …; }: in this shell, its output to a file that is read back. */
async function inPlace(shell: Shell, form: 'here' | 'reply', statements: List, run: RunList): Promise<string> {
  const { sys } = shell;
  const path = `/tmp/.sh-funsub.${shell.ownPid}.${shell.line}`;
  const reply = form === 'reply';
  const saved = reply ? undefined : await sys.dup(1, { least: 10, cloexec: true });
  if (!reply) {
    const fd = await sys.open(path, { read: true, write: true, create: true, truncate: true }, 0o600);
    await sys.dup2(fd, 1);
    await sys.close(fd);
  }
  const before = shell.variables.get('REPLY');
  try {
    await run(shell, statements);
  } catch (error) {
    if (!(error instanceof Jump) || error.kind !== 'return') throw error;
  } finally {
    if (saved !== undefined) {
      await sys.dup2(saved, 1);
      await sys.close(saved);
    }
  }
  shell.substitutionStatus = shell.status;
  if (reply) {
    const text = shell.variables.get('REPLY') ?? '';
    if (before === undefined) shell.variables.unset('REPLY');
    else shell.variables.assign('REPLY', before);
    return text;
  }
  const fd = await sys.open(path, { read: true, cloexec: true });
  await sys.unlink(path);
  return drain(shell, fd);
}

/** <(…) and >(…): a child with a pipe, named /dev/fd/N until the command ends. */
export async function processSubstitution(
  shell: Shell,
  part: Extract<Part, { kind: 'process' }>,
  run: RunList,
  read: ReadScript,
): Promise<string> {
  part.script ??= await read(shell, part.text, shell.line);
  const { statements } = part.script;
  const { sys } = shell;
  const [readEnd, writeEnd] = await sys.pipe();
  const reads = part.direction === '<';
  const kept = await sys.dup(reads ? readEnd : writeEnd, { least: 63 });
  await sys.close(reads ? readEnd : writeEnd);
  const theirs = reads ? writeEnd : readEnd;
  const plumbing = reads ? { stdout: theirs, close: [theirs, kept] } : { stdin: theirs, close: [theirs, kept] };
  const pid = await fork(asChildOf(shell), { background: true, plumbing }, async child => run(child, statements, true));
  await sys.close(theirs);
  shell.lastBackground = pid;
  shell.lastSubstitution = pid;
  shell.openSubstitutions.push(kept);
  return `/dev/fd/${kept}`;
}

// Running text and files: commands are parsed and run line by line, each as soon as it is whole. As bash 5.3's eval.c and evalstring.c.

import type { List, Script } from './ast.ts';
import type { SyntaxFault } from './dialect.ts';
import type { Now } from './now.ts';
import { type Parsed, parse } from './parse.ts';
import { Complaint, Jump, type Shell, type TextHow } from './state.ts';
import type { Reading } from './syntax-base.ts';

export type RunList = (shell: Shell, list: List, tail?: boolean) => Now<number>;

/** Where lines come from: each with its newline, undefined at the end. `more`: the command so far is not whole (for PS2). */
export interface Lines {
  next(more: boolean): Promise<string | undefined>;
}

const STATUS_SYNTAX = 2;
/** What bash -c ends with where the mistake is within $(…). */
const STATUS_SUBSTITUTION = 127;

const usesAliases = (shell: Shell): boolean => shell.dialect.kind !== 'bash' || shell.interactive || shell.shopts.has('expand_aliases');

/** Runs a text to its end; gives the status. `tail`: its last command is the shell's last. */
export async function runText(shell: Shell, text: string, how: TextHow & { tail?: boolean }, run: RunList): Promise<number> {
  const first = how.line ?? 1;
  // What changes how the lines behind it are read: those are read only then.
  const careful = /\b(?:expand_aliases|extglob)\b/.test(text) || (usesAliases(shell) && /\balias\b/.test(text));
  const parsed = careful || shell.options.has('verbose') ? undefined : parse(text, shell.dialect, first, false, reading(shell));
  if (parsed?.state === 'complete') {
    if (parsed.script.statements.length === 0) return 0;
    return runUnits(shell, units(parsed.script.statements), how.tail === true, run);
  }
  const lines = text.split(/(?<=\n)/);
  let at = 0;
  return runLines(shell, { next: async () => lines[at++] }, how, run);
}

/** Statements that were read together: those on the lines that one command took. */
function units(statements: List): List[] {
  const groups: List[] = [];
  let end = -1;
  for (const statement of statements) {
    if (statement.line > end) groups.push([statement]);
    else groups.at(-1)!.push(statement);
    end = Math.max(end, statement.endLine);
  }
  return groups;
}

async function runUnits(shell: Shell, groups: List[], tail: boolean, run: RunList): Promise<number> {
  const { conditionDepth } = shell;
  for (const [at, group] of groups.entries()) {
    await runUnit(shell, group, tail && at === groups.length - 1, conditionDepth, run);
  }
  return shell.status;
}

/** Runs what was read together; an expansion that failed ends it, and no more. */
async function runUnit(shell: Shell, list: List, tail: boolean, conditionDepth: number, run: RunList): Promise<void> {
  try {
    const result = run(shell, list, tail);
    if (result instanceof Promise) await result;
  } catch (error) {
    if (!(error instanceof Jump) || error.kind !== 'discard') throw error;
    shell.status = error.status;
    shell.conditionDepth = conditionDepth;
  }
}

/** Reads commands from lines and runs each when it is whole. */
export async function runLines(shell: Shell, lines: Lines, how: TextHow, run: RunList): Promise<number> {
  const { conditionDepth } = shell;
  let line = how.line ?? 1;
  let ran = false;
  for (;;) {
    let unit: Unit | undefined;
    try {
      unit = await readUnit(shell, lines, line, how);
    } catch (error) {
      // A key at the prompt gave up what was typed.
      if (!(error instanceof Jump) || error.kind !== 'discard' || !shell.interactive) throw error;
      shell.status = error.status;
      continue;
    }
    if (unit === undefined) return ran ? shell.status : 0;
    line += unit.lines;
    if (unit.state === 'wrong' && unit.fault.discards) {
      shell.status = 1;
      continue;
    }
    if (unit.state === 'wrong') {
      shell.status = STATUS_SYNTAX;
      if (shell.interactive) continue;
      if (how.where === undefined || how.where === '-c' || shell.dialect.posix)
        throw new Jump('exit', how.where === '-c' && unit.fault.inSubstitution !== undefined ? STATUS_SUBSTITUTION : STATUS_SYNTAX);
      return STATUS_SYNTAX;
    }
    if (unit.script.statements.length > 0) {
      ran = true;
      await runUnit(shell, unit.script.statements, false, conditionDepth, run);
    }
    if (unit.ends) return shell.status;
  }
}

type Unit = { state: 'whole'; script: Script; lines: number; ends: boolean } | { state: 'wrong'; lines: number; fault: SyntaxFault };

/** The next whole command, or the complaint about it; undefined at the end. */
async function readUnit(shell: Shell, lines: Lines, first: number, how: TextHow): Promise<Unit | undefined> {
  let source = '';
  let count = 0;
  for (;;) {
    const line = await lines.next(count > 0);
    if (line === undefined) return count === 0 ? undefined : lastUnit(shell, source, first, count, how);
    if (shell.options.has('verbose') && (shell.dialect.kind === 'bash' || how.where === undefined))
      await shell.warn(line.endsWith('\n') ? line : `${line}\n`);
    source += line;
    count++;
    if (!line.endsWith('\n')) continue;
    const parsed = parse(source, shell.dialect, first, false, reading(shell));
    if (parsed.state === 'complete') return { state: 'whole', script: parsed.script, lines: count, ends: false };
    if (parsed.state === 'wrong') {
      await complainOfSyntax(shell, parsed, how);
      return { state: 'wrong', lines: count, fault: parsed.fault };
    }
  }
}

const reading = (shell: Shell): Reading => ({
  extglob: shell.dialect.kind === 'bash' && shell.shopts.has('extglob'),
  aliases: usesAliases(shell) ? shell.aliases : undefined,
});

/** What is left when the text ends within a command. */
async function lastUnit(shell: Shell, source: string, first: number, count: number, how: TextHow): Promise<Unit> {
  const text = source.replace(/(^|[^\\])((?:\\\\)*)\\\n?$/, '$1$2');
  const parsed = parse(text, shell.dialect, first, true, reading(shell));
  if (parsed.state !== 'complete') {
    await complainOfSyntax(shell, parsed, how);
    return { state: 'wrong', lines: count, fault: parsed.fault };
  }
  for (const { delimiter, line } of parsed.openDocuments) {
    if (shell.dialect.kind !== 'bash') continue;
    shell.line = first + count - (source.endsWith('\n') ? 0 : 1);
    await shell.complain(`warning: here-document at line ${line} delimited by end-of-file (wanted \`${delimiter}')`);
  }
  return { state: 'whole', script: parsed.script, lines: count, ends: true };
}

async function complainOfSyntax(shell: Shell, parsed: Parsed, how: TextHow): Promise<void> {
  if (parsed.state === 'complete') return;
  const name = shell.frames.findLast(frame => frame.kind === 'source')?.source ?? shell.name;
  for (const line of shell.dialect.syntax(parsed.fault, {
    name,
    where: how.where ?? '',
    interactive: shell.interactive,
    fromStdin: shell.fromStdin,
  }))
    await shell.warn(`${line}\n`);
}

/** The tree of a substitution's text. Throws Complaint, all said, where it does not parse. */
export async function readScript(shell: Shell, text: string, line: number): Promise<Script> {
  const parsed = parse(text, shell.dialect, line, true, reading(shell));
  if (parsed.state === 'complete') return parsed.script;
  await complainOfSyntax(shell, parsed, { where: 'command substitution' });
  if (shell.dialect.kind === 'bash') return { statements: [] };
  throw new Complaint('', STATUS_SYNTAX, true);
}

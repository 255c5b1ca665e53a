// history and fc. As bash 5.3's history.def and fc.def.

import { Errno } from '../../abi/errno.ts';
import { readText, writeFile } from '../lib/io.ts';
import type { Builtin } from '../lib/shell/builtin-table.ts';
import { has, readOptions } from '../lib/shell/builtins/usage.ts';
import { Complaint, type Shell } from '../lib/shell/state.ts';

const fileOf = (shell: Shell, given: string | undefined): string => given ?? shell.variables.get('HISTFILE') ?? '';

/** Reads the history file into the list; one that is not there is empty. */
export async function loadHistory(shell: Shell, path: string): Promise<void> {
  try {
    const text = await readText(shell.sys, path);
    for (const line of text.split('\n')) if (line !== '') shell.history.push(line);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** Writes lines to the history file. */
export async function saveHistory(shell: Shell, path: string, lines: readonly string[], append: boolean): Promise<void> {
  if (path === '') return;
  try {
    await writeFile(shell.sys, path, lines.map(line => `${line}\n`).join(''), 0o600, { append });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** Adds a command as HISTCONTROL has it. */
export function remember(shell: Shell, line: string): void {
  const control = (shell.variables.get('HISTCONTROL') ?? '').split(':');
  const both = control.includes('ignoreboth');
  if (line.trim() === '' || ((both || control.includes('ignorespace')) && line.startsWith(' '))) return;
  if ((both || control.includes('ignoredups')) && shell.history.at(-1) === line) return;
  if (control.includes('erasedups')) shell.history = shell.history.filter(known => known !== line);
  shell.history.push(line);
  const most = Number(shell.variables.get('HISTSIZE') ?? 500);
  if (most >= 0 && shell.history.length > most) {
    shell.historyBase += shell.history.length - most;
    shell.history = shell.history.slice(-most);
  }
}

const numbered = (shell: Shell, at: number): string => `${String(shell.historyBase + at).padStart(5)}  ${shell.history[at]}\n`;

export const history: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'acd:nprsw');
  const { operands } = given;
  const deleted = given.options.find(({ letter }) => letter === 'd')?.value;
  if (has(given, 'c')) {
    shell.history = [];
    shell.historyBase = 1;
    return 0;
  }
  if (deleted !== undefined) return removeEntry(shell, deleted);
  if (has(given, 's')) {
    if (operands.length > 0) shell.history.push(operands.join(' '));
    return 0;
  }
  if (has(given, 'p')) return shell.print(operands.map(word => `${expandHistory(shell, word).text}\n`).join(''));
  if (has(given, 'r') || has(given, 'n')) {
    await loadHistory(shell, fileOf(shell, operands[0]));
    return 0;
  }
  if (has(given, 'w') || has(given, 'a')) {
    await saveHistory(shell, fileOf(shell, operands[0]), shell.history, has(given, 'a'));
    return 0;
  }
  const [count] = operands;
  if (count !== undefined && !/^\d+$/.test(count)) throw new Complaint(`history: ${count}: numeric argument required`, 2);
  const from = count === undefined ? 0 : Math.max(0, shell.history.length - Number(count));
  return shell.print(
    shell.history
      .slice(from)
      .map((_, at) => numbered(shell, from + at))
      .join(''),
  );
};

function removeEntry(shell: Shell, text: string): number {
  const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(text);
  const place = (word: string): number => (Number(word) < 0 ? shell.history.length + Number(word) : Number(word) - shell.historyBase);
  if (range === null) throw new Complaint(`history: ${text}: numeric argument required`);
  const first = place(range[1]!);
  const last = range[2] === undefined ? first : place(range[2]);
  if (!(first >= 0 && last < shell.history.length && first <= last)) throw new Complaint(`history: ${text}: history position out of range`);
  shell.history.splice(first, last - first + 1);
  return 0;
}

/** An event that is not there; the words follow the shell's name. */
export class HistoryError extends Error {}

/** "!" expansion: !! !n !-n !text !?text? with word designators and modifiers, and ^a^b. */
export function expandHistory(shell: Shell, line: string): { text: string; changed: boolean; printOnly: boolean } {
  const quick = /^\^([^^]*)\^([^^]*)\^?(.*)$/s.exec(line);
  if (quick !== null) {
    const last = shell.history.at(-1);
    if (last === undefined || !last.includes(quick[1]!)) throw new HistoryError(':s' + `${line}: substitution failed`);
    return { text: last.replace(quick[1]!, quick[2]!) + quick[3]!, changed: true, printOnly: false };
  }
  let text = '';
  let at = 0;
  let changed = false;
  let printOnly = false;
  let double = false;
  while (at < line.length) {
    const char = line[at]!;
    if (char === '\\') {
      text += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char === '"') double = !double;
    if (char === "'" && !double) {
      const end = line.indexOf("'", at + 1);
      const stop = end < 0 ? line.length : end + 1;
      text += line.slice(at, stop);
      at = stop;
      continue;
    }
    const next = line[at + 1] ?? '';
    if (char !== '!' || next === '' || /[\s=(]/.test(next) || (double && next === '"')) {
      text += char;
      at++;
      continue;
    }
    const found = eventAt(shell, line, at);
    text += found.text;
    at = found.end;
    changed = true;
    printOnly = printOnly || found.printOnly;
  }
  return { text, changed, printOnly };
}

function eventAt(shell: Shell, line: string, at: number): { text: string; end: number; printOnly: boolean } {
  const rest = line.slice(at);
  const shape = /^!(?:(!)|(-?\d+)|\?([^?]*)\??|(#)|([$^*])|([^\s:!"'()&|;<>^$*-][^\s:"'()&|;<>]*)|(?=:))/.exec(rest);
  const last = shell.history.at(-1);
  let event: string | undefined;
  let end = at + (shape?.[0].length ?? 1);
  if (shape?.[2] !== undefined) {
    const number = Number(shape[2]);
    event = number < 0 ? shell.history.at(number) : shell.history[number - shell.historyBase];
  } else if (shape?.[3] !== undefined) event = shell.history.findLast(known => known.includes(shape[3]!));
  else if (shape?.[6] !== undefined) event = shell.history.findLast(known => known.startsWith(shape[6]!));
  else event = last;
  if (event === undefined) throw new HistoryError(`${shape?.[0] ?? rest}: event not found`);
  let text = event;
  if (shape?.[5] !== undefined) text = designate(event, shape[5]);
  else {
    const words = /^:?([\^$*]|(?<=:)\d+(?:-(?:\d+|\$)?|\*)?|(?<=:)-\d+)/.exec(line.slice(end));
    if (words !== null && words[1] !== undefined) {
      text = designate(event, words[1]);
      end += words[0].length;
    }
  }
  const modified = modify(text, line, end);
  return { ...modified };
}

const wordsOf = (line: string): string[] => line.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s;&|<>()])+|[;&|<>()]+/g) ?? [];

function designate(event: string, designator: string): string {
  const words = wordsOf(event);
  if (designator === '$') return words.at(-1) ?? '';
  if (designator === '^') return words[1] ?? '';
  if (designator === '*') return words.slice(1).join(' ');
  const range = /^(\d*)(-?)(\d+|\$)?(\*)?$/.exec(designator);
  if (range === null) return '';
  const first = range[1] === '' ? 0 : Number(range[1]);
  if (range[4] !== undefined) return words.slice(first).join(' ');
  if (range[2] === '') return words[first] ?? '';
  const last = range[3] === '$' ? words.length - 1 : range[3] === undefined ? words.length - 2 : Number(range[3]);
  return words.slice(first, last + 1).join(' ');
}

function modify(start: string, line: string, from: number): { text: string; end: number; printOnly: boolean } {
  let text = start;
  let end = from;
  let printOnly = false;
  for (;;) {
    const found = /^:(?:([htrepqx])|(g?)s(.)(.*?)\3(.*?)(?:\3|$))/.exec(line.slice(end));
    if (found === null) return { text, end, printOnly };
    end += found[0].length;
    if (found[1] === 'h') text = text.replace(/\/[^/]*$/, '');
    else if (found[1] === 't') text = text.replace(/^.*\//, '');
    else if (found[1] === 'r') text = text.replace(/\.[^./]*$/, '');
    else if (found[1] === 'e') text = /\.[^./]*$/.exec(text)?.[0] ?? '';
    else if (found[1] === 'p') printOnly = true;
    else if (found[1] === 'q') text = `'${text.replaceAll("'", "'\\''")}'`;
    else if (found[4] !== undefined) text = found[2] === 'g' ? text.replaceAll(found[4], found[5]!) : text.replace(found[4], found[5]!);
  }
}

export const fc: Builtin = async (shell, args) => {
  const given = readOptions(
    shell,
    args.map(word => (/^-\d+$/.test(word) ? ` ${word}` : word)),
    'e:lnrs',
  );
  const operands = given.operands.map(word => word.trim());
  if (has(given, 'l')) return listCommands(shell, operands, has(given, 'n'), has(given, 'r'));
  if (has(given, 's')) return runAgain(shell, operands);
  throw new Complaint('fc: editing of commands is not simulated here');
};

function place(shell: Shell, word: string): number {
  if (/^-?\d+$/.test(word)) return Number(word) < 0 ? shell.history.length + Number(word) : Number(word) - shell.historyBase;
  return shell.history.findLastIndex(line => line.startsWith(word));
}

function listCommands(shell: Shell, operands: string[], bare: boolean, reversed: boolean): Promise<number> {
  const end = shell.history.length - 1;
  let first = operands[0] === undefined ? Math.max(0, end - 15) : place(shell, operands[0]);
  let last = operands[1] === undefined ? end : place(shell, operands[1]);
  if (first < 0 && operands[0] !== undefined && !/^-?\d/.test(operands[0])) throw new Complaint('fc: history specification out of range');
  first = Math.max(0, first);
  let turned = reversed;
  if (first > last) {
    [first, last] = [last, first];
    turned = !turned;
  }
  const lines: string[] = [];
  for (let at = first; at <= last && at < shell.history.length; at++)
    lines.push(`${bare ? '' : shell.historyBase + at}\t ${shell.history[at]}\n`);
  return shell.print((turned ? lines.reverse() : lines).join(''));
}

async function runAgain(shell: Shell, operands: string[]): Promise<number> {
  const change = operands[0]?.includes('=') ? operands[0] : undefined;
  const spec = operands[change === undefined ? 0 : 1];
  const at = spec === undefined ? shell.history.length - 1 : place(shell, spec);
  let line = shell.history[at];
  if (line === undefined) throw new Complaint('fc: no command found');
  if (change !== undefined) line = line.replace(change.slice(0, change.indexOf('=')), change.slice(change.indexOf('=') + 1));
  await shell.warn(`${line}\n`);
  return shell.engine.text(shell, line);
}

// read and mapfile. As bash 5.3's read.def and mapfile.def, and dash's read.

import { Errno } from '../../../../abi/errno.ts';
import { fromBytes } from '../../bytes.ts';
import type { Builtin } from '../builtin-table.ts';
import { separators } from '../expand.ts';
import { readBytes } from '../input.ts';
import { byteChar } from '../quoting.ts';
import { Complaint, type Shell } from '../state.ts';
import { isTerminal } from '../test-file.ts';
import { isName } from '../variables.ts';
import { type Given, has, readOptions, valueOf } from './usage.ts';

interface Limits {
  fd: number;
  delimiter: number;
  raw: boolean;
  /** The most characters; `exact`: delimiters do not end it. */
  most: number;
  exact: boolean;
  timeoutMs: number | undefined;
}

/** What was read: characters, each with whether a backslash quoted it; how it ended. */
interface Read {
  text: string;
  /** Places of characters that a backslash quoted. */
  quoted: Set<number>;
  ended: 'delimiter' | 'count' | 'end' | 'timeout' | 'failed';
}

/** Waits for input where there is a time limit; false where it ran out. */
async function awaitInput(shell: Shell, limits: Limits, deadline: number | undefined): Promise<boolean> {
  if (deadline === undefined) return true;
  for (;;) {
    const now = await nowMs(shell);
    try {
      const ready = await shell.sys.poll([{ fd: limits.fd, want: 'read' }], Math.max(0, deadline - now));
      return ready.length > 0;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

async function nowMs(shell: Shell): Promise<number> {
  const { seconds, nanoseconds } = await shell.sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
}

const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1);

/** Reads a character at a time, so that nothing after the delimiter is taken. */
async function readText(shell: Shell, limits: Limits): Promise<Read> {
  const deadline = limits.timeoutMs === undefined ? undefined : (await nowMs(shell)) + limits.timeoutMs;
  const bytes: number[] = [];
  const marks: number[] = [];
  let characters = 0;
  let escaped = false;
  const done = (ended: Read['ended']): Read => decoded(bytes, marks, ended);
  const next = async (): Promise<number | undefined> => {
    const some = await readBytes(shell, limits.fd, 1);
    return some[0];
  };
  while (characters < limits.most) {
    if (!(await awaitInput(shell, limits, deadline))) return done('timeout');
    const byte = await next();
    if (byte === undefined) return done('end');
    if (!limits.raw && !escaped && byte === 0x5c) {
      escaped = true;
      continue;
    }
    if (escaped && byte === 10) {
      escaped = false;
      continue;
    }
    if (!escaped && !limits.exact && byte === limits.delimiter) return done('delimiter');
    if (byte === 0) continue;
    if (escaped) marks.push(bytes.length);
    escaped = false;
    bytes.push(byte);
    for (let more = lengthOf(byte) - 1; more > 0; more--) {
      const rest = await next();
      if (rest !== undefined) bytes.push(rest);
    }
    characters++;
  }
  return done('count');
}

function decoded(bytes: number[], marks: number[], ended: Read['ended']): Read {
  const text = fromBytes(Uint8Array.from(bytes));
  const quoted = new Set<number>();
  for (const mark of marks) quoted.add(fromBytes(Uint8Array.from(bytes.slice(0, mark))).length);
  return { text, quoted, ended };
}

/** Splits what was read among `count` names; the last one takes the rest. Infinity: all the fields there are. */
function splitFields(shell: Shell, { text, quoted }: Read, count: number): string[] {
  const { any, white } = separators(shell);
  const isSeparator = (at: number): boolean => any !== undefined && !quoted.has(at) && any.test(text[at]!);
  const isWhite = (at: number): boolean => isSeparator(at) && white.includes(text[at]!);
  const fields: string[] = [];
  let at = 0;
  while (at < text.length && isWhite(at)) at++;
  while (at < text.length && fields.length < count - 1) {
    let end = at;
    while (end < text.length && !isSeparator(end)) end++;
    fields.push(text.slice(at, end));
    at = end;
    while (at < text.length && isWhite(at)) at++;
    if (at < text.length && isSeparator(at)) {
      // White space around one other separator goes with it; where the field was ended by that separator, only once.
      at++;
      while (at < text.length && isWhite(at)) at++;
    }
  }
  if (fields.length < count && at < text.length) fields.push(lastField(text, at, isSeparator, isWhite));
  return fields;
}

/** The rest of the line: one field with the separator that ends it left out, or all of it but white space at its end. */
function lastField(text: string, at: number, isSeparator: (at: number) => boolean, isWhite: (at: number) => boolean): string {
  let end = at;
  while (end < text.length && !isSeparator(end)) end++;
  let after = end;
  while (after < text.length && isWhite(after)) after++;
  if (after < text.length && isSeparator(after)) {
    after++;
    while (after < text.length && isWhite(after)) after++;
  }
  if (after >= text.length) return text.slice(at, end);
  end = text.length;
  while (end > at && isWhite(end - 1)) end--;
  return text.slice(at, end);
}

function limitsOf(shell: Shell, given: Given): Limits {
  const fdText = valueOf(given, 'u');
  if (fdText !== undefined && !/^\d+$/.test(fdText)) throw new Complaint(`read: ${fdText}: invalid file descriptor specification`);
  const timeout = valueOf(given, 't') ?? (shell.variables.get('TMOUT') || undefined);
  if (timeout !== undefined && !/^\d*\.?\d*$/.test(timeout)) throw new Complaint(`read: ${timeout}: invalid timeout specification`);
  const count = valueOf(given, 'N') ?? valueOf(given, 'n');
  if (count !== undefined && !/^\d+$/.test(count)) throw new Complaint(`read: ${count}: invalid number`);
  const delimiter = valueOf(given, 'd');
  return {
    fd: Number(fdText ?? 0),
    delimiter: delimiter === undefined ? 10 : delimiter === '' ? 0 : delimiter.charCodeAt(0) & 0xff,
    raw: has(given, 'r'),
    most: count === undefined ? Number.POSITIVE_INFINITY : Number(count),
    exact: has(given, 'N'),
    timeoutMs: timeout === undefined ? undefined : Number(timeout || 0) * 1000,
  };
}

export const read: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  const given = readOptions(shell, args, bash ? 'Eersa:d:i:n:N:p:t:u:' : shell.dialect.kind === 'dash' ? 'rp:' : 'rsp:n:t:u:d:a:');
  const array = valueOf(given, 'a');
  for (const name of given.operands) {
    if (isName(name) || (bash && /^[A-Za-z_]\w*\[.+\]$/s.test(name))) continue;
    if (bash) throw new Complaint(`read: \`${name}': not a valid identifier`);
    if (shell.dialect.kind === 'dash') throw new Complaint(`read: ${name}: bad variable name`, 2, true);
    await shell.warn(`${shell.name}: read: '${name}': bad variable name\n`);
    return 1;
  }
  if (!bash && given.operands.length === 0 && shell.dialect.kind === 'dash') throw new Complaint('read: arg count', 2, true);
  const limits = limitsOf(shell, given);
  const result = await fromTerminalOrNot(shell, given, limits);
  if (result.ended === 'failed') return 1;
  await assignRead(shell, given, array, result, limits);
  if (result.ended === 'timeout') return 142;
  return result.ended === 'end' ? 1 : 0;
};

/** Prompts, and turns the terminal's echo or line editing off while it reads, as the options ask. */
async function fromTerminalOrNot(shell: Shell, given: Given, limits: Limits): Promise<Read> {
  const terminal = await isTerminal(shell, limits.fd);
  const prompt = valueOf(given, 'p');
  if (prompt !== undefined && terminal) await shell.warn(prompt);
  if (limits.timeoutMs === 0) {
    const ready = await shell.sys.poll([{ fd: limits.fd, want: 'read' }], 0);
    return { text: '', quoted: new Set(), ended: ready.length > 0 ? 'count' : 'end' };
  }
  const before =
    terminal && (has(given, 's') || limits.most !== Number.POSITIVE_INFINITY || limits.delimiter !== 10)
      ? await shell.sys.ioctl(limits.fd, 'TCGETS')
      : undefined;
  if (before !== undefined) {
    const flags = new Set(before.flags);
    if (has(given, 's')) flags.delete('ECHO');
    if (limits.most !== Number.POSITIVE_INFINITY || limits.delimiter !== 10) flags.delete('ICANON');
    await shell.sys.ioctl(limits.fd, 'TCSETSW', { ...before, flags });
  }
  try {
    return await readText(shell, limits);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const words =
      valueOf(given, 'u') !== undefined
        ? `read: ${limits.fd}: invalid file descriptor: ${error.message}`
        : `read: read error: ${limits.fd}: ${error.message}`;
    if (shell.dialect.kind === 'bash') await shell.complain(words);
    return { text: '', quoted: new Set(), ended: 'failed' };
  } finally {
    if (before !== undefined) await shell.sys.ioctl(limits.fd, 'TCSETSW', before);
  }
}

async function assignRead(shell: Shell, given: Given, array: string | undefined, result: Read, limits: Limits): Promise<void> {
  if (array !== undefined) {
    shell.variables.setArray(shell.variables.resolve(array).name, splitFields(shell, result, Number.POSITIVE_INFINITY));
    return;
  }
  const names = given.operands;
  if (names.length === 0) {
    shell.assignPlace('REPLY', result.text);
    return;
  }
  if (limits.exact) {
    for (const [at, name] of names.entries()) shell.assignPlace(name, at === 0 ? result.text : '');
    return;
  }
  const fields = splitFields(shell, result, names.length);
  for (const [at, name] of names.entries()) shell.assignPlace(name, fields[at] ?? '');
}

export const mapfile: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'd:n:O:s:tu:C:c:');
  const name = given.operands[0] ?? 'MAPFILE';
  if (!isName(name)) throw new Complaint(`${args[0]}: \`${name}': not a valid identifier`);
  const number = (letter: string, usual: number): number => {
    const text = valueOf(given, letter);
    if (text === undefined) return usual;
    if (!/^\d+$/.test(text))
      throw new Complaint(
        `${args[0]}: ${text}: invalid ${letter === 'u' ? 'file descriptor specification' : letter === 'O' ? 'array origin' : 'line count'}`,
      );
    return Number(text);
  };
  const delimiterText = valueOf(given, 'd');
  const delimiter = delimiterText === undefined ? 10 : delimiterText === '' ? 0 : delimiterText.charCodeAt(0);
  const fd = number('u', 0);
  const most = number('n', 0);
  const skip = number('s', 0);
  const origin = number('O', 0);
  const quantum = number('c', 5000);
  const callback = valueOf(given, 'C');
  const variable = shell.variables.target(shell.variables.resolve(name).name);
  if (valueOf(given, 'O') === undefined) shell.variables.setArray(name, []);
  const array = shell.variables.toArray(variable);
  let count = 0;
  for await (const line of delimited(shell, fd, delimiter)) {
    if (count++ < skip) continue;
    const at = count - 1 - skip;
    const value =
      has(given, 't') && line.endsWith(byteChar(delimiter)) ? line.slice(0, -1) : delimiter === 0 ? line.replace(/\0$/, '') : line;
    if (callback !== undefined && (at + 1) % quantum === 0) {
      await shell.engine.text(shell, `${callback} ${origin + at} '${value.replaceAll("'", "'\\''")}'`);
    }
    array[origin + at] = value;
    if (most > 0 && at + 1 >= most) break;
  }
  return 0;
};

/** Lines with their delimiter; a pipe is read a byte at a time so that no more is taken than is used. */
async function* delimited(shell: Shell, fd: number, delimiter: number): AsyncGenerator<string> {
  let held: number[] = [];
  for (;;) {
    let bytes: Uint8Array;
    try {
      bytes = await readBytes(shell, fd, 4096);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Complaint(`mapfile: ${fd}: invalid file descriptor: ${error.message}`);
    }
    if (bytes.length === 0) break;
    for (const byte of bytes) {
      held.push(byte);
      if (byte !== delimiter) continue;
      yield fromBytes(Uint8Array.from(held));
      held = [];
    }
  }
  if (held.length > 0) yield fromBytes(Uint8Array.from(held));
}

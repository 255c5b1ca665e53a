// File modes: the ten letters of ls, and the modes that chmod takes. As gnulib's filemode.c and modechange.c.

import type { Kind } from '../../abi/types.ts';

const KIND_LETTERS: Readonly<Record<Kind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  char: 'c',
  block: 'b',
};

/** As ls prints it: the kind's letter and nine permissions. */
export function modeString(kind: Kind, mode: number): string {
  const three = (bits: number, special: boolean, letter: string): string =>
    (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + (special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-');
  return (
    KIND_LETTERS[kind] +
    three(mode >> 6, (mode & 0o4000) !== 0, 's') +
    three(mode >> 3, (mode & 0o2000) !== 0, 's') +
    three(mode, (mode & 0o1000) !== 0, 't')
  );
}

/** The letter of a kind of inode, as in ls -l. */
export const kindLetter = (kind: Kind): string => KIND_LETTERS[kind];

/** The type bits of st_mode. */
export const KIND_BITS: Readonly<Record<Kind, number>> = {
  file: 0o100000,
  directory: 0o40000,
  symlink: 0o120000,
  fifo: 0o10000,
  socket: 0o140000,
  char: 0o20000,
  block: 0o60000,
};

/** The words of stat's %F. */
export function kindWords(kind: Kind, sizeBytes = 1): string {
  if (kind === 'file') return sizeBytes === 0 ? 'regular empty file' : 'regular file';
  if (kind === 'symlink') return 'symbolic link';
  if (kind === 'char') return 'character special file';
  if (kind === 'block') return 'block special file';
  return kind;
}

interface Change {
  operator: '=' | '+' | '-';
  /** Bits of who: 0o4700 u, 0o2070 g, 0o1007 o; 0 where none was said. */
  who: number;
  value: number;
  /** Copies these three bits ("g=u"). */
  copy?: 'u' | 'g' | 'o';
  conditionalExecute: boolean;
  octal: boolean;
}

export type ModeChange = readonly Change[];

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const PERMISSIONS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 };

/** An octal or symbolic mode; undefined where it is none. */
export function parseMode(text: string): ModeChange | undefined {
  const octal = /^([-+=]?)([0-7]{1,})$/.exec(text);
  if (octal !== null) {
    const value = Number.parseInt(octal[2]!, 8);
    if (value > 0o7777) return undefined;
    const operator = (octal[1] || '=') as Change['operator'];
    // Fewer than five digits leave a folder's set-id bits alone.
    const who = octal[2]!.length < 5 && octal[1] === '' ? (value & 0o6000) | 0o1777 : 0o7777;
    return [{ operator, who, value, conditionalExecute: false, octal: true }];
  }
  const changes: Change[] = [];
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(clause);
    if (found === null) return undefined;
    let who = 0;
    for (const letter of found[1]!) who |= WHO[letter]!;
    for (const [, operator, letters] of found[2]!.matchAll(/([-+=])([ugo]|[rwxXst]*)/g)) {
      changes.push(symbolic(operator as Change['operator'], who, letters!));
    }
  }
  return changes;
}

function symbolic(operator: Change['operator'], who: number, letters: string): Change {
  const change: Change = { operator, who, value: 0, conditionalExecute: letters.includes('X'), octal: false };
  if (/^[ugo]$/.test(letters)) return { ...change, copy: letters as 'u' | 'g' | 'o' };
  for (const letter of letters) change.value |= PERMISSIONS[letter] ?? 0;
  return change;
}

/** The mode after a change. */
export function changeMode(mode: number, changes: ModeChange, { directory = false, umask = 0 } = {}): number {
  let current = mode;
  for (const change of changes) {
    const mask = change.who === 0 ? 0o7777 & ~umask : change.who;
    if (change.octal) {
      const scope = directory ? change.who : 0o7777;
      if (change.operator === '=') current = (current & ~scope) | change.value;
      else current = change.operator === '+' ? current | change.value : current & ~change.value;
      continue;
    }
    let value = change.value;
    if (change.copy !== undefined) {
      const bits = (current >> { u: 6, g: 3, o: 0 }[change.copy]) & 7;
      value = bits | (bits << 3) | (bits << 6);
    }
    if (change.conditionalExecute && (directory || (current & 0o111) !== 0)) value |= 0o111;
    value &= mask;
    if (change.operator === '+') current |= value;
    else if (change.operator === '-') current &= ~value;
    else current = (current & ~setScope(change.who, directory)) | value;
  }
  return current;
}

/** What "=" clears: a folder keeps its set-id bits unless they are named. */
function setScope(who: number, directory: boolean): number {
  const scope = who === 0 ? 0o7777 : who;
  return directory ? scope & ~0o6000 : scope;
}

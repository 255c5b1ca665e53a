// The tests of find. As GNU findutils 4.11.

import { Errno } from '../../abi/errno.ts';
import type { Stat, Timespec } from '../../abi/types.ts';
import { groups, parseId, users } from '../lib/accounts.ts';
import { folderNames } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { changeMode, kindLetter, parseMode } from '../lib/modes.ts';
import { parseDate } from '../lib/parse-date.ts';
import { compileBre, compileEre } from '../lib/regex.ts';
import { zoneOf } from '../lib/zones.ts';
import type { Test, Visit, Walk } from './expression.ts';
import { argument, bad, type ParseState } from './state.ts';

interface Count {
  compare: '+' | '-' | '';
  number: number;
}

const holds = ({ compare, number }: Count, value: number): boolean =>
  compare === '+' ? value > number : compare === '-' ? value < number : value === number;

function countOf(text: string): Count | undefined {
  const found = /^([+-]?)(\d+(?:\.\d+)?)$/.exec(text);
  return found === null ? undefined : { compare: found[1] as Count['compare'], number: Number(found[2]) };
}

/** The test that a predicate's name stands for; undefined where it is none. */
export async function makeTest(state: ParseState, word: string): Promise<Test | undefined> {
  return (
    nameTest(state, word) ??
    kindTest(state, word) ??
    timeTest(state, word) ??
    numberTest(state, word) ??
    (await ownerTest(state, word)) ??
    accessTest(state, word) ??
    (await fileTest(state, word))
  );
}

function nameTest(state: ParseState, word: string): Test | undefined {
  const found = /^-(i?)(name|path|wholename|lname|regex)$/.exec(word);
  if (found === null) return undefined;
  const ignoreCase = found[1] === 'i';
  const pattern = argument(state, word);
  if (found[2] === 'regex') {
    const type = state.globals.regexType;
    const extended = !['findutils-default', 'emacs', 'ed', 'grep', 'posix-basic', 'posix-minimal-basic', 'sed'].includes(type);
    const emacs = type === 'findutils-default' || type === 'emacs';
    // Emacs' syntax is basic with bare + and ?.
    const source = emacs ? pattern.replace(/\\.|[+?]/g, part => (part.length === 1 ? `\\${part}` : part)) : pattern;
    const inner = extended ? compileEre(source) : compileBre(source);
    const regex = new RegExp(`^(?:${inner.source})$`, `us${ignoreCase ? 'i' : ''}`);
    return visit => regex.test(visit.path);
  }
  if (found[2] === 'name') return visit => fnmatch(pattern, visit.name, { ignoreCase });
  if (found[2] !== 'lname') return visit => fnmatch(pattern, visit.path, { ignoreCase });
  return async (visit, walk) => visit.kind === 'symlink' && fnmatch(pattern, await walk.sys.readlink(visit.path), { ignoreCase });
}

function kindTest(state: ParseState, word: string): Test | undefined {
  if (word !== '-type' && word !== '-xtype') return undefined;
  const text = argument(state, word);
  const letters = text.split(',');
  for (const letter of letters) {
    if (letter.length > 1 && 'bcdpflsD'.includes(letter[0]!)) bad(`Must separate multiple arguments to ${word} using: ','`);
    if (letter.length !== 1 || !'bcdpflsD'.includes(letter)) bad(`Unknown argument to ${word}: ${letter}`);
  }
  const fits = (kind: Stat['kind']): boolean => letters.includes(kind === 'file' ? 'f' : kindLetter(kind));
  if (word === '-type') return visit => fits(visit.kind);
  return async (visit, walk) => {
    if (visit.kind !== 'symlink') return fits(visit.kind);
    const target = await statOr(walk, visit.path);
    return fits(target?.kind ?? 'symlink');
  };
}

async function statOr(walk: Walk, path: string): Promise<Stat | undefined> {
  try {
    return await walk.sys.stat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

const CLOCKS: Readonly<Record<string, 'atime' | 'ctime' | 'mtime' | 'btime'>> = { a: 'atime', c: 'ctime', m: 'mtime', B: 'btime' };

function timeTest(state: ParseState, word: string): Test | undefined {
  const found = /^-([acm])(time|min)$/.exec(word);
  if (found === null) return undefined;
  const text = argument(state, word);
  const count = countOf(text);
  if (count === undefined) return bad(`invalid argument \`${text}' to \`${word}'`);
  const clock = CLOCKS[found[1]!]!;
  const unit = found[2] === 'time' ? 86400 : 60;
  return visit => {
    const end = state.globals.dayStart ? Math.ceil((state.now + 1) / 86400) * 86400 : state.now;
    const age = end - (visit.stat[clock].seconds + visit.stat[clock].nanoseconds / 1e9);
    // Days count whole, minutes to the second.
    if (unit === 86400) return holds(count, Math.floor(age / unit));
    return count.compare === '' ? Math.ceil(age / unit) === count.number : holds(count, age / unit);
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 512, b: 512, c: 1, w: 2, k: 1024, M: 1048576, G: 1073741824 };

function numberTest(state: ParseState, word: string): Test | undefined {
  if (word === '-size') {
    const text = argument(state, word);
    const found = /^([+-]?)(\d+)([bcwkMG]?)$/.exec(text);
    if (found === null) return bad(`Invalid argument \`${text}' to -size`);
    const count: Count = { compare: found[1] as Count['compare'], number: Number(found[2]) };
    const unit = UNITS[found[3]!]!;
    return visit => holds(count, Math.ceil(visit.stat.sizeBytes / unit));
  }
  if (word !== '-links' && word !== '-inum' && word !== '-used') return undefined;
  const text = argument(state, word);
  const count = countOf(text);
  if (count === undefined) return bad(`non-numeric argument to ${word}: ‘${text}’`);
  if (word === '-links') return visit => holds(count, visit.stat.nlink);
  if (word === '-inum') return visit => holds(count, visit.stat.ino);
  return visit => {
    const age = visit.stat.atime.seconds - visit.stat.ctime.seconds;
    return age >= 0 && holds(count, Math.floor(age / 86400));
  };
}

async function ownerTest(state: ParseState, word: string): Promise<Test | undefined> {
  const { sys } = state.tool;
  if (word === '-user' || word === '-group') {
    const text = argument(state, word);
    const user = word === '-user';
    const id = user
      ? ((await users(sys)).find(({ name }) => name === text)?.uid ?? parseId(text))
      : ((await groups(sys)).find(({ name }) => name === text)?.gid ?? parseId(text));
    if (id === undefined)
      return bad(
        user ? `invalid user name or UID argument to -user: ‘${text}’` : `invalid group name or GID argument to -group: ‘${text}’`,
      );
    return user ? visit => visit.stat.uid === id : visit => visit.stat.gid === id;
  }
  if (word === '-uid' || word === '-gid') {
    const text = argument(state, word);
    const count = countOf(text);
    if (count === undefined) return bad(`non-numeric argument to ${word}: ‘${text}’`);
    return word === '-uid' ? visit => holds(count, visit.stat.uid) : visit => holds(count, visit.stat.gid);
  }
  if (word === '-nouser') {
    const known = new Set((await users(sys)).map(({ uid }) => uid));
    return visit => !known.has(visit.stat.uid);
  }
  if (word !== '-nogroup') return undefined;
  const known = new Set((await groups(sys)).map(({ gid }) => gid));
  return visit => !known.has(visit.stat.gid);
}

function accessTest(state: ParseState, word: string): Test | undefined {
  if (word === '-perm') return permissionTest(argument(state, word));
  const mode = { '-readable': { read: true }, '-writable': { write: true }, '-executable': { execute: true } }[word];
  if (mode === undefined) return undefined;
  return async (visit, walk) => {
    try {
      await walk.sys.access(visit.path, mode, { effective: true });
      return true;
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  };
}

function permissionTest(text: string): Test {
  const how = /^[-/]/.test(text) ? text[0] : '';
  const change = parseMode(how === '' ? text : text.slice(1));
  if (change === undefined) return bad(`invalid file mode ‘${text}’`);
  const wanted = changeMode(0, change);
  if (how === '-') return visit => (visit.stat.mode & wanted) === wanted;
  if (how === '/') return visit => wanted === 0 || (visit.stat.mode & wanted) !== 0;
  return visit => (visit.stat.mode & 0o7777) === wanted;
}

const later = (a: Timespec, b: Timespec): boolean => a.seconds > b.seconds || (a.seconds === b.seconds && a.nanoseconds > b.nanoseconds);

async function referenceStat(state: ParseState, path: string): Promise<Stat> {
  try {
    return await state.tool.sys.stat(path, { nofollow: state.globals.follow === 'never' });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return bad(`‘${path}’: ${error.message}`);
  }
}

async function newerTest(state: ParseState, word: string): Promise<Test | undefined> {
  const found = /^-(?:([ac])?newer|newer([aBcm])([aBcmt]))$/.exec(word);
  if (found === null) return undefined;
  const clock = CLOCKS[found[1] ?? found[2] ?? 'm']!;
  const text = argument(state, word);
  let time: Timespec;
  if (found[3] === 't') {
    const parsed = parseDate(text, { seconds: state.now, nanoseconds: 0 }, zoneOf(state.tool.env.TZ));
    if (parsed === undefined) return bad(`I cannot figure out how to interpret ‘${text}’ as a date or time`);
    time = parsed;
  } else time = (await referenceStat(state, text))[CLOCKS[found[3] ?? 'm']!];
  return visit => later(visit.stat[clock], time);
}

async function fileTest(state: ParseState, word: string): Promise<Test | undefined> {
  const newer = await newerTest(state, word);
  if (newer !== undefined) return newer;
  switch (word) {
    case '-empty':
      return isEmpty;
    case '-true':
      return () => true;
    case '-false':
      return () => false;
    case '-samefile': {
      const { ino, dev } = await referenceStat(state, argument(state, word));
      return visit => visit.stat.ino === ino && visit.stat.dev.major === dev.major && visit.stat.dev.minor === dev.minor;
    }
    case '-fstype': {
      const type = argument(state, word);
      return async (visit, walk) => (await walk.sys.statfs(visit.path)).type === type;
    }
    default:
      return undefined;
  }
}

async function isEmpty(visit: Visit, walk: Walk): Promise<boolean> {
  if (visit.kind === 'file') return visit.stat.sizeBytes === 0;
  if (visit.kind !== 'directory') return false;
  try {
    return (await folderNames(walk.sys, visit.path)).length === 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await walk.warn(`‘${visit.path}’: ${error.message}`);
    return false;
  }
}

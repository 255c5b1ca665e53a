// find -printf and -ls. As GNU findutils 4.11.

import type { Stat, Timespec } from '../../abi/types.ts';
import type { Names } from '../lib/accounts.ts';
import { strftime } from '../lib/dates.ts';
import { kindLetter, modeString } from '../lib/modes.ts';
import { baseName } from '../lib/path.ts';
import { escapeC } from '../lib/quote.ts';
import type { Zone } from '../lib/zones.ts';
import type { Visit, Walk } from './expression.ts';

export interface FormatContext {
  names: Names;
  zone: Zone;
  now: number;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** Part of a format: text, or a directive with its flags and width. */
type Part = { text: string } | { flags: string; width: string; precision: string | undefined; letter: string; time: string };

export interface Format {
  parts: Part[];
  /** What is odd about it, to be told of. */
  warnings: string[];
}

/** Reads a format; \c ends it. */
export function parseFormat(format: string): Format {
  const parts: Part[] = [];
  const warnings: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ text });
    text = '';
  };
  for (let at = 0; at < format.length; at++) {
    const char = format[at]!;
    if (char === '\\') {
      const octal = /^\\([0-7]{1,3})/.exec(format.slice(at));
      const next = format[at + 1];
      if (next === 'c') break;
      if (octal !== null) {
        text += String.fromCharCode(Number.parseInt(octal[1]!, 8));
        at += octal[0].length - 1;
      } else {
        const known = next === undefined ? undefined : ESCAPES[next];
        if (known === undefined)
          warnings.push(
            next === undefined ? "warning: escape `\\' followed by nothing at all" : `warning: unrecognized escape \`\\${next}'`,
          );
        if (known !== undefined || next !== undefined) text += known ?? `\\${next}`;
        at++;
      }
      continue;
    }
    if (char !== '%') {
      text += char;
      continue;
    }
    const found = /^%([-+ #0]*)(\d*)(?:\.(\d*))?([AaBbCcDdFfgGhHiklmMnpPsStTuUyYZ%])(.?)/su.exec(format.slice(at));
    if (found === null || (/[ABCT]/.test(found[4]!) && found[5] === '')) {
      const odd = format[at + 1];
      warnings.push(
        odd === undefined
          ? "warning: format directive `%' should be followed by another character"
          : `warning: unrecognized format directive \`%${odd}'`,
      );
      text += odd === undefined ? '%' : `%${odd}`;
      at++;
      continue;
    }
    const timed = /[ABCT]/.test(found[4]!);
    if (found[4] === '%') text += '%';
    else {
      flush();
      parts.push({ flags: found[1]!, width: found[2]!, precision: found[3], letter: found[4]!, time: timed ? found[5]! : '' });
    }
    at += found[0].length - 1 - (timed ? 0 : found[5]!.length);
  }
  flush();
  return { parts, warnings };
}

const fraction = (time: Timespec): string => `${String(time.nanoseconds).padStart(9, '0')}0`;

function timeText(time: Timespec, letter: string, zone: Zone): string {
  if (letter === '@') return `${time.seconds}.${fraction(time)}`;
  if (letter === 'S') return `${strftime('%S', time, zone)}.${fraction(time)}`;
  if (letter === 'T' || letter === 'X') return `${strftime('%H:%M:%S', time, zone)}.${fraction(time)}`;
  if (letter === '+') return `${strftime('%Y-%m-%d+%H:%M:%S', time, zone)}.${fraction(time)}`;
  if (letter === 'r') return strftime('%I:%M:%S', time, zone).concat(`.${fraction(time)}`, strftime(' %p', time, zone));
  return strftime(`%${letter}`, time, zone);
}

const wholeTime = (time: Timespec, zone: Zone): string =>
  `${strftime('%a %b %e %H:%M:%S', time, zone)}.${fraction(time)}${strftime(' %Y', time, zone)}`;

function withoutStart(visit: Visit): string {
  const rest = visit.path.slice(visit.start.length);
  return visit.depth === 0 ? '' : rest.replace(/^\//, '');
}

function folderOf(path: string): string {
  const slash = path.replace(/(.)\/+$/, '$1').lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

const deviceNumber = ({ dev }: Stat): number => dev.major * 256 + (dev.minor & 255) + Math.floor(dev.minor / 256) * 1048576;

async function value(letter: string, time: string, visit: Visit, walk: Walk, { names, zone }: FormatContext): Promise<string | number> {
  const { stat } = visit;
  const clocks: Readonly<Record<string, Timespec>> = { A: stat.atime, B: stat.btime, C: stat.ctime, T: stat.mtime };
  if (time !== '') return timeText(clocks[letter]!, time, zone);
  switch (letter) {
    case 'a':
      return wholeTime(stat.atime, zone);
    case 'b':
      return stat.blocks;
    case 'c':
      return wholeTime(stat.ctime, zone);
    case 'd':
      return visit.depth;
    case 'D':
      return deviceNumber(stat);
    case 'f':
      return visit.path === '/' ? '/' : baseName(visit.path);
    case 'F':
      return (await walk.sys.statfs(visit.path)).type;
    case 'g':
      return names.group(stat.gid) ?? stat.gid;
    case 'G':
      return stat.gid;
    case 'h':
      return folderOf(visit.path);
    case 'H':
      return visit.start;
    case 'i':
      return stat.ino;
    case 'k':
      return Math.ceil(stat.blocks / 2);
    case 'l':
      return visit.kind === 'symlink' ? walk.sys.readlink(visit.path) : '';
    case 'm':
      return stat.mode.toString(8);
    case 'M':
      return modeString(stat.kind, stat.mode);
    case 'n':
      return stat.nlink;
    case 'p':
      return visit.path;
    case 'P':
      return withoutStart(visit);
    case 's':
      return stat.sizeBytes;
    case 'S':
      return stat.sizeBytes === 0 ? '1' : String(Math.round(((stat.blocks * 512) / stat.sizeBytes) * 1e6) / 1e6);
    case 't':
      return wholeTime(stat.mtime, zone);
    case 'u':
      return names.user(stat.uid) ?? stat.uid;
    case 'U':
      return stat.uid;
    case 'y':
      return visit.kind === 'file' ? 'f' : kindLetter(visit.kind);
    case 'Y': {
      if (visit.kind !== 'symlink') return visit.kind === 'file' ? 'f' : kindLetter(visit.kind);
      const target = await walk.sys.stat(visit.path).catch(() => undefined);
      return target === undefined ? 'N' : target.kind === 'file' ? 'f' : kindLetter(target.kind);
    }
    default:
      return '';
  }
}

/** One file by a format. */
export async function printFormat(format: Format, visit: Visit, walk: Walk, context: FormatContext): Promise<string> {
  let text = '';
  for (const part of format.parts) {
    if ('text' in part) {
      text += part.text;
      continue;
    }
    const found = await value(part.letter, part.time, visit, walk, context);
    let shown = String(found);
    if (part.letter === 'm' && part.flags.includes('#')) shown = `0${shown}`;
    if (part.precision !== undefined && typeof found === 'string' && part.letter !== 'm') shown = shown.slice(0, Number(part.precision));
    const width = Number(part.width || 0);
    const zeros = part.flags.includes('0') && typeof found === 'number';
    text += part.flags.includes('-') ? shown.padEnd(width) : shown.padStart(width, zeros ? '0' : ' ');
  }
  return text;
}

const HALF_YEAR_SECONDS = 31556952 / 2;

/** One file as -ls prints it. */
export async function listLine(visit: Visit, walk: Walk, { names, zone, now }: FormatContext): Promise<string> {
  const { stat } = visit;
  const device = stat.kind === 'char' || stat.kind === 'block';
  const age = now - stat.mtime.seconds;
  const when = strftime(age >= 0 && age < HALF_YEAR_SECONDS ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime, zone);
  const size = device
    ? `${String(stat.rdev.major).padStart(3)}, ${String(stat.rdev.minor).padStart(3)}`
    : String(stat.sizeBytes).padStart(8);
  const user = (names.user(stat.uid) ?? String(stat.uid)).padEnd(8);
  const group = (names.group(stat.gid) ?? String(stat.gid)).padEnd(8);
  const target = stat.kind === 'symlink' ? ` -> ${escapeC(await walk.sys.readlink(visit.path))}` : '';
  const name = escapeC(visit.path).replaceAll(' ', '\\ ');
  return `${String(stat.ino).padStart(9)} ${String(Math.ceil(stat.blocks / 2)).padStart(6)} ${modeString(stat.kind, stat.mode)} ${String(stat.nlink).padStart(3)} ${user} ${group} ${size} ${when} ${name}${target}\n`;
}

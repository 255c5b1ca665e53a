// Which columns ps shows: those of -o, and the ready-made formats. procps-ng 4.0.7.

import { AIX, COLUMNS, type PsColumn } from './columns.ts';
import { PsError, type PsOptions } from './options.ts';

const column = (name: string, change: Partial<PsColumn> = {}): PsColumn => ({ ...COLUMNS[name]!, ...change });

/** "pid,comm=NAME,user:20" as columns. */
export function parseFormat(text: string): PsColumn[] {
  if (text.includes('%')) return parseAix(text);
  const found: PsColumn[] = [];
  const parts = text.split(/[ ,\t]+/);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    if (part === '') throw new PsError('improper format list');
    const equals = part.indexOf('=');
    const spec = equals < 0 ? part : part.slice(0, equals);
    const [name = '', width] = spec.split(':');
    const known = COLUMNS[name.toLowerCase()];
    if (!known) throw new PsError(`unknown user-defined format specifier "${name}"`);
    const change: Partial<PsColumn> = {};
    if (width !== undefined) {
      if (!/^[1-9]\d*$/.test(width)) throw new PsError('column widths must be unsigned decimal numbers');
      change.width = Number(width);
    }
    if (equals >= 0) {
      let heading = part.slice(equals + 1);
      const next = (): string | undefined => parts[at + 1];
      while (next() !== undefined && COLUMNS[next()!.split(/[=:]/)[0]!.toLowerCase()] === undefined) heading += ` ${parts[++at]}`;
      change.heading = heading;
      if (width === undefined && heading.length > known.width) change.width = heading.length;
    }
    found.push({ ...known, ...change });
  }
  return found;
}

function parseAix(text: string): PsColumn[] {
  const found: PsColumn[] = [];
  for (const [, letter = '', name] of text.matchAll(/%([A-Za-z])|([a-z_]+)/g)) {
    const known = COLUMNS[name ?? AIX[letter] ?? ''];
    if (!known) throw new PsError(`unknown AIX field descriptor`);
    found.push(known);
  }
  return found;
}

const TTY = column('tname');
const SHORT_TIME = column('bsdtime');
const names = (text: string): PsColumn[] => text.split(' ').map(name => column(name));

const BSD_FORMATS: Readonly<Record<string, PsColumn[]>> = {
  j: [...names('ppid pid pgid sid'), TTY, ...names('tpgid stat uid'), SHORT_TIME, column('args')],
  l: [...names('f uid pid ppid pri ni vsz rss wchan stat'), TTY, SHORT_TIME, column('args')],
  s: [...names('uid pid pending blocked ignored caught stat'), TTY, SHORT_TIME, column('args')],
  u: [...names('user pid %cpu %mem vsz rss'), TTY, column('stat'), column('start_time'), SHORT_TIME, column('args')],
  v: [column('pid'), TTY, column('stat'), SHORT_TIME, column('maj_flt'), column('trs', { width: 5 }), ...names('drs rss %mem args')],
};

/** The columns to print, in order. */
export function chooseFormat(options: PsOptions): PsColumn[] {
  if (options.formats.length > 0) return options.formats.flatMap(parseFormat);
  if (options.extra.length > 0)
    return [column('pid'), ...options.extra.flatMap(parseFormat), column('s'), TTY, column('time'), column('command')];
  const bsd = ['u', 'j', 'l', 's', 'v'].find(letter => options.ready.has(letter));
  if (bsd) return BSD_FORMATS[bsd]!;
  for (const letter of ['X', 'Z']) if (options.ready.has(letter)) throw new PsError(`option ${letter} is not simulated here`);
  return unixFormat(options);
}

function unixFormat({ ready, threads, bsd }: PsOptions): PsColumn[] {
  const has = (letter: string): boolean => ready.has(`-${letter}`);
  const thread = threads === 'L' ? [column('lwp')] : threads === 'T' ? [column('spid')] : [];
  const label = has('M') ? [column('label')] : [];
  const time = column('time');
  if (has('l')) {
    const memory = has('y') ? names('rss sz') : names('addr sz');
    const c = has('c') ? names('class pri') : names('c pri ni');
    return [
      ...label,
      ...(has('y') ? [] : [column('f')]),
      column('s'),
      column('uid'),
      column('pid'),
      column('ppid'),
      ...thread,
      ...c,
      ...memory,
      column('wchan'),
      TTY,
      time,
      column('ucmd', { value: COLUMNS.comm!.value }),
    ];
  }
  if (has('f') || has('F')) {
    const uid = column('uid_name');
    const count = threads === 'L' ? [column('nlwp')] : [];
    const extra = has('F') ? names('sz rss psr') : has('P') ? names('psr') : [];
    const c = has('c') ? names('class pri') : names('c');
    const groups = has('j') ? names('pgid sid') : [];
    return [
      ...label,
      uid,
      column('pid'),
      column('ppid'),
      ...groups,
      ...thread,
      ...c,
      ...count,
      ...extra,
      column('stime'),
      TTY,
      time,
      column('cmd'),
    ];
  }
  if (bsd) return [column('pid'), ...thread, TTY, column('stat'), SHORT_TIME, column('args')];
  const groups = has('j') ? names('pgid sid') : [];
  const scheduling = [...(has('c') ? names('class pri') : []), ...(has('P') ? names('psr') : [])];
  return [...label, column('pid'), ...groups, ...thread, ...scheduling, TTY, time, column('ucmd', { value: COLUMNS.comm!.value })];
}

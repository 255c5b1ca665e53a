// Names of members: made safe, stripped, transformed, matched, shown. As GNU tar 1.35.

import { strftime } from '../lib/dates.ts';
import { fnmatch } from '../lib/glob.ts';
import { modeString } from '../lib/modes.ts';
import { compileBre } from '../lib/regex.ts';
import type { TarHeader } from '../lib/tar.ts';
import type { Zone } from '../lib/zones.ts';
import type { TarOptions } from './options.ts';

/** What is taken off the front of a name: a slash, or everything up to the last "../". */
export function unsafePrefix(name: string): string {
  const dots = /^(?:.*\/)?\.\.\//.exec(name);
  const prefix = dots?.[0] ?? '';
  return prefix + /^\/*/.exec(name.slice(prefix.length))![0];
}

/** A name without its first components; undefined where none is left. */
export function strip(name: string, count: number): string | undefined {
  if (count === 0) return name;
  const parts = name.split('/').filter((part, at) => part !== '' || at > 0);
  const rest = parts.slice(count).join('/');
  return rest === '' ? undefined : rest;
}

/** --transform's s/…/…/flags as a function. */
export function transformer(script: string | undefined): (name: string) => string {
  if (script === undefined) return name => name;
  const mark = script[1] ?? '/';
  const [, pattern = '', by = '', flags = ''] = script.split(mark);
  const regex = new RegExp(
    compileBre(pattern, flags.includes('i') ? 'i' : '').source,
    `us${flags.includes('g') ? 'g' : ''}${flags.includes('i') ? 'i' : ''}`,
  );
  return name =>
    name.replace(regex, (...found: string[]) =>
      by.replace(/\\(\d)|&/g, (_, group?: string) => found[group === undefined ? 0 : Number(group)] ?? ''),
    );
}

const VCS = [
  'CVS',
  'RCS',
  'SCCS',
  '.git',
  '.gitignore',
  '.gitmodules',
  '.gitattributes',
  '.svn',
  '.arch-ids',
  '{arch}',
  '=RELEASE-ID',
  '.bzr',
  '.bzrignore',
  '.hg',
  '.hgignore',
  '_darcs',
];

/** Whether --exclude keeps a name out: a pattern matches any run of components, or all of what is below. */
export function excluded(name: string, options: TarOptions): boolean {
  const trimmed = name.replace(/\/+$/, '');
  const patterns = options.has('--exclude-vcs') ? [...options.exclude, ...VCS] : options.exclude;
  return patterns.some(pattern => {
    const parts = trimmed.split('/');
    for (let from = 0; from < parts.length; from++) {
      for (let to = from + 1; to <= parts.length; to++) if (fnmatch(pattern, parts.slice(from, to).join('/'))) return true;
    }
    return false;
  });
}

/** Whether a member is one of those named, or below one. */
export function wanted(name: string, pattern: string, wildcards: boolean): boolean {
  const [member, asked] = [name.replace(/\/+$/, ''), pattern.replace(/\/+$/, '')];
  if (member === asked || member.startsWith(`${asked}/`)) return true;
  return wildcards && fnmatch(asked, member);
}

export interface ListStyle {
  numeric: boolean;
  fullTime: boolean;
  zone: Zone;
  /** The width of owner and size so far: it only grows. */
  width: number;
}

/** A member as -tv shows it. */
export function verboseLine(header: TarHeader, style: ListStyle): string {
  const kind = header.kind === 'link' ? 'file' : header.kind;
  const mode = modeString(kind, header.mode);
  const owner = style.numeric ? `${header.uid}/${header.gid}` : `${header.userName || header.uid}/${header.groupName || header.gid}`;
  const device = header.kind === 'char' || header.kind === 'block';
  const size = device ? `${header.device?.major ?? 0},${header.device?.minor ?? 0}` : String(header.sizeBytes);
  style.width = Math.max(style.width, owner.length + 1 + size.length);
  const when = strftime(style.fullTime ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', header.mtime, style.zone);
  const target = header.kind === 'symlink' ? ` -> ${header.target}` : header.kind === 'link' ? ` link to ${header.target}` : '';
  const lead = header.kind === 'link' ? `h${mode.slice(1)}` : mode;
  return `${lead} ${owner} ${size.padStart(style.width - owner.length - 1)} ${when} ${header.name}${target}\n`;
}

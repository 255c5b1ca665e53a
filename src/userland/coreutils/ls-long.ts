// The long format of ls. As GNU coreutils 9.10.

import type { Stat, Timespec } from '../../abi/types.ts';
import type { Names } from '../lib/accounts.ts';
import { strftime } from '../lib/dates.ts';
import { modeString } from '../lib/modes.ts';
import { baseName } from '../lib/path.ts';
import { type BlockSize, printBlocks } from '../lib/sizes.ts';
import { textWidth } from '../lib/width.ts';
import type { Zone } from '../lib/zones.ts';
import type { Colours } from './ls-colors.ts';
import type { Entry } from './ls-list-entry.ts';
import { indicatorOf, shownName } from './ls-names.ts';
import type { LsOptions } from './ls-options.ts';

export interface LongStyle {
  options: LsOptions;
  names: Names;
  now: Timespec;
  zone: Zone;
}

const HALF_YEAR_SECONDS = 31556952 / 2;

function timeText(time: Timespec, { options, now, zone }: LongStyle): string {
  const style = options.timeStyle;
  const age = now.seconds - time.seconds;
  const recent = age >= 0 && age < HALF_YEAR_SECONDS;
  if (style.startsWith('+')) {
    const [old = '', fresh = old] = style.slice(1).split('\n');
    return strftime(recent ? fresh : old, time, zone);
  }
  if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S.%N %z', time, zone);
  if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', time, zone);
  if (style === 'iso') return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', time, zone);
  return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', time, zone);
}

function sizeText(stat: Stat | undefined, size: BlockSize, majorWidth: number, minorWidth: number): string {
  if (stat === undefined) return '?';
  if (stat.kind === 'char' || stat.kind === 'block') {
    return `${String(stat.rdev.major).padStart(majorWidth)}, ${String(stat.rdev.minor).padStart(minorWidth)}`;
  }
  return printBlocks(stat.sizeBytes, size);
}

/** The cells before the name, each with whether it stands at the left. */
function cellsOf(entry: Entry, style: LongStyle, majorWidth: number, minorWidth: number): { text: string; left: boolean }[] {
  const { options, names } = style;
  const { stat } = entry;
  const cells: { text: string; left: boolean }[] = [];
  const add = (text: string, left = false): void => void cells.push({ text, left });
  const user = stat === undefined ? '?' : options.numeric ? undefined : names.user(stat.uid);
  const group = stat === undefined ? '?' : options.numeric ? undefined : names.group(stat.gid);
  if (options.inode) add(stat === undefined ? '?' : String(stat.ino));
  if (options.blocks) add(stat === undefined ? '?' : printBlocks(stat.blocks * 512, options.blockSize));
  const unknown = `${modeString(entry.kind, 0)[0]}?????????`;
  add(stat === undefined ? unknown : modeString(stat.kind, stat.mode), true);
  add(stat === undefined ? '?' : String(stat.nlink));
  if (options.owner) add(user ?? String(stat!.uid), user !== undefined);
  if (options.group) add(group ?? String(stat!.gid), group !== undefined);
  if (options.author) add(user ?? String(stat!.uid), user !== undefined);
  if (options.context) add('?', true);
  add(sizeText(stat, options.size, majorWidth, minorWidth));
  add(stat === undefined ? '?' : timeText(stat[options.time], style));
  return cells;
}

/** One line for each entry, its columns as wide as the widest, those of `beside` among them. */
export function longLines(
  entries: readonly Entry[],
  style: LongStyle,
  colours: Colours | undefined,
  beside: readonly Entry[] = [],
): string[] {
  const { options } = style;
  const devices = entries.flatMap(({ stat }) => (stat?.kind === 'char' || stat?.kind === 'block' ? [stat.rdev] : []));
  const majorWidth = Math.max(0, ...devices.map(({ major }) => String(major).length));
  const minorWidth = Math.max(0, ...devices.map(({ minor }) => String(minor).length));
  const rows = entries.map(entry => cellsOf(entry, style, majorWidth, minorWidth));
  const others = beside.map(entry => cellsOf(entry, style, majorWidth, minorWidth));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...[...rows, ...others].map(row => textWidth(row[column]!.text))));
  const names = entries.map(entry => shownName(entry.name, options, false));
  const align = options.quoting === 'shell-escape' && names.some(name => /^['"$]/.test(name));
  return entries.map((entry, at) => {
    const cells = rows[at]!.map(({ text, left }, column) => {
      const room = ' '.repeat(widths[column]! - textWidth(text));
      return left ? text + room : room + text;
    });
    const lead = align && !/^['"$]/.test(names[at]!) ? ' ' : '';
    return `${cells.join(' ')} ${lead}${nameText(entry, names[at]!, options, colours)}`;
  });
}

function nameText(entry: Entry, name: string, options: LsOptions, colours: Colours | undefined): string {
  const { stat, kind, target, targetStat } = entry;
  const broken = kind === 'symlink' && targetStat === undefined;
  const base = { name: baseName(entry.name), kind, mode: stat?.mode ?? 0, nlink: stat?.nlink ?? 1, broken };
  const painted = colours?.paint(name, base) ?? name;
  if (target === undefined) return painted + indicatorOf(options.indicator, kind, stat?.mode ?? 0);
  const shown = shownName(target, options, false);
  if (targetStat === undefined) return `${painted} -> ${shown}`;
  const mark = options.indicator === 'none' ? '' : indicatorOf(options.indicator, targetStat.kind, targetStat.mode);
  const end =
    colours?.paint(shown, { name: baseName(target), kind: targetStat.kind, mode: targetStat.mode, nlink: targetStat.nlink }) ?? shown;
  return `${painted} -> ${end}${mark}`;
}

// The forms of diff's output: normal, unified, context, ed-like brief ones, side by side. As GNU diffutils 3.12.

import { textWidth } from '../lib/width.ts';
import type { Change } from './hunks.ts';

export interface Side {
  label: string;
  lines: readonly string[];
  /** The last line ends in a newline. */
  ended: boolean;
}

const MISSING = '\\ No newline at end of file\n';

const lineOf = (side: Side, at: number, lead: string): string =>
  `${lead}${side.lines[at]}\n${at === side.lines.length - 1 && !side.ended ? MISSING : ''}`;

function* range(from: number, to: number): Generator<number> {
  for (let at = from; at < to; at++) yield at;
}

const span = (from: number, to: number): string => (to - from <= 1 ? String(to === from ? from : from + 1) : `${from + 1},${to}`);

export function normal(a: Side, b: Side, changes: readonly Change[]): string {
  let text = '';
  for (const { aFrom, aTo, bFrom, bTo } of changes) {
    const letter = aFrom === aTo ? 'a' : bFrom === bTo ? 'd' : 'c';
    text += `${span(aFrom, aTo)}${letter}${span(bFrom, bTo)}\n`;
    for (const at of range(aFrom, aTo)) text += lineOf(a, at, '< ');
    if (letter === 'c') text += '---\n';
    for (const at of range(bFrom, bTo)) text += lineOf(b, at, '> ');
  }
  return text;
}

/** Changes whose contexts touch, together. */
function grouped(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.aFrom - last.aTo <= 2 * context) groups.at(-1)!.push(change);
    else groups.push([change]);
  }
  return groups;
}

function bounds(group: readonly Change[], a: Side, b: Side, context: number): Change {
  const [first, last] = [group[0]!, group.at(-1)!];
  const before = Math.min(context, first.aFrom, first.bFrom);
  const after = Math.min(context, a.lines.length - last.aTo, b.lines.length - last.bTo);
  return { aFrom: first.aFrom - before, aTo: last.aTo + after, bFrom: first.bFrom - before, bTo: last.bTo + after };
}

const unifiedSpan = (from: number, to: number): string =>
  to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`;

export function unified(a: Side, b: Side, changes: readonly Change[], context: number): string {
  let text = `--- ${a.label}\n+++ ${b.label}\n`;
  for (const group of grouped(changes, context)) {
    const whole = bounds(group, a, b, context);
    text += `@@ -${unifiedSpan(whole.aFrom, whole.aTo)} +${unifiedSpan(whole.bFrom, whole.bTo)} @@\n`;
    let at = whole.aFrom;
    for (const change of group) {
      for (const line of range(at, change.aFrom)) text += lineOf(a, line, ' ');
      for (const line of range(change.aFrom, change.aTo)) text += lineOf(a, line, '-');
      for (const line of range(change.bFrom, change.bTo)) text += lineOf(b, line, '+');
      at = change.aTo;
    }
    for (const line of range(at, whole.aTo)) text += lineOf(a, line, ' ');
  }
  return text;
}

export function context(a: Side, b: Side, changes: readonly Change[], lines: number): string {
  let text = `*** ${a.label}\n--- ${b.label}\n`;
  for (const group of grouped(changes, lines)) {
    const whole = bounds(group, a, b, lines);
    text += `***************\n*** ${span(whole.aFrom, whole.aTo)} ****\n`;
    const half = (side: Side, from: number, to: number, mark: string, ends: (change: Change) => [number, number]): string => {
      let part = '';
      let at = from;
      for (const change of group) {
        const [start, stop] = ends(change);
        for (const line of range(at, start)) part += lineOf(side, line, '  ');
        const both = change.aFrom !== change.aTo && change.bFrom !== change.bTo;
        for (const line of range(start, stop)) part += lineOf(side, line, both ? '! ' : `${mark} `);
        at = stop;
      }
      for (const line of range(at, to)) part += lineOf(side, line, '  ');
      return part;
    };
    if (group.some(change => change.aFrom !== change.aTo))
      text += half(a, whole.aFrom, whole.aTo, '-', change => [change.aFrom, change.aTo]);
    text += `--- ${span(whole.bFrom, whole.bTo)} ----\n`;
    if (group.some(change => change.bFrom !== change.bTo))
      text += half(b, whole.bFrom, whole.bTo, '+', change => [change.bFrom, change.bTo]);
  }
  return text;
}

export function ed(b: Side, changes: readonly Change[]): string {
  let text = '';
  for (const { aFrom, aTo, bFrom, bTo } of [...changes].reverse()) {
    const letter = aFrom === aTo ? 'a' : bFrom === bTo ? 'd' : 'c';
    text += `${span(aFrom, aTo)}${letter}\n`;
    for (const at of range(bFrom, bTo)) text += `${b.lines[at]}\n`;
    if (letter !== 'd') text += '.\n';
  }
  return text;
}

const TAB = 8;

/** As wide as the half column: cut, tabs as they stand on the screen. */
function cell(line: string, width: number): { text: string; width: number } {
  let text = '';
  let at = 0;
  for (const char of line) {
    const next = char === '\t' ? at + TAB - (at % TAB) : at + textWidth(char);
    if (next > width) break;
    text += char;
    at = next;
  }
  return { text, width: at };
}

function tabsTo(from: number, to: number): string {
  let text = '';
  let at = from;
  for (let stop = at + TAB - (at % TAB); stop <= to; stop += TAB) {
    text += '\t';
    at = stop;
  }
  return text + ' '.repeat(to - at);
}

export function sideBySide(a: Side, b: Side, changes: readonly Change[], width: number, how: { left: boolean; suppress: boolean }): string {
  const offset = Math.floor((width + TAB + 3) / (2 * TAB)) * TAB;
  const half = Math.max(0, Math.min(offset - 3, width - offset));
  const right = half > 0 ? offset : width;
  const row = (left: string | undefined, mark: string, other: string | undefined): string => {
    const one = left === undefined ? { text: '', width: 0 } : cell(left, half);
    let text = one.text;
    let at = one.width;
    if (mark !== ' ') {
      text += tabsTo(at, Math.floor((half + right - 1) / 2)) + mark;
      at = Math.floor((half + right - 1) / 2) + 1;
    }
    if (other !== undefined && other !== '') text += tabsTo(at, right) + cell(other, half).text;
    return `${text}\n`;
  };
  let text = '';
  let at = 0;
  let to = 0;
  const same = (until: number): void => {
    for (; at < until; at++, to++)
      if (!how.suppress) text += how.left ? row(a.lines[at], '(', undefined) : row(a.lines[at], ' ', b.lines[to]);
  };
  for (const change of changes) {
    same(change.aFrom);
    const pairs = Math.min(change.aTo - change.aFrom, change.bTo - change.bFrom);
    for (let pair = 0; pair < pairs; pair++) text += row(a.lines[at++], '|', b.lines[to++]);
    for (; at < change.aTo; at++) text += row(a.lines[at], '<', undefined);
    for (; to < change.bTo; to++) text += row(undefined, '>', b.lines[to]);
  }
  same(a.lines.length);
  return text;
}

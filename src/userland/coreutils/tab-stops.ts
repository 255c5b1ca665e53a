// The tab stops that expand and unexpand take by -t and by the old -N.

import type { Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export interface TabStops {
  list: number[];
  /** Beyond the list: each so many columns; 0 where only the list counts. */
  every: number;
}

/** Reads -t and -N; no option is each 8 columns. */
export function tabStops(tool: Tool): TabStops {
  const old = tool.given
    .filter(({ option }) => /^-\d$/.test(option))
    .map(({ option }) => option.slice(1))
    .join('');
  const text = tool.value('-t') ?? (old === '' ? '8' : old);
  const list: number[] = [];
  let every = 0;
  for (const part of text.split(/[, ]/)) {
    if (part === '') continue;
    if (!/^[/+]?\d+$/.test(part)) tool.fail(`tab size contains invalid character(s): ${quote(part)}`);
    const size = Number(part.replace(/^[/+]/, ''));
    if (size === 0) tool.fail('tab size cannot be 0');
    if (/^[/+]/.test(part)) every = size;
    else {
      if (list.length > 0 && size <= list.at(-1)!) tool.fail('tab sizes must be ascending');
      list.push(size);
    }
  }
  return list.length === 1 && every === 0 ? { list: [], every: list[0]! } : { list, every };
}

/** The column of the next stop; one space where there is none left. */
export function nextStop({ list, every }: TabStops, column: number): number {
  const listed = list.find(stop => stop > column);
  if (listed !== undefined) return listed;
  return every > 0 ? column + every - (column % every) : column + 1;
}

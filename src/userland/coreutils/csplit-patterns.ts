// The patterns of csplit: line numbers, /REGEXP/OFFSET, %REGEXP%OFFSET, {REPEATS}. As GNU coreutils 9.10.

import { byteString } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { compileBre, RegexError } from '../lib/regex.ts';

export interface Cut {
  /** As it was given, for messages. */
  text: string;
  line: number;
  pattern: RegExp | undefined;
  offset: number;
  /** %REGEXP%: what comes before is not written. */
  skips: boolean;
  repeats: number;
}

/** Reads the patterns; the first that is wrong ends the program. */
export async function readCuts(tool: Tool, texts: readonly string[]): Promise<Cut[]> {
  const cuts: Cut[] = [];
  let before = 0;
  for (const text of texts) {
    const last = cuts.at(-1);
    if (text.startsWith('{') && last !== undefined && last.repeats === 0) {
      last.repeats = repeatsOf(tool, text);
      continue;
    }
    if (text.startsWith('/') || text.startsWith('%')) {
      cuts.push(matchOf(tool, text));
      continue;
    }
    if (!/^\d+$/.test(text)) tool.fail(`${quote(text)}: invalid pattern`);
    const line = Number(text);
    if (line === 0) tool.fail(`${text}: line number must be greater than zero`);
    if (line < before) tool.fail(`line number ${quote(text)} is smaller than preceding line number, ${before}`);
    if (line === before) await tool.warn(`warning: line number ${quote(text)} is the same as preceding line number`, 0);
    before = line;
    cuts.push({ text, line, pattern: undefined, offset: 0, skips: false, repeats: 0 });
  }
  return cuts;
}

function repeatsOf(tool: Tool, text: string): number {
  if (!text.endsWith('}')) tool.fail(`${quote(text)}: '}' is required in repeat count`);
  const count = text.slice(1, -1);
  if (count === '*') return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(count)) tool.fail(`${quote(`{${count}`)}}: integer required between '{' and '}'`);
  return Number(count);
}

function matchOf(tool: Tool, text: string): Cut {
  const mark = text[0]!;
  const end = text.lastIndexOf(mark);
  if (end === 0) tool.fail(`${text}: closing delimiter '${mark}' missing`);
  const after = text.slice(end + 1);
  if (after !== '' && !/^[+-]?\d+$/.test(after)) tool.fail(`${quote(text)}: integer expected after delimiter`);
  try {
    const pattern = compileBre(byteString(text.slice(1, end)));
    return { text, line: 0, pattern, offset: Number(after), skips: mark === '%', repeats: 0 };
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return tool.fail(`${quote(text)}: invalid regular expression: Invalid regular expression`);
  }
}

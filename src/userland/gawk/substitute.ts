// sub, gsub, gensub and match. As gawk 5.3.

import type { AwkArray } from './array.ts';
import { characters } from './builtins.ts';
import type { Runtime } from './runtime.ts';
import type { Value } from './value.ts';
import { inputValue } from './value.ts';

/** The text that takes a match's place: & is the match, \\& an ampersand; in gensub \\1 is a group. */
function replacement(text: string, match: RegExpExecArray, groups: boolean): string {
  if (!/[\\&]/.test(text)) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const next = text[at + 1];
    if (char === '&') result += match[0];
    else if (char === '\\' && next !== undefined && (next === '&' || next === '\\')) {
      if (next === '&' || groups || text[at + 2] === '&') {
        result += next === '\\' && !groups && text[at + 2] === '&' ? `\\` : next;
        at++;
      } else result += char;
    } else if (char === '\\' && groups && next !== undefined && /\d/.test(next)) {
      result += match[Number(next)] ?? '';
      at++;
    } else result += char;
  }
  return result;
}

/** Replaces matches in a text: the `which`th, or all. The new text and how many were replaced. */
export function replace(regex: RegExp, by: string, text: string, which: number | 'all', groups = false): { text: string; count: number } {
  let result = '';
  let from = 0;
  let seen = 0;
  let count = 0;
  let previousEnd = -1;
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const end = match.index + match[0].length;
    if (!(match[0] === '' && match.index === previousEnd)) {
      seen++;
      if (which === 'all' || seen === which) {
        result += text.slice(from, match.index) + replacement(by, match, groups);
        from = end;
        count++;
        if (which !== 'all') break;
      }
    }
    previousEnd = end;
    if (match[0] !== '') regex.lastIndex = end;
    else {
      if (end >= text.length) break;
      regex.lastIndex = end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
    }
  }
  return { text: count > 0 ? result + text.slice(from) : text, count };
}

/** match(): sets RSTART and RLENGTH, and the array of the groups. */
export function matchText(runtime: Runtime, text: string, regex: RegExp, into: AwkArray | undefined): number {
  regex.lastIndex = 0;
  const found = regex.exec(text);
  into?.clear();
  const start = found === null ? 0 : characters(text.slice(0, found.index)) + 1;
  runtime.global('RSTART').set(start);
  runtime.global('RLENGTH').set(found === null ? -1 : characters(found[0]));
  if (found === null || into === undefined) return start;
  let search = found.index;
  for (const [group, part] of found.entries()) {
    if (part === undefined) continue;
    into.set(String(group), inputValue(part));
    const at = group === 0 ? found.index : text.indexOf(part, search);
    search = group === 0 ? found.index : at;
    const place: Value = characters(text.slice(0, at)) + 1;
    into.set(`${group}${runtime.subsep}start`, place);
    into.set(`${group}${runtime.subsep}length`, characters(part));
  }
  return start;
}

// Alias expansion: on the text, before it is parsed for good. As bash 5.3's parse.y: alias_expand_token.

import { commandNames } from './parse.ts';

/** The text with its commands' aliases replaced. A name is not replaced again inside its own value. */
export function expandAliases(source: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0 || ![...aliases.keys()].some(name => source.includes(name))) return source;
  const edits: { at: number; end: number; text: string }[] = [];
  for (const { at, end, next } of commandNames(source)) {
    const value = aliasValue(source.slice(at, end), aliases, new Set());
    if (value === undefined) continue;
    edits.push({ at, end, text: value });
    if (!/[ \t]$/.test(value) || next === undefined) continue;
    const second = aliasValue(source.slice(next.at, next.end), aliases, new Set());
    if (second !== undefined) edits.push({ at: next.at, end: next.end, text: second });
  }
  edits.sort((a, b) => b.at - a.at);
  let text = source;
  for (const { at, end, text: value } of edits) text = text.slice(0, at) + value + text.slice(end);
  return text;
}

/** The whole value of an alias, its own first word expanded in turn. */
function aliasValue(name: string, aliases: ReadonlyMap<string, string>, seen: Set<string>): string | undefined {
  const value = aliases.get(name);
  if (value === undefined || seen.has(name)) return undefined;
  seen.add(name);
  const first = /^[ \t]*([^\s;&|()<>'"\\$`]+)/.exec(value);
  if (first === null) return value;
  const inner = aliasValue(first[1]!, aliases, seen);
  if (inner === undefined) return value;
  const at = first[0].length - first[1]!.length;
  return value.slice(0, at) + inner + value.slice(first[0].length);
}

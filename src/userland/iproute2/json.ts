// iproute2's JSON writer (lib/json_writer.c): its own spacing where -p asks for it to be pretty.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The text of a value; members that are undefined are left out. Without `pretty` on one line. */
export function printJson(value: Json, pretty: boolean): string {
  return pretty ? prettyText(value, 0) : compactText(value);
}

function compactText(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(compactText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter((member): member is [string, Json] => member[1] !== undefined);
    return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${compactText(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const indent = (depth: number): string => `\n${' '.repeat(depth * 4)}`;

function prettyText(value: Json, depth: number): string {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(item => prettyText(item, depth + 1));
    return items.length === 0 ? '[ ]' : `[ ${items.join(',')} ]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter((member): member is [string, Json] => member[1] !== undefined);
  if (members.length === 0) return '{}';
  return `{${members.map(([key, item]) => `${indent(depth + 1)}${JSON.stringify(key)}: ${prettyText(item, depth + 1)}`).join(',')}${indent(depth)}}`;
}

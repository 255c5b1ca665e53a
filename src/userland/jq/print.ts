// JSON written: indented, compact, sorted, in colour. As jq 1.8.

import { isNumber, type Json, JsonObject, NumberText, numberText, sortedKeys } from './json.ts';

export interface PrintStyle {
  /** What one level is indented by; undefined is all on one line. */
  indent: string | undefined;
  sort: boolean;
  ascii: boolean;
  colors: readonly string[] | undefined;
}

/** null, false, true, numbers, strings, arrays, objects, object keys. */
export const DEFAULT_COLORS = ['0;90', '0;39', '0;39', '0;39', '0;32', '1;39', '1;39', '1;34'] as const;

const ESCAPED = /["\\\u0000-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A string as JSON. */
export function printString(text: string, ascii = false): string {
  let shown = text.replace(ESCAPED, char => {
    const code = char.charCodeAt(0);
    return NAMED[char] ?? (code >= 0xd800 ? '\ufffd' : `\\u${code.toString(16).padStart(4, '0')}`);
  });
  if (ascii) shown = shown.replace(/[\u0080-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${shown}"`;
}

function scalar(value: Json, ascii: boolean): string {
  if (typeof value === 'string') return printString(value, ascii);
  if (value instanceof NumberText) return value.text;
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** On one line, without colours: tojson, and what messages show. */
export function compact(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (value instanceof JsonObject) return `{${[...value].map(([key, inner]) => `${printString(key)}:${compact(inner)}`).join(',')}}`;
  return scalar(value, false);
}

/** A value in a style. */
export function printJson(value: Json, style: PrintStyle): string {
  return style.colors === undefined ? plain(value, style, '') : coloured(value, style, style.colors, '');
}

function plain(value: Json, style: PrintStyle, lead: string): string {
  const { indent, ascii } = style;
  if (!Array.isArray(value) && !(value instanceof JsonObject)) return scalar(value, ascii);
  const array = Array.isArray(value);
  const colon = indent === undefined ? ':' : ': ';
  const inner = lead + (indent ?? '');
  const parts = array
    ? value.map(item => plain(item, style, inner))
    : keysOf(value, style).map(key => `${printString(key, ascii)}${colon}${plain(value.get(key)!, style, inner)}`);
  if (parts.length === 0) return array ? '[]' : '{}';
  if (indent === undefined) return array ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
  const body = parts.join(`,\n${inner}`);
  return array ? `[\n${inner}${body}\n${lead}]` : `{\n${inner}${body}\n${lead}}`;
}

const keysOf = (object: JsonObject, { sort }: PrintStyle): string[] => (sort ? sortedKeys(object) : [...object.keys()]);
const RESET = '\x1b[0m';

function colorOf(value: Json, colors: readonly string[]): string {
  if (value === null) return colors[0]!;
  if (value === false) return colors[1]!;
  if (value === true) return colors[2]!;
  if (isNumber(value)) return colors[3]!;
  if (typeof value === 'string') return colors[4]!;
  return Array.isArray(value) ? colors[5]! : colors[6]!;
}

function coloured(value: Json, style: PrintStyle, colors: readonly string[], lead: string): string {
  const start = `\x1b[${colorOf(value, colors)}m`;
  if (!Array.isArray(value) && !(value instanceof JsonObject)) return `${start}${scalar(value, style.ascii)}${RESET}`;
  const array = Array.isArray(value);
  const [open, close] = array ? ['[', ']'] : ['{', '}'];
  const inner = lead + (style.indent ?? '');
  const newline = style.indent === undefined ? '' : `\n${inner}`;
  const keyColor = `\x1b[${colors[7]}m`;
  const parts = array
    ? value.map(item => coloured(item, style, colors, inner))
    : keysOf(value, style).map(
        key =>
          `${keyColor}${printString(key, style.ascii)}${RESET}${start}:${style.indent === undefined ? '' : ' '}${RESET}${coloured(value.get(key)!, style, colors, inner)}`,
      );
  if (parts.length === 0) return `${start}${open}${close}${RESET}`;
  const end = style.indent === undefined ? '' : `\n${lead}`;
  const comma = `${start},${RESET}`;
  return `${start}${open}${RESET}${newline}${parts.join(`${comma}${newline}`)}${end}${start}${close}${RESET}`;
}

// JSON as Go's encoding/json writes it: map keys sorted, its own escapes, its own indentation.

/** Go's order of strings: by bytes of UTF-8, which is by code points. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const surrogates = (a >= 0xd800 && a <= 0xdfff ? 1 : 0) - (b >= 0xd800 && b <= 0xdfff ? 1 : 0);
    return surrogates !== 0 ? surrogates : a - b;
  }
  return left.length - right.length;
}

export interface JsonHow {
  /** Map keys in order, as Go writes a map; structs keep theirs. */
  sorted?: boolean;
  /** Escapes <, > and & as encoding/json does unless told otherwise. */
  html?: boolean;
  indent?: string;
}

/** A string as JSON. */
export function jsonString(text: string, html = false): string {
  const plain = JSON.stringify(text).replace(/[\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16)}`);
  return html ? plain.replace(/[<>&]/g, char => `\\u00${char.charCodeAt(0).toString(16)}`) : plain;
}

/** A value as JSON; undefined properties are left out. */
export function goJson(value: unknown, how: JsonHow = {}): string {
  return write(value, how, how.indent === undefined ? undefined : '\n');
}

function write(value: unknown, how: JsonHow, margin: string | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return jsonString(value, how.html);
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  const inner = margin === undefined ? undefined : margin + how.indent!;
  if (Array.isArray(value)) {
    return wrap(
      '[]',
      value.map(item => write(item, how, inner)),
      margin,
      inner,
    );
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (how.sorted) entries.sort(([left], [right]) => compareBytes(left, right));
  const colon = inner === undefined ? ':' : ': ';
  return wrap(
    '{}',
    entries.map(([key, item]) => `${jsonString(key, how.html)}${colon}${write(item, how, inner)}`),
    margin,
    inner,
  );
}

function wrap(brackets: string, items: readonly string[], margin: string | undefined, inner: string | undefined): string {
  if (items.length === 0) return brackets;
  return inner === undefined
    ? brackets[0] + items.join(',') + brackets[1]
    : brackets[0] + inner + items.join(`,${inner}`) + margin + brackets[1];
}

/** A float64 as encoding/json writes it: exponents below 1e-6 and from 1e21 on. */
function goNumber(value: number): string {
  return String(value)
    .replace(/e([+-])(\d)$/, 'e$10$2')
    .replace(/e\+0(\d)$/, 'e+0$1');
}

/** JSON text laid out anew, its numbers and strings as they were written. As json.Indent. */
export function indentJson(text: string, indent: string): string {
  let out = '';
  let depth = 0;
  const margin = (): string => `\n${indent.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    if (token === '{' || token === '[') {
      out += token;
      depth++;
      out += margin();
    } else if (token === '}' || token === ']') {
      depth--;
      out = /[[{]\s*$/.test(out.slice(-2 - indent.length * (depth + 1))) ? out.trimEnd() + token : out + margin() + token;
    } else if (token === ',') out += `,${margin()}`;
    else out += token === ':' ? ': ' : token;
  }
  return out;
}

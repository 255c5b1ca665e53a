// The escapes that sed resolves itself before a pattern or text is read: \t, \x41, \o101, \d065, \cA. As GNU sed 4.9.

const NAMED: Readonly<Record<string, string>> = { a: '\x07', f: '\f', r: '\r', t: '\t', v: '\v' };

/** One escape at a backslash: its character and length, or undefined where it is none of these. */
export function numericEscape(text: string, at: number): { character: string; length: number } | undefined {
  const next = text[at + 1];
  if (next === undefined) return undefined;
  const named = NAMED[next];
  if (named !== undefined) return { character: named, length: 2 };
  const rest = text.slice(at + 2);
  const digits =
    next === 'x'
      ? /^[0-9a-fA-F]{1,2}/.exec(rest)
      : next === 'o'
        ? /^[0-7]{1,3}/.exec(rest)
        : next === 'd'
          ? /^[0-9]{1,3}/.exec(rest)
          : null;
  if (digits !== null) {
    const code = Number.parseInt(digits[0], next === 'x' ? 16 : next === 'o' ? 8 : 10) & 255;
    return { character: code < 0x80 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code), length: 2 + digits[0].length };
  }
  if (next !== 'c' || rest === '') return undefined;
  return { character: String.fromCharCode(rest.toUpperCase().charCodeAt(0) ^ 0x40), length: 3 };
}

/** A pattern with these escapes resolved; characters that would be operators stay quoted. */
export function resolvePattern(pattern: string): string {
  let text = '';
  let inBracket = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (inBracket) {
      if (char === ']') inBracket = false;
      if (char === '[' && /^\[[:.=]/.test(pattern.slice(at))) {
        const end = pattern.indexOf(`${pattern[at + 1]}]`, at + 2);
        if (end > 0) {
          text += pattern.slice(at, end + 2);
          at = end + 1;
          continue;
        }
      }
      const escape =
        char === '\\'
          ? pattern[at + 1] === 'n'
            ? { character: '\n', length: 2 }
            : pattern[at + 1] === ']'
              ? undefined
              : numericEscape(pattern, at)
          : undefined;
      text += escape?.character ?? char;
      at += (escape?.length ?? 1) - 1;
      continue;
    }
    if (char === '[') {
      inBracket = true;
      const lead = /^\[\^?\]?/.exec(pattern.slice(at))![0];
      text += lead;
      at += lead.length - 1;
      continue;
    }
    if (char !== '\\') {
      text += char;
      continue;
    }
    const found = numericEscape(pattern, at);
    if (found === undefined) {
      text += pattern.slice(at, at + 2);
      at++;
    } else {
      text += /[\\^$.*[\]+?(){}|/]/.test(found.character) ? `\\${found.character}` : found.character;
      at += found.length - 1;
    }
  }
  return text;
}

/** A text (of a, i, c or y) with its escapes resolved. */
export function resolveText(source: string): string {
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const found = source[at] === '\\' ? numericEscape(source, at) : undefined;
    if (found !== undefined) {
      text += found.character;
      at += found.length - 1;
    } else if (source[at] === '\\') text += source[++at] ?? '';
    else text += source[at];
  }
  return text;
}

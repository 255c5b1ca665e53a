// Quoting of names in messages and listings. As gnulib's quotearg, in a UTF-8 locale.

/** quote(): in ‘ ’, with C escapes. For words that are no file names. */
export const quote = (text: string): string => `‘${escapeC(text, '’')}’`;

/** quoteaf(): always in shell quotes. */
export const quoteAlways = (text: string): string => shellQuote(text, true);

/** quotef(): in shell quotes where it has to be, a colon among the reasons. */
export const quoteName = (text: string): string => (text.includes(':') ? shellQuote(text, true) : shellQuote(text, false));

const SPECIAL = /[\s!"#$&'()*;<=>?[\\^`|~\x00-\x1f\x7f{}\ufffd]|[\udc80-\udcff]/;
const CONTROL = /[\x00-\x1f\x7f\udc80-\udcff]/;

/** The shell-escape style of ls: quotes only what a shell would read otherwise, $'' for what cannot be printed. */
export function shellQuote(text: string, always: boolean): string {
  if (text === '') return "''";
  if (!needsQuotes(text)) return always ? `'${text}'` : text;
  if (!CONTROL.test(text)) {
    if (!text.includes("'")) return `'${text}'`;
    if (!/["\\$`!]/.test(text)) return `"${text}"`;
    return `'${text.replaceAll("'", "'\\''")}'`;
  }
  let quoted = "'";
  let escaping = false;
  for (const character of text) {
    if (CONTROL.test(character) && character.length === 1) {
      if (!escaping) quoted += "'$'";
      escaping = true;
      quoted += escapeControl(character);
      continue;
    }
    if (escaping) quoted += "''";
    escaping = false;
    quoted += character === "'" ? "'\\''" : character;
  }
  return `${quoted}'`;
}

function needsQuotes(text: string): boolean {
  if (!SPECIAL.test(text)) return false;
  // These are special only as a word's first character, or as the whole word.
  const rest = text.replace(/^[#~]/, '\n');
  if (/[#~{}]/.test(text) && !SPECIAL.test(rest.replace(/[#~{}]/g, '')) && !rest.startsWith('\n')) return text === '{' || text === '}';
  return true;
}

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeControl(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return `\\${(code >= 0xdc80 ? code - 0xdc00 : code).toString(8).padStart(3, '0')}`;
}

/** The C style's escapes, without quotes round it; `close` is the quote that needs a backslash. */
export function escapeC(text: string, close = ''): string {
  let escaped = '';
  for (const character of text) {
    if (character === '\\') escaped += '\\\\';
    else if (character === close) escaped += `\\${character}`;
    else escaped += CONTROL.test(character) && character.length === 1 ? escapeControl(character) : character;
  }
  return escaped;
}

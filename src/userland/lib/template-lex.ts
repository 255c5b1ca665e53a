// Go's text/template: the words inside one action. As text/template/parse/lex.go of Go 1.25.

export interface Token {
  kind: 'dot' | 'nil' | 'field' | 'variable' | 'identifier' | 'keyword' | 'string' | 'number' | 'bool' | 'mark';
  text: string;
  pos: number;
  value?: string | number | boolean;
  float?: boolean;
  /** It follows the word before it without a space. */
  joined: boolean;
}

export class LexError extends Error {
  readonly pos: number;
  constructor(pos: number, words: string) {
    super(words);
    this.pos = pos;
  }
}

const KEYWORDS = new Set(['if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue']);
const RULES: readonly [RegExp, Token['kind']][] = [
  [/^"(?:[^"\\\n]|\\.)*"/, 'string'],
  [/^`[^`]*`/, 'string'],
  [/^'(?:[^'\\\n]|\\.)+'/, 'number'],
  [/^\$[\p{L}\p{N}_]*/u, 'variable'],
  [/^\.[\p{L}_][\p{L}\p{N}_]*/u, 'field'],
  [/^[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/, 'number'],
  [/^\./, 'dot'],
  [/^[\p{L}_][\p{L}\p{N}_]*/u, 'identifier'],
  [/^:=|^[=|(),]/, 'mark'],
];

/** The words from `start` up to the action's end, with where the text goes on and whether white space after it is trimmed. Throws LexError. */
export function lexAction(text: string, start: number): { tokens: Token[]; end: number; trims: boolean } {
  const tokens: Token[] = [];
  let at = start;
  let depth = 0;
  let joined = false;
  for (;;) {
    const rest = text.slice(at);
    const close = /^(\s+-)?\}\}/.exec(rest);
    if (close) {
      if (depth > 0) throw new LexError(at, 'unclosed left paren');
      return { tokens, end: at + close[0].length, trims: close[1] !== undefined };
    }
    if (rest === '') throw new LexError(Math.max(0, at - 1), 'unclosed action');
    const space = /^\s+/.exec(rest);
    if (space) {
      at += space[0].length;
      joined = false;
      continue;
    }
    const token = lexToken(rest, at, joined);
    if (token.text === '(') depth++;
    if (token.text === ')' && --depth < 0) throw new LexError(at, 'unexpected right paren');
    tokens.push(token);
    at += token.text.length;
    joined = true;
  }
}

function lexToken(rest: string, pos: number, joined: boolean): Token {
  for (const [pattern, kind] of RULES) {
    const text = pattern.exec(rest)?.[0];
    if (text === undefined) continue;
    const next = rest[text.length] ?? '';
    if (
      /^(field|variable|identifier)$/.test(kind) &&
      next !== '' &&
      !/^[\s.,|:()]/.test(next) &&
      !/^-?\}\}/.test(rest.slice(text.length))
    ) {
      const code = next.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      throw new LexError(pos, `bad character U+${code} '${next}'`);
    }
    const token: Token = { kind, text, pos, joined };
    if (kind === 'identifier') return word(token);
    if (kind === 'string') token.value = text.startsWith('`') ? text.slice(1, -1) : unquote(text.slice(1, -1));
    if (kind === 'number') number(token);
    return token;
  }
  if (rest.startsWith('"')) throw new LexError(pos, 'unterminated quoted string');
  if (rest.startsWith('`')) throw new LexError(pos, 'unterminated raw quoted string');
  if (rest.startsWith("'")) throw new LexError(pos, 'unterminated character constant');
  const char = String.fromCodePoint(rest.codePointAt(0)!);
  if (/^[\x21-\x7e]$/.test(char)) return { kind: 'mark', text: char, pos, joined };
  const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  throw new LexError(pos, `unrecognized character in action: U+${code} '${char}'`);
}

function word(token: Token): Token {
  if (KEYWORDS.has(token.text)) token.kind = 'keyword';
  else if (token.text === 'nil') token.kind = 'nil';
  else if (token.text === 'true' || token.text === 'false') Object.assign(token, { kind: 'bool', value: token.text === 'true' });
  return token;
}

function number(token: Token): void {
  const { text } = token;
  if (text.startsWith("'")) {
    token.value = unquote(text.slice(1, -1)).codePointAt(0) ?? 0;
    return;
  }
  const plain = text.replaceAll('_', '').replace(/^\+/, '');
  token.float = !/^-?0[xXbBoO]/.test(plain) && /[.eE]/.test(plain);
  token.value = plain.startsWith('-') ? -Number(plain.slice(1)) : Number(plain);
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A Go string literal's inside. */
export const unquote = (text: string): string =>
  text.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/gs, (_, code: string) => {
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    return ESCAPES[code] ?? code;
  });

// The grammar's ground: tokens looked at and taken, and the stop where one cannot be.

import type { Word } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { type Token, Tokens } from './tokens.ts';

/** Where and why a text is not a whole command. */
export interface SyntaxStop {
  kind: 'more' | 'wrong';
  /** The token that cannot be; '' for the end of the text. */
  token: string;
  isWord: boolean;
  at: number;
  expecting?: string | undefined;
  /** The innermost construct that is open at the end. */
  open?: { word: string; at: number } | undefined;
  unclosed?: string | undefined;
  /** Lines of their own that come before "syntax error near". */
  words?: string | undefined;
  /** All that is said: no token, and this in the place of the line. */
  shown?: string | undefined;
  /** Ends what was read with it, and no more: the mistake is within NAME=(…). */
  discards?: boolean | undefined;
  /** It is within $(…), or is the ")" that ends it too early. */
  inSubstitution?: 'within' | 'end' | undefined;
}

/** What decides how a text is read, beside the dialect. */
export interface Reading {
  extglob?: boolean;
  aliases?: ReadonlyMap<string, string> | undefined;
}

export class Stopped extends Error {
  readonly stop: SyntaxStop;

  constructor(stop: SyntaxStop) {
    super(stop.token);
    this.stop = stop;
  }
}

const POSIX_RESERVED = ['!', '{', '}', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while'];

export class TokenGrammar {
  protected readonly tokens: Tokens;
  protected readonly bash: boolean;
  protected readonly features: Dialect['features'];
  protected readonly reserved: Set<string>;
  protected readonly open: { word: string; at: number }[] = [];

  protected readonly aliases: ReadonlyMap<string, string> | undefined;

  constructor(source: string, dialect: Dialect, reading: Reading) {
    this.aliases = reading.aliases !== undefined && reading.aliases.size > 0 ? reading.aliases : undefined;
    this.features = dialect.features;
    this.bash = dialect.kind === 'bash';
    this.tokens = new Tokens(source, dialect.features, reading.extglob === true, stop => {
      throw new Stopped({ ...stop, open: undefined });
    });
    this.reserved = new Set(POSIX_RESERVED);
    if (dialect.features.conditional) this.reserved.add('[[').add(']]');
    if (dialect.features.functionKeyword) this.reserved.add('function');
    if (dialect.features.bashKeywords) for (const word of ['select', 'time', 'coproc']) this.reserved.add(word);
  }

  protected peek(): Token {
    return this.tokens.peek();
  }

  protected next(): Token {
    return this.tokens.next();
  }

  protected isOperator(text: string): boolean {
    const token = this.peek();
    return token.kind === 'operator' && token.text === text;
  }

  /** The reserved word that comes next, where one may stand. */
  protected reservedNext(): string | undefined {
    const token = this.peek();
    return token.kind === 'word' && this.reserved.has(token.text) ? token.text : undefined;
  }

  protected wrong(token: Token, expecting?: string, words?: string): never {
    const ends = token.kind === 'end';
    throw new Stopped({
      kind: ends ? 'more' : 'wrong',
      token: ends ? '' : token.kind === 'newline' ? 'newline' : token.text,
      isWord: token.kind === 'word',
      at: token.at,
      expecting,
      open: this.open.at(-1),
      words,
    });
  }

  /** The same where bash sees the line end before the text does. */
  protected wrongOnLine(token: Token, expecting?: string): never {
    return this.wrong(this.bash && token.kind === 'end' ? { ...token, kind: 'newline', text: 'newline' } : token, expecting);
  }

  protected expect(word: string): void {
    const token = this.peek();
    if (token.kind !== 'word' || token.text !== word) this.wrong(token, word);
    this.next();
  }

  protected within<T>(word: string, at: number, body: () => T): T {
    this.open.push({ word, at });
    const made = body();
    this.open.pop();
    return made;
  }

  /** The next token, once aliases that stand at a command's place have been put in. */
  protected peekCommand(): Token {
    for (;;) {
      const token = this.peek();
      if (this.aliases === undefined || token.kind !== 'word') return token;
      const value = this.aliases.get(token.text);
      if (value === undefined || !this.tokens.replace(token, value)) return token;
    }
  }

  protected wordOf(token: Token): Word {
    return { raw: token.text };
  }
}

export const tokenText = (token: Token): string => (token.kind === 'newline' || token.kind === 'end' ? 'newline' : token.text);

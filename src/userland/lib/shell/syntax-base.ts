// The grammar's ground: tokens looked at and taken, and the stop where one cannot be.

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

  constructor(source: string, dialect: Dialect) {
    this.features = dialect.features;
    this.bash = dialect.kind === 'bash';
    this.tokens = new Tokens(source, dialect.features, stop => {
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

  protected within(word: string, at: number, body: () => void): void {
    this.open.push({ word, at });
    body();
    this.open.pop();
  }
}

export const tokenText = (token: Token): string => (token.kind === 'newline' || token.kind === 'end' ? 'newline' : token.text);

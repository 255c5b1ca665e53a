// Words of an awk program one after another, with the way back to one that was read. As gawk 5.3's yylex as its grammar asks it.

import { Lexer, type Token } from './lexer.ts';

export class TokenReader {
  readonly lexer: Lexer;
  readonly warnings: string[];
  readonly #tokens: Token[] = [];
  #position = 0;
  /** The word that stands next. */
  token: Token;

  constructor(text: string, name: string) {
    this.lexer = new Lexer(text, name);
    this.warnings = this.lexer.warnings;
    this.token = this.lexer.next();
    this.#tokens.push(this.token);
  }

  /** The word read last. */
  protected get before(): Token {
    return this.#tokens[this.#position - 1]!;
  }

  advance(): void {
    this.#position++;
    if (this.#position === this.#tokens.length) this.#tokens.push(this.lexer.next());
    this.token = this.#tokens[this.#position]!;
  }

  mark(): number {
    return this.#position;
  }

  reset(mark: number): void {
    this.#position = mark;
    this.token = this.#tokens[mark]!;
  }

  place(): string {
    return this.lexer.place(this.token.at);
  }

  isOperator(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text;
  }

  isKeyword(text: string): boolean {
    return this.token.kind === 'keyword' && this.token.text === text;
  }

  syntax(): never {
    const { kind, at } = this.token;
    if (kind === 'end' || kind === 'newline') this.lexer.fail(at, 'unexpected newline or end of string');
    return this.lexer.fail(at, 'syntax error');
  }

  expect(text: string): void {
    if (!this.isOperator(text)) this.syntax();
    this.advance();
  }

  newlines(): void {
    while (this.token.kind === 'newline') this.advance();
  }
}

// The operators of jq between terms, by how tightly they bind. As jq 1.8's grammar.

import type { Filter } from './ast.ts';
import { Lexer } from './lexer.ts';

export abstract class OperatorGrammar extends Lexer {
  /** A term with what follows it. */
  protected abstract postfix(): Filter;

  comma(): Filter {
    let left = this.alternative();
    while (this.isOperator(',')) {
      this.advance();
      left = { kind: 'comma', left, right: this.alternative() };
    }
    return left;
  }

  /** "//" binds looser than assignment, and to the right. */
  alternative(): Filter {
    const left = this.#assignment();
    if (!this.isOperator('//')) return left;
    this.advance();
    return { kind: 'alternative', left, right: this.alternative() };
  }

  #assignment(): Filter {
    const left = this.#or();
    if (this.token.kind !== 'operator' || !['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='].includes(this.token.text)) return left;
    const operator = this.advance().text;
    return { kind: 'assign', operator, left, right: this.alternative() };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.isName('or')) {
      this.advance();
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.isName('and')) {
      this.advance();
      left = { kind: 'and', left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    if (this.token.kind !== 'operator' || !['==', '!=', '<', '<=', '>', '>='].includes(this.token.text)) return left;
    const operator = this.advance().text;
    return { kind: 'binary', operator, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    while (this.isOperator('+') || this.isOperator('-')) {
      const operator = this.advance().text;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Filter {
    let left = this.unary();
    while (this.isOperator('*') || this.isOperator('/') || this.isOperator('%')) {
      const operator = this.advance().text;
      left = { kind: 'binary', operator, left, right: this.unary() };
    }
    return left;
  }

  unary(): Filter {
    if (this.isOperator('-')) {
      this.advance();
      return { kind: 'negate', of: this.unary() };
    }
    return this.postfix();
  }
}

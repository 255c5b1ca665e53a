// The inside of [[ … ]]. As bash 5.3's parse.y: cond_expr.

import { Stopped, TokenGrammar, tokenText } from './syntax-base.ts';
import type { Token } from './tokens.ts';

const UNARY_TEST = /^-[a-zA-Z]$/;
const BINARY_TEST = new Set(['=', '==', '!=', '=~', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

export class ConditionGrammar extends TokenGrammar {
  protected conditional(): void {
    this.conditionOr();
    const token = this.peek();
    if (token.kind !== 'word' || token.text !== ']]') {
      if (token.kind === 'end') this.wrong(token);
      this.wrongCondition(token, `syntax error in conditional expression: unexpected token \`${tokenText(token)}'`);
    }
    this.next();
  }

  protected wrongCondition(token: Token, words: string | undefined, near: string = tokenText(token)): never {
    throw new Stopped({ kind: 'wrong', token: near, isWord: true, at: token.at, words: words ?? '' });
  }

  protected conditionOr(): void {
    this.conditionTerm();
    while (this.isOperator('&&') || this.isOperator('||')) {
      this.next();
      this.conditionTerm();
    }
  }

  protected conditionTerm(): void {
    this.tokens.skipNewlines();
    const token = this.peek();
    if (token.kind === 'end') this.wrong(token);
    if (token.kind === 'word' && token.text === '!') {
      this.next();
      this.conditionTerm();
      return;
    }
    if (token.kind === 'operator' && token.text === '(') {
      this.next();
      this.conditionOr();
      this.tokens.skipNewlines();
      const close = this.peek();
      if (close.kind !== 'operator' || close.text !== ')') {
        if (close.kind === 'end') this.wrong(close);
        this.wrongCondition(close, `unexpected token \`${tokenText(close)}', expected \`)'`);
      }
      this.next();
      this.tokens.skipNewlines();
      return;
    }
    if (token.kind !== 'word' || token.text === ']]') this.wrongCondition(token, undefined);
    this.next();
    this.conditionRest(token);
    this.tokens.skipNewlines();
  }

  protected conditionRest(first: Token): void {
    const second = this.peek();
    if (UNARY_TEST.test(first.text) && !(second.kind === 'word' && BINARY_TEST.has(second.text))) {
      if (second.kind === 'word' && second.text !== ']]') {
        this.next();
        return;
      }
      const newline = second.kind === 'end' || second.kind === 'newline';
      this.wrongCondition(
        second,
        `unexpected argument \`${newline ? 'newline' : tokenText(second)}' to conditional unary operator`,
        newline ? first.text : tokenText(second),
      );
    }
    const operator =
      second.kind === 'operator' && (second.text === '<' || second.text === '>') ? second.text : second.kind === 'word' ? second.text : '';
    if (!BINARY_TEST.has(operator)) {
      if (second.kind === 'word' && second.text === ']]') return;
      if (second.kind === 'operator' && ['&&', '||', ')'].includes(second.text)) return;
      const newline = second.kind === 'end' || second.kind === 'newline';
      this.wrongCondition(
        second,
        `unexpected token \`${newline ? 'newline' : tokenText(second)}', conditional binary operator expected`,
        newline ? first.text : tokenText(second),
      );
    }
    this.next();
    const right = operator === '=~' ? this.tokens.peekRegex() : this.peek();
    if (right.kind === 'word' && right.text !== ']]') {
      this.next();
      return;
    }
    const newline = right.kind === 'end' || right.kind === 'newline';
    this.wrongCondition(
      right,
      `unexpected argument \`${newline ? 'newline' : tokenText(right)}' to conditional binary operator`,
      newline ? operator : tokenText(right),
    );
  }
}

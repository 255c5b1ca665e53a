// The inside of [[ … ]]. As bash 5.3's parse.y: cond_expr.

import type { Test } from './ast.ts';
import { Stopped, TokenGrammar, tokenText } from './syntax-base.ts';
import type { Token } from './tokens.ts';

const UNARY_TEST = /^-[a-zA-Z]$/;
const BINARY_TEST = new Set(['=', '==', '!=', '=~', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

export class ConditionGrammar extends TokenGrammar {
  protected conditional(): Test {
    const before = this.tokens.extglob;
    // A pattern may hold ?(…) whatever the options are.
    this.tokens.extglob = true;
    const test = this.conditionOr();
    const token = this.peek();
    if (token.kind !== 'word' || token.text !== ']]') {
      if (token.kind === 'end') this.wrong(token);
      this.wrongCondition(token, `syntax error in conditional expression: unexpected token \`${tokenText(token)}'`);
    }
    this.next();
    this.tokens.extglob = before;
    return test;
  }

  protected wrongCondition(token: Token, words: string | undefined, near: string = tokenText(token)): never {
    throw new Stopped({ kind: 'wrong', token: near, isWord: true, at: token.at, words: words ?? '' });
  }

  protected conditionOr(): Test {
    let left = this.conditionAnd();
    while (this.isOperator('||')) {
      this.next();
      left = { kind: 'or', left, right: this.conditionAnd() };
    }
    return left;
  }

  protected conditionAnd(): Test {
    let left = this.conditionTerm();
    while (this.isOperator('&&')) {
      this.next();
      left = { kind: 'and', left, right: this.conditionTerm() };
    }
    return left;
  }

  protected conditionTerm(): Test {
    this.tokens.skipNewlines();
    const token = this.peek();
    if (token.kind === 'end') this.wrong(token);
    if (token.kind === 'word' && token.text === '!') {
      this.next();
      return { kind: 'not', operand: this.conditionTerm() };
    }
    if (token.kind === 'operator' && token.text === '(') {
      this.next();
      const operand = this.conditionOr();
      this.tokens.skipNewlines();
      const close = this.peek();
      if (close.kind !== 'operator' || close.text !== ')') {
        if (close.kind === 'end') this.wrong(close);
        this.wrongCondition(close, `unexpected token \`${tokenText(close)}', expected \`)'`);
      }
      this.next();
      this.tokens.skipNewlines();
      return { kind: 'group', operand };
    }
    if (token.kind !== 'word' || token.text === ']]') this.wrongCondition(token, undefined);
    this.next();
    const test = this.conditionRest(token);
    this.tokens.skipNewlines();
    return test;
  }

  protected conditionRest(first: Token): Test {
    const second = this.peek();
    if (UNARY_TEST.test(first.text) && !(second.kind === 'word' && BINARY_TEST.has(second.text))) {
      if (second.kind === 'word' && second.text !== ']]') {
        this.next();
        return { kind: 'unary', operator: first.text, operand: this.wordOf(second) };
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
      if (second.kind === 'word' && second.text === ']]') return { kind: 'word', operand: this.wordOf(first) };
      if (second.kind === 'operator' && ['&&', '||', ')'].includes(second.text)) return { kind: 'word', operand: this.wordOf(first) };
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
      return { kind: 'binary', operator, left: this.wordOf(first), right: this.wordOf(right) };
    }
    const newline = right.kind === 'end' || right.kind === 'newline';
    return this.wrongCondition(
      right,
      `unexpected argument \`${newline ? 'newline' : tokenText(right)}' to conditional binary operator`,
      newline ? operator : tokenText(right),
    );
  }
}

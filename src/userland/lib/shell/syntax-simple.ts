// Simple commands, redirections and the definitions of functions. As the grammars of bash 5.3 (parse.y) and of dash, by the dialect's features.

import type { Assignment, FunctionDefinition, Node, Redirect, RedirectOperator, Simple, Word } from './ast.ts';
import { endOfSubscript } from './scan.ts';
import { ConditionGrammar } from './syntax-condition.ts';
import type { Token } from './tokens.ts';

const REDIRECTS = new Set(['<', '>', '>>', '<&', '>&', '<>', '>|', '<<', '<<-', '<<<', '&>', '&>>']);

export abstract class SimpleGrammar extends ConditionGrammar {
  protected readonly base: number;

  constructor(first: number, ...rest: ConstructorParameters<typeof ConditionGrammar>) {
    super(...rest);
    this.base = first;
  }

  /** A compound command, or any where the dialect takes any for a function's body. */
  protected abstract command(): Node;

  protected lineOf(token: Token): number {
    return this.base + this.tokens.lineOf(token.at);
  }

  protected isRedirect(token: Token): boolean {
    return token.kind === 'io-number' || (token.kind === 'operator' && REDIRECTS.has(token.text));
  }

  protected redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let found = this.#redirect(); found !== undefined; found = this.#redirect()) redirects.push(found);
    return redirects;
  }

  /** Takes a redirection where one comes next. */
  #redirect(): Redirect | undefined {
    let token = this.peek();
    let fd: number | string | undefined;
    if (token.kind === 'io-number') {
      this.next();
      fd = token.text.startsWith('{') ? token.text.slice(1, -1) : Number(token.text);
      token = this.peek();
    }
    if (token.kind !== 'operator' || !REDIRECTS.has(token.text)) return undefined;
    this.next();
    const target = this.peek();
    if (target.kind !== 'word' && target.kind !== 'io-number') this.wrongOnLine(target);
    const document = token.text === '<<' || token.text === '<<-';
    const operator = (document ? '<<' : token.text) as RedirectOperator;
    const redirect: Redirect = { operator, fd, target: this.wordOf(target) };
    this.next();
    if (document) this.tokens.expectDocument(redirect, target, token.text === '<<-');
    return redirect;
  }

  protected simple(): Node {
    const node: Simple = { kind: 'simple', assignments: [], words: [], redirects: [], line: this.lineOf(this.peek()) };
    for (;;) {
      if (this.isRedirect(this.peek())) {
        node.redirects.push(this.#redirect()!);
        continue;
      }
      const token = node.words.length === 0 ? this.peekCommand() : this.#peekArgument();
      if (token.kind !== 'word') {
        if (this.isRedirect(token)) continue;
        if (token.kind !== 'operator' || token.text !== '(') return node;
        if (node.words.length === 1 && node.assignments.length === 0 && node.redirects.length === 0) return this.#function(node);
        this.wrong(token);
      }
      if (node.words.length === 0 && token.assigns) node.assignments.push(assignmentOf(token));
      else node.words.push(token.assigns ? assignmentOf(token) : this.wordOf(token));
      this.next();
    }
  }

  /** A word behind an alias that ends in a blank may be one too. */
  #peekArgument(): Token {
    let token = this.peek();
    while (token.afterAlias && token.kind === 'word') {
      const value = this.aliases?.get(token.text);
      if (value === undefined || !this.tokens.replace(token, value)) break;
      token = this.peek();
    }
    return token;
  }

  /** NAME ( ) body: the name was taken. */
  #function(named: Simple): FunctionDefinition {
    this.next();
    const close = this.peek();
    if (!this.isOperator(')')) this.wrongOnLine(close.kind === 'word' && !this.bash ? { ...close, text: 'word' } : close, ')');
    this.next();
    const name = (named.words[0] as Word).raw;
    return { kind: 'function', name, body: this.functionBody(), keyword: false, line: named.line };
  }

  protected functionBody(): Node {
    this.tokens.skipNewlines();
    const token = this.peek();
    if (this.bash && !this.beginsCompound(token)) this.wrong(token);
    return this.command();
  }

  protected beginsCompound(token: Token): boolean {
    if (token.kind === 'operator') return token.text === '(';
    return token.kind === 'word' && ['{', 'if', 'while', 'until', 'for', 'select', 'case', '[['].includes(token.text);
  }
}

/** NAME=value, NAME[i]+=value, NAME=(…): a word that was found to assign. */
function assignmentOf(token: Token): Assignment {
  const raw = token.text;
  const name = /^[A-Za-z_]\w*/.exec(raw)![0];
  let at = name.length;
  let index: string | undefined;
  if (raw[at] === '[') {
    const end = endOfSubscript(raw, at);
    index = raw.slice(at + 1, end - 1);
    at = end;
  }
  const append = raw[at] === '+';
  at += append ? 2 : 1;
  return { name, index, append, value: token.elements ?? { raw: raw.slice(at) }, raw };
}

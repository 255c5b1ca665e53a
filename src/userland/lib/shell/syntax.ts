// The grammar, as a judge: whether a text is whole, wants more lines, or is wrong, and at which token. As the grammars of bash 5.3 (parse.y)
// and of dash, by the dialect's features. The tree is made elsewhere, of texts that pass.

import type { Dialect } from './dialect.ts';
import { Stopped, type SyntaxStop } from './syntax-base.ts';
import { ConditionGrammar } from './syntax-condition.ts';
import type { Token } from './tokens.ts';

export interface Judgement {
  stop: SyntaxStop | undefined;
  /** Here-documents that the text's end cuts off. */
  documents: { delimiter: string; at: number }[];
}

const REDIRECTS = new Set(['<', '>', '>>', '<&', '>&', '<>', '>|', '<<', '<<-', '<<<', '&>', '&>>']);

/** Judges a text. */
export function judge(source: string, dialect: Dialect): Judgement {
  const grammar = new Grammar(source, dialect);
  try {
    grammar.whole();
    grammar.end();
    return { stop: undefined, documents: grammar.documents };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { stop: error.stop, documents: [] };
  }
}

class Grammar extends ConditionGrammar {
  get documents(): Judgement['documents'] {
    return this.tokens.documents;
  }

  whole(): void {
    for (;;) {
      this.tokens.skipNewlines();
      if (this.peek().kind === 'end') return;
      this.#listLine(true);
      const token = this.peek();
      if (token.kind === 'end') return;
      if (token.kind !== 'newline') this.wrong(token);
    }
  }

  end(): void {
    this.tokens.cutOff();
  }

  /** Commands on one line, or up to what ends the list around: separated by ; and &. */
  #listLine(top: boolean): void {
    this.#andOr();
    for (;;) {
      const token = this.peek();
      if (token.kind !== 'operator' || (token.text !== ';' && token.text !== '&')) return;
      this.next();
      const after = this.peek();
      if (after.kind === 'end' || after.kind === 'newline') return;
      if (!top && this.endsList(after)) return;
      this.#andOr();
    }
  }

  endsList(token: Token): boolean {
    if (token.kind === 'operator') return token.text === ')' || token.text.startsWith(';;') || token.text === ';&';
    return token.kind === 'word' && ['then', 'do', 'done', 'fi', 'elif', 'else', 'esac', '}'].includes(token.text);
  }

  /** A compound list: at least one command, over several lines. */
  #list(): void {
    this.tokens.skipNewlines();
    // dash then misses the word that ends the list, bash a command.
    if (!this.bash && this.peek().kind === 'end') return;
    do {
      this.#listLine(false);
      this.tokens.skipNewlines();
    } while (this.peek().kind !== 'end' && !this.endsList(this.peek()));
  }

  /** A compound list that must end with this reserved word. */
  #listUntil(word: string): void {
    this.#list();
    this.expect(word);
  }

  #andOr(): void {
    this.#pipeline();
    while (this.isOperator('&&') || this.isOperator('||')) {
      this.next();
      this.tokens.skipNewlines();
      this.#pipeline();
    }
  }

  #pipeline(): void {
    while (this.reservedNext() === '!' || (this.features.bashKeywords && this.reservedNext() === 'time')) {
      const isTime = this.next().text === 'time';
      if (isTime && this.peek().kind === 'word' && this.peek().text === '-p') this.next();
      const token = this.peek();
      const bare =
        token.kind === 'newline' ||
        token.kind === 'end' ||
        (token.kind === 'operator' && (token.text === ';' || token.text === '&' || token.text === ')'));
      if (this.bash && bare) return;
    }
    this.#command();
    while (this.isOperator('|') || this.isOperator('|&')) {
      this.next();
      this.tokens.skipNewlines();
      this.#command();
    }
  }

  #command(): void {
    const token = this.peek();
    if (token.kind === 'operator' && token.text === '(') {
      if (!this.features.arithmeticCommand || !this.tokens.arithmeticAhead()) this.#subshell();
    } else if (token.kind === 'operator' && REDIRECTS.has(token.text)) {
      this.#simple();
      return;
    } else if (token.kind === 'io-number') {
      this.#simple();
      return;
    } else if (token.kind !== 'word') this.wrong(token);
    else if (!this.reserved.has(token.text)) {
      this.#simple();
      return;
    } else if (!this.#compound(token)) return;
    this.#redirects();
  }

  /** The compound command that a reserved word begins; false where it took its redirections too. */
  #compound(token: Token): boolean {
    const { text, at } = token;
    switch (text) {
      case '{':
        this.next();
        this.within('{', at, () => this.#listUntil('}'));
        return true;
      case 'if':
        this.next();
        this.within('if', at, () => this.if());
        return true;
      case 'while':
      case 'until':
        this.next();
        this.within(text, at, () => {
          this.#listUntil('do');
          this.#listUntil('done');
        });
        return true;
      case 'for':
      case 'select':
        this.next();
        this.for(text, at);
        return true;
      case 'case':
        this.next();
        this.#case(at);
        return true;
      case '[[':
        this.next();
        this.conditional();
        return true;
      case 'function':
        this.next();
        this.#functionKeyword();
        return false;
      case 'coproc':
        this.next();
        this.#coproc();
        return false;
      default:
        return this.wrong(token);
    }
  }

  #subshell(): void {
    const { at } = this.next();
    this.within('(', at, () => {
      this.#list();
      if (!this.isOperator(')')) this.wrong(this.peek(), ')');
      this.next();
    });
  }

  if(): void {
    this.#listUntil('then');
    this.#list();
    while (this.reservedNext() === 'elif') {
      this.next();
      this.#listUntil('then');
      this.#list();
    }
    if (this.reservedNext() === 'else') {
      this.next();
      this.#list();
    }
    this.expect('fi');
  }

  for(word: string, at: number): void {
    if (word === 'for' && this.isOperator('(') && this.features.arithmeticCommand && this.tokens.arithmeticAhead()) {
      this.within('for', at, () => {
        if (this.isOperator(';')) this.next();
        this.tokens.skipNewlines();
        this.#doGroup();
      });
      return;
    }
    const name = this.peek();
    if (name.kind !== 'word' || (!this.bash && !/^[A-Za-z_]\w*$/.test(name.text))) {
      if (this.bash) this.wrongOnLine(name);
      throw new Stopped({ kind: 'wrong', token: name.text, isWord: true, at: name.at, words: 'Bad for loop variable' });
    }
    this.next();
    this.within(word, at, () => {
      const lines = this.tokens.skipNewlines();
      if (this.reservedNext() === 'in') {
        this.next();
        while (this.peek().kind === 'word') this.next();
        const token = this.peek();
        if (token.kind === 'newline' || (token.kind === 'operator' && token.text === ';')) this.next();
        else this.wrong(token);
        this.tokens.skipNewlines();
      } else if (this.isOperator(';') && lines === 0) {
        this.next();
        this.tokens.skipNewlines();
      }
      this.#doGroup();
    });
  }

  #doGroup(): void {
    const token = this.peek();
    if (this.bash && token.kind === 'word' && token.text === '{') {
      this.next();
      this.#listUntil('}');
      return;
    }
    this.expect('do');
    this.#listUntil('done');
  }

  #case(at: number): void {
    const word = this.peek();
    if (word.kind !== 'word') this.wrongOnLine(word, 'word');
    this.next();
    this.within('case', at, () => {
      this.tokens.skipNewlines();
      this.expect('in');
      for (;;) {
        this.tokens.skipNewlines();
        if (this.reservedNext() === 'esac') break;
        if (!this.#caseItem()) {
          this.tokens.skipNewlines();
          break;
        }
      }
      if (this.reservedNext() !== 'esac') this.wrong(this.peek(), ')');
      this.next();
    });
  }

  /** One pattern list with its commands; false where no ;; ended it. */
  #caseItem(): boolean {
    let first = true;
    if (this.isOperator('(')) this.next();
    for (;;) {
      const pattern = this.peek();
      if (pattern.kind !== 'word') {
        if (first) this.wrong(pattern, ')');
        this.wrongOnLine(pattern, ')');
      }
      first = false;
      this.next();
      if (!this.isOperator('|')) break;
      this.next();
    }
    if (!this.isOperator(')')) this.wrongOnLine(this.peek(), ')');
    this.next();
    this.tokens.skipNewlines();
    if (this.reservedNext() !== 'esac' && !this.endsItem()) this.#list();
    if (!this.endsItem()) {
      if (this.reservedNext() !== 'esac') this.wrong(this.peek(), ';;');
      return false;
    }
    this.next();
    return true;
  }

  endsItem(): boolean {
    const token = this.peek();
    return token.kind === 'operator' && (token.text === ';;' || token.text === ';&' || token.text === ';;&');
  }

  #functionKeyword(): void {
    const name = this.peek();
    if (name.kind !== 'word') this.wrongOnLine(name);
    this.next();
    if (this.isOperator('(')) {
      if (!this.tokens.arithmeticAhead()) {
        this.next();
        if (!this.isOperator(')')) this.wrong(this.peek());
        this.next();
      } else return;
    }
    this.#functionBody();
  }

  #functionBody(): void {
    this.tokens.skipNewlines();
    const token = this.peek();
    if (!this.bash) {
      this.#command();
      return;
    }
    const compound =
      (token.kind === 'operator' && token.text === '(') ||
      (token.kind === 'word' && ['{', 'if', 'while', 'until', 'for', 'select', 'case', '[['].includes(token.text));
    if (!compound) this.wrong(token);
    this.#command();
  }

  #coproc(): void {
    const token = this.peek();
    if (token.kind === 'newline' || token.kind === 'end') this.wrongOnLine(token);
    if (token.kind === 'word' && !this.reserved.has(token.text)) {
      const mark = this.tokens.mark();
      this.next();
      const after = this.peek();
      if (
        (after.kind === 'operator' && after.text === '(') ||
        (after.kind === 'word' && ['{', 'if', 'while', 'until', 'for', 'select', 'case', '[['].includes(after.text))
      ) {
        this.#command();
        return;
      }
      this.tokens.rewind(mark);
    }
    this.#command();
  }

  #redirects(): void {
    while (this.#redirect()) {
      // Each is taken by the question.
    }
  }

  /** Takes a redirection where one comes next. */
  #redirect(): boolean {
    const token = this.peek();
    if (token.kind === 'io-number') {
      this.next();
      return this.#redirect();
    }
    if (token.kind !== 'operator' || !REDIRECTS.has(token.text)) return false;
    this.next();
    const target = this.peek();
    if (target.kind !== 'word') this.wrongOnLine(target);
    this.next();
    if (token.text === '<<' || token.text === '<<-') this.tokens.expectDocument(target, token.text === '<<-');
    return true;
  }

  #simple(): void {
    let words = 0;
    let assignments = 0;
    for (;;) {
      if (this.#redirect()) continue;
      const token = this.peek();
      if (token.kind !== 'word') {
        if (token.kind !== 'operator' || token.text !== '(') return;
        if (words === 1 && assignments === 0) {
          this.#function();
          return;
        }
        this.wrong(token);
      }
      if (words === 0 && token.assigns) assignments++;
      else words++;
      this.next();
    }
  }

  /** NAME ( ) body: the name was taken. */
  #function(): void {
    this.next();
    const close = this.peek();
    if (!this.isOperator(')')) this.wrongOnLine(close.kind === 'word' && !this.bash ? { ...close, text: 'word' } : close, ')');
    this.next();
    this.#functionBody();
  }
}

// The grammar: a text's tree, or where and why it is not whole. As the grammars of bash 5.3 (parse.y) and of dash, by the dialect's features.

import { splitArithmetic } from './arithmetic-parts.ts';
import type { ArithmeticFor, Case, Coprocess, For, FunctionDefinition, If, List, Loop, Node, Pipeline, Statement, Word } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { type Reading, Stopped, type SyntaxStop } from './syntax-base.ts';
import { SimpleGrammar } from './syntax-simple.ts';
import type { Token } from './tokens.ts';

export interface Judgement {
  stop: SyntaxStop | undefined;
  statements: List;
  /** The text as it was read, aliases in place. */
  text: string;
  /** Here-documents that the text's end cuts off. */
  documents: { delimiter: string; line: number }[];
}

/** Reads a text whose first line has the number `first`. */
export function read(source: string, dialect: Dialect, first: number, reading: Reading): Judgement {
  const grammar = new Grammar(first, source, dialect, reading);
  try {
    const statements = grammar.whole();
    return { stop: undefined, statements, text: grammar.text, documents: grammar.documents() };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { stop: error.stop, statements: [], text: grammar.text, documents: [] };
  }
}

class Grammar extends SimpleGrammar {
  constructor(...rest: ConstructorParameters<typeof SimpleGrammar>) {
    super(...rest);
    const [, , dialect, reading] = rest;
    // bash reads the commands of a substitution with the rest; the others when they come to it.
    if (this.bash) this.tokens.onCommand = (from, to) => this.#judge(from, to, dialect, reading);
  }

  #judge(from: number, to: number, dialect: Dialect, reading: Reading): void {
    const { stop } = read(this.text.slice(from, to), dialect, 1, reading);
    if (stop === undefined || stop.unclosed !== undefined || stop.discards) return;
    if (stop.token === '') throw new Stopped({ kind: 'wrong', token: ')', isWord: false, at: to, inSubstitution: 'end' });
    throw new Stopped({ ...stop, at: from + stop.at, inSubstitution: stop.inSubstitution ?? 'within' });
  }

  get text(): string {
    return this.tokens.text;
  }

  documents(): Judgement['documents'] {
    this.tokens.cutOff();
    return this.tokens.documents.map(({ delimiter, at }) => ({ delimiter, line: this.base + this.tokens.lineOf(at) }));
  }

  whole(): List {
    const list: List = [];
    for (;;) {
      this.tokens.skipNewlines();
      if (this.peek().kind === 'end') return list;
      this.#listLine(list, true);
      const token = this.peek();
      if (token.kind === 'end') return list;
      if (token.kind !== 'newline') this.wrong(token);
    }
  }

  /** Commands on one line, or up to what ends the list around: separated by ; and &. */
  #listLine(list: List, top: boolean): void {
    for (;;) {
      const line = this.lineOf(this.peek());
      const node = this.#andOr();
      const statement: Statement = { node, background: this.isOperator('&'), line, endLine: this.base + this.tokens.lastLine() };
      list.push(statement);
      const token = this.peek();
      if (token.kind !== 'operator' || (token.text !== ';' && token.text !== '&')) return;
      this.next();
      const after = this.peek();
      if (after.kind === 'end' || after.kind === 'newline') return;
      if (!top && this.#endsList(after)) return;
    }
  }

  #endsList(token: Token): boolean {
    if (token.kind === 'operator') return token.text === ')' || token.text.startsWith(';;') || token.text === ';&';
    return token.kind === 'word' && ['then', 'do', 'done', 'fi', 'elif', 'else', 'esac', '}'].includes(token.text);
  }

  /** A compound list: at least one command, over several lines. */
  #list(): List {
    const list: List = [];
    this.tokens.skipNewlines();
    // dash then misses the word that ends the list, bash a command.
    if (!this.bash && this.peek().kind === 'end') return list;
    do {
      this.#listLine(list, false);
      this.tokens.skipNewlines();
    } while (this.peek().kind !== 'end' && !this.#endsList(this.peek()));
    return list;
  }

  /** A compound list that must end with this reserved word. */
  #listUntil(word: string): List {
    const list = this.#list();
    this.expect(word);
    return list;
  }

  #andOr(): Node {
    const line = this.lineOf(this.peek());
    const first = this.#pipeline();
    if (!this.isOperator('&&') && !this.isOperator('||')) return first;
    const commands = [first];
    const operators: ('&&' | '||')[] = [];
    while (this.isOperator('&&') || this.isOperator('||')) {
      operators.push(this.next().text as '&&' | '||');
      this.tokens.skipNewlines();
      commands.push(this.#pipeline());
    }
    return { kind: 'and-or', commands, operators, line };
  }

  #pipeline(): Node {
    const line = this.lineOf(this.peek());
    let negated = false;
    let timed: Pipeline['timed'] = false;
    let prefixed = false;
    for (;;) {
      const word = this.peekCommand().kind === 'word' ? this.reservedNext() : undefined;
      if (word !== '!' && !(this.features.bashKeywords && word === 'time')) break;
      prefixed = true;
      this.next();
      if (word === '!') negated = !negated;
      else timed = true;
      const option = this.peek();
      if (word === 'time' && option.kind === 'word' && option.text === '-p') {
        this.next();
        timed = 'posix';
      }
      if (this.bash && this.#endsPipeline(this.peek())) {
        const nothing: Node = { kind: 'simple', assignments: [], words: [], redirects: [], line };
        return { kind: 'pipeline', negated, timed, commands: [nothing], stderrToo: [], line };
      }
    }
    const first = this.command();
    if (!prefixed && !this.isOperator('|') && !this.isOperator('|&')) return first;
    const commands = [first];
    const stderrToo: boolean[] = [];
    while (this.isOperator('|') || this.isOperator('|&')) {
      stderrToo.push(this.next().text === '|&');
      this.tokens.skipNewlines();
      commands.push(this.#negation() ?? this.command());
    }
    return { kind: 'pipeline', negated, timed, commands, stderrToo, line };
  }

  /** "| ! command": bash takes it. */
  #negation(): Node | undefined {
    if (!this.bash || this.reservedNext() !== '!') return undefined;
    return this.#pipeline();
  }

  #endsPipeline(token: Token): boolean {
    if (token.kind === 'newline' || token.kind === 'end') return true;
    return token.kind === 'operator' && (token.text === ';' || token.text === '&' || token.text === ')');
  }

  protected command(): Node {
    const token = this.peekCommand();
    if (this.isRedirect(token)) return this.simple();
    let node: Node;
    if (token.kind === 'operator' && token.text === '(') {
      const text = this.features.arithmeticCommand ? this.tokens.arithmeticAhead() : undefined;
      node = text === undefined ? this.#subshell() : { kind: 'arithmetic', text, redirects: [], line: this.lineOf(token) };
    } else if (token.kind !== 'word') return this.wrong(token);
    else if (!this.reserved.has(token.text)) return this.simple();
    else node = this.#compound(token);
    if ('redirects' in node && node.kind !== 'simple') node.redirects.push(...this.redirects());
    return node;
  }

  /** The compound command that a reserved word begins. */
  #compound(token: Token): Node {
    const { text, at } = token;
    const line = this.lineOf(token);
    switch (text) {
      case '{':
        this.next();
        return { kind: 'group', body: this.within('{', at, () => this.#listUntil('}')), redirects: [], line };
      case 'if':
        this.next();
        return this.within('if', at, () => this.#if(line));
      case 'while':
      case 'until':
        this.next();
        return this.within(text, at, () => this.#loop(text === 'until', line));
      case 'for':
      case 'select':
        this.next();
        return this.#for(text, at, line);
      case 'case':
        this.next();
        return this.#case(at, line);
      case '[[':
        this.next();
        return { kind: 'conditional', test: this.conditional(), redirects: [], line };
      case 'function':
        this.next();
        return this.#functionKeyword(line);
      case 'coproc':
        this.next();
        return this.#coproc(line);
      default:
        return this.wrong(token);
    }
  }

  #subshell(): Node {
    const open = this.next();
    const body = this.within('(', open.at, () => {
      const list = this.#list();
      if (!this.isOperator(')')) this.wrong(this.peek(), ')');
      this.next();
      return list;
    });
    return { kind: 'subshell', body, redirects: [], line: this.lineOf(open) };
  }

  #if(line: number): If {
    const node: If = { kind: 'if', branches: [], otherwise: undefined, redirects: [], line };
    do {
      if (node.branches.length > 0) this.next();
      const condition = this.#listUntil('then');
      node.branches.push({ condition, body: this.#list() });
    } while (this.reservedNext() === 'elif');
    if (this.reservedNext() === 'else') {
      this.next();
      node.otherwise = this.#list();
    }
    this.expect('fi');
    return node;
  }

  #loop(until: boolean, line: number): Loop {
    const condition = this.#listUntil('do');
    return { kind: 'loop', until, condition, body: this.#listUntil('done'), redirects: [], line };
  }

  #for(word: 'for' | 'select', at: number, line: number): For | ArithmeticFor {
    if (word === 'for' && this.isOperator('(') && this.features.arithmeticCommand) {
      const open = this.peek();
      const text = this.tokens.arithmeticAhead();
      if (text !== undefined) return this.within('for', at, () => this.#arithmeticFor(text, open.at, line));
    }
    const name = this.peek();
    if (name.kind !== 'word' || (!this.bash && !/^[A-Za-z_]\w*$/.test(name.text))) {
      if (this.bash) this.wrongOnLine(name);
      throw new Stopped({ kind: 'wrong', token: name.text, isWord: true, at: name.at, words: 'Bad for loop variable' });
    }
    this.next();
    return this.within(word, at, () => {
      const words = this.#forWords();
      return { kind: word, name: name.text, words, body: this.#doGroup(), redirects: [], line };
    });
  }

  #forWords(): Word[] | undefined {
    const lines = this.tokens.skipNewlines();
    if (this.reservedNext() === 'in') {
      this.next();
      const words: Word[] = [];
      while (this.peek().kind === 'word') words.push(this.wordOf(this.next()));
      const token = this.peek();
      if (token.kind === 'newline' || (token.kind === 'operator' && token.text === ';')) this.next();
      else this.wrong(token);
      this.tokens.skipNewlines();
      return words;
    }
    if (this.isOperator(';') && lines === 0) {
      this.next();
      this.tokens.skipNewlines();
    }
    return undefined;
  }

  #arithmeticFor(text: string, at: number, line: number): ArithmeticFor {
    const pieces = splitArithmetic(text);
    if (pieces.length !== 3) {
      const words = pieces.length < 3 ? 'syntax error: arithmetic expression required' : "syntax error: `;' unexpected";
      throw new Stopped({ kind: 'wrong', token: ';', isWord: false, at, words, shown: `((${text}))` });
    }
    const [initialize = '', test = '', update = ''] = pieces;
    if (this.isOperator(';')) this.next();
    this.tokens.skipNewlines();
    return { kind: 'arithmetic-for', initialize, test, update, body: this.#doGroup(), redirects: [], line };
  }

  #doGroup(): List {
    const token = this.peek();
    if (this.bash && token.kind === 'word' && token.text === '{') {
      this.next();
      return this.#listUntil('}');
    }
    this.expect('do');
    return this.#listUntil('done');
  }

  #case(at: number, line: number): Case {
    const word = this.peek();
    if (word.kind !== 'word') this.wrongOnLine(word, 'word');
    this.next();
    const node: Case = { kind: 'case', word: this.wordOf(word), items: [], redirects: [], line };
    return this.within('case', at, () => {
      this.tokens.skipNewlines();
      this.expect('in');
      for (;;) {
        this.tokens.skipNewlines();
        if (this.reservedNext() === 'esac') break;
        if (!this.#caseItem(node)) {
          this.tokens.skipNewlines();
          break;
        }
      }
      if (this.reservedNext() !== 'esac') this.wrong(this.peek(), ')');
      this.next();
      return node;
    });
  }

  /** One pattern list with its commands; false where no ;; ended it. */
  #caseItem(node: Case): boolean {
    const patterns: Word[] = [];
    if (this.isOperator('(')) this.next();
    for (;;) {
      const pattern = this.peek();
      if (pattern.kind !== 'word') {
        if (patterns.length === 0) this.wrong(pattern, ')');
        this.wrongOnLine(pattern, ')');
      }
      patterns.push(this.wordOf(pattern));
      this.next();
      if (!this.isOperator('|')) break;
      this.next();
    }
    if (!this.isOperator(')')) this.wrongOnLine(this.peek(), ')');
    this.next();
    this.tokens.skipNewlines();
    const body = this.reservedNext() !== 'esac' && this.#itemEnd() === undefined ? this.#list() : [];
    const terminator = this.#itemEnd();
    node.items.push({ patterns, body, terminator: terminator ?? ';;' });
    if (terminator === undefined) {
      if (this.reservedNext() !== 'esac') this.wrong(this.peek(), ';;');
      return false;
    }
    this.next();
    return true;
  }

  #itemEnd(): ';;' | ';&' | ';;&' | undefined {
    const { kind, text } = this.peek();
    return kind === 'operator' && (text === ';;' || text === ';&' || text === ';;&') ? text : undefined;
  }

  #functionKeyword(line: number): FunctionDefinition {
    const name = this.peek();
    if (name.kind !== 'word') this.wrongOnLine(name);
    this.next();
    const arithmetic = this.peek();
    const text = this.isOperator('(') ? this.tokens.arithmeticAhead() : undefined;
    if (text !== undefined) {
      const body: Node = { kind: 'arithmetic', text, redirects: [], line: this.lineOf(arithmetic) };
      return { kind: 'function', name: name.text, body, keyword: true, line };
    }
    if (this.isOperator('(')) {
      this.next();
      if (!this.isOperator(')')) this.wrong(this.peek());
      this.next();
    }
    return { kind: 'function', name: name.text, body: this.functionBody(), keyword: true, line };
  }

  #coproc(line: number): Coprocess {
    const token = this.peek();
    if (token.kind === 'newline' || token.kind === 'end') this.wrongOnLine(token);
    if (token.kind === 'word' && !this.reserved.has(token.text)) {
      const mark = this.tokens.mark();
      this.next();
      if (this.beginsCompound(this.peek())) return { kind: 'coproc', name: token.text, body: this.command(), line };
      this.tokens.rewind(mark);
    }
    return { kind: 'coproc', name: 'COPROC', body: this.command(), line };
  }
}

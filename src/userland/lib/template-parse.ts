// Go's text/template: the text of a template made into a tree. As text/template/parse of Go 1.25.

import { LexError, lexAction, type Token } from './template-lex.ts';

export type Arg =
  | { kind: 'dot' | 'nil'; pos: number; text: string }
  | { kind: 'field'; names: string[]; pos: number; text: string }
  | { kind: 'variable'; name: string; names: string[]; pos: number; text: string }
  | { kind: 'function'; name: string; pos: number; text: string }
  | { kind: 'literal'; value: string | number | boolean; type: 'string' | 'int' | 'float' | 'bool'; pos: number; text: string }
  | { kind: 'pipe'; pipe: Pipe; names: string[]; pos: number; text: string };

export interface Command {
  args: Arg[];
  pos: number;
  text: string;
}

export interface Pipe {
  declared: string[];
  assigns: boolean;
  commands: Command[];
  pos: number;
  text: string;
}

export interface ControlNode {
  kind: 'if' | 'with' | 'range';
  pipe: Pipe;
  body: Node[];
  otherwise: Node[] | undefined;
  pos: number;
}

export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'action'; pipe: Pipe }
  | ControlNode
  | { kind: 'template'; name: string; pipe: Pipe | undefined; pos: number }
  | { kind: 'break' | 'continue' };

export interface Tree {
  name: string;
  text: string;
  root: Node[];
  defined: Map<string, Node[]>;
}

/** What is wrong with a template's text, in Go's words: "template: :1: unclosed action". */
export class TemplateParseError extends Error {}

/** Parses a template. `known` says whether a function of that name exists. Throws TemplateParseError. */
export function parseTemplate(name: string, text: string, known: (name: string) => boolean): Tree {
  return new Parser(name, text, known).run();
}

type Piece = { text: string } | { tokens: Token[]; pos: number };

class Parser {
  readonly #name: string;
  readonly #text: string;
  readonly #known: (name: string) => boolean;
  readonly #pieces: Piece[] = [];
  readonly #defined = new Map<string, Node[]>();
  #at = 0;
  #variables: string[] = ['$'];
  #loops = 0;

  constructor(name: string, text: string, known: (name: string) => boolean) {
    this.#name = name;
    this.#text = text;
    this.#known = known;
  }

  run(): Tree {
    this.#split();
    const root = this.#list(['end of file']).nodes;
    return { name: this.#name, text: this.#text, root, defined: this.#defined };
  }

  #fail(pos: number, words: string): never {
    const line = this.#text.slice(0, pos).split('\n').length;
    throw new TemplateParseError(`template: ${this.#name}:${line}: ${words}`);
  }

  /** Cuts the text into what is printed as it stands and actions, white space trimmed where "{{-" and "-}}" ask for it. */
  #split(): void {
    let at = 0;
    let trimming = false;
    while (at <= this.#text.length) {
      const open = this.#text.indexOf('{{', at);
      let plain = this.#text.slice(at, open < 0 ? undefined : open);
      if (trimming) plain = plain.replace(/^[ \t\r\n]+/, '');
      if (open >= 0 && /^-[ \t\r\n]/.test(this.#text.slice(open + 2, open + 4))) plain = plain.replace(/[ \t\r\n]+$/, '');
      if (plain !== '') this.#pieces.push({ text: plain });
      if (open < 0) return;
      [at, trimming] = this.#action(open);
    }
  }

  #action(open: number): [next: number, trimming: boolean] {
    const start = open + (/^-[ \t\r\n]/.test(this.#text.slice(open + 2, open + 4)) ? 3 : 2);
    const comment = /^\s*\/\*/.exec(this.#text.slice(start));
    if (comment) {
      const close = this.#text.indexOf('*/', start + comment[0].length);
      if (close < 0) this.#fail(open, 'unclosed comment');
      const end = /^(\s+-)?\}\}/.exec(this.#text.slice(close + 2));
      if (!end) this.#fail(open, 'comment ends before closing delimiter');
      return [close + 2 + end[0].length, end[1] !== undefined];
    }
    try {
      const { tokens, end, trims } = lexAction(this.#text, start);
      this.#pieces.push({ tokens, pos: open });
      return [end, trims];
    } catch (error) {
      if (error instanceof LexError) this.#fail(error.pos, error.message);
      throw error;
    }
  }

  /** Nodes up to an action that begins with one of the words. */
  #list(ends: readonly string[]): { nodes: Node[]; end: string; tokens: Token[] } {
    const nodes: Node[] = [];
    for (;;) {
      const piece = this.#pieces[this.#at++];
      if (!piece) {
        if (!ends.includes('end of file')) this.#fail(this.#text.length, 'unexpected EOF');
        return { nodes, end: 'end of file', tokens: [] };
      }
      if ('text' in piece) {
        nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const word = piece.tokens[0]?.kind === 'keyword' ? piece.tokens[0].text : '';
      if (word === 'end' || word === 'else') {
        if (!ends.includes(word)) this.#fail(piece.pos, `unexpected {{${word}}}`);
        return { nodes, end: word, tokens: piece.tokens };
      }
      const node = this.#node(word, piece.tokens, piece.pos);
      if (node) nodes.push(node);
    }
  }

  #node(word: string, tokens: Token[], pos: number): Node | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#control(word, tokens.slice(1), pos);
      case 'break':
      case 'continue':
        if (this.#loops === 0) this.#fail(pos, `{{${word}}} outside {{range}}`);
        return { kind: word };
      case 'define':
        this.#define(tokens, pos);
        return undefined;
      case 'template':
      case 'block': {
        const name = this.#stringToken(tokens[1], word, pos);
        const rest = tokens.slice(2);
        const pipe = rest.length > 0 ? new Expression(this, rest, pos, `${word} clause`).pipe() : undefined;
        if (word === 'block') this.#defined.set(name, this.#list(['end']).nodes);
        return { kind: 'template', name, pipe, pos: tokens[1]!.pos };
      }
      default: {
        if (tokens.length === 0) this.#fail(pos, 'missing value for command');
        return { kind: 'action', pipe: new Expression(this, tokens, pos, 'command').pipe() };
      }
    }
  }

  #define(tokens: Token[], pos: number): void {
    const name = this.#stringToken(tokens[1], 'define clause', pos);
    const outer = this.#variables;
    this.#variables = ['$'];
    this.#defined.set(name, this.#list(['end']).nodes);
    this.#variables = outer;
  }

  #stringToken(token: Token | undefined, context: string, pos: number): string {
    if (token?.kind !== 'string') this.#fail(pos, `unexpected ${token ? `"${token.text}"` : '"}}"'} in ${context}`);
    return token.value as string;
  }

  #control(word: 'if' | 'with' | 'range', tokens: Token[], pos: number): Node {
    const scope = this.#variables.length;
    if (tokens.length === 0) this.#fail(pos, `missing value for ${word}`);
    const pipe = new Expression(this, tokens, pos, word).pipe(word === 'range');
    if (word === 'range') this.#loops++;
    const body = this.#list(['end', 'else']);
    if (word === 'range') this.#loops--;
    let otherwise: Node[] | undefined;
    if (body.end === 'else') {
      const chained = body.tokens[1];
      if (chained?.kind === 'keyword' && (chained.text === 'if' || chained.text === 'with') && chained.text === word) {
        otherwise = [this.#control(chained.text, body.tokens.slice(2), pos)];
      } else if (chained) this.#fail(pos, `unexpected <${chained.text}> in else`);
      else otherwise = this.#list(['end']).nodes;
    }
    this.#variables.length = scope;
    return { kind: word, pipe, body: body.nodes, otherwise, pos };
  }

  // What Expression needs of its parser.
  fail(pos: number, words: string): never {
    return this.#fail(pos, words);
  }
  declare(name: string): void {
    this.#variables.push(name);
  }
  knowsVariable(name: string): boolean {
    return this.#variables.includes(name);
  }
  knowsFunction(name: string): boolean {
    return this.#known(name);
  }
}

/** The pipeline inside one action. */
class Expression {
  readonly #parser: Parser;
  readonly #tokens: readonly Token[];
  readonly #pos: number;
  readonly #context: string;
  #at = 0;

  constructor(parser: Parser, tokens: readonly Token[], pos: number, context: string) {
    this.#parser = parser;
    this.#tokens = tokens;
    this.#pos = pos;
    this.#context = context;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  pipe(range = false): Pipe {
    const { declared, assigns } = this.#declarations(range);
    const pipe = this.#commands(undefined);
    for (const name of declared) if (!assigns) this.#parser.declare(name);
    return { ...pipe, declared, assigns };
  }

  #declarations(range: boolean): { declared: string[]; assigns: boolean } {
    const declared: string[] = [];
    const names = this.#tokens.map(token => (token.kind === 'variable' ? 'v' : token.text)).join(' ');
    const match = range ? /^v( , v)? (:=|=) /.exec(`${names} `) : /^v (:=|=) /.exec(`${names} `);
    if (!match) return { declared, assigns: false };
    declared.push(this.#tokens[0]!.text);
    this.#at = 2;
    if (range && match[1]) {
      declared.push(this.#tokens[2]!.text);
      this.#at = 4;
    }
    return { declared, assigns: this.#tokens[this.#at - 1]!.text === '=' };
  }

  #commands(close: ')' | undefined): Omit<Pipe, 'declared' | 'assigns'> {
    const commands: Command[] = [];
    const pos = this.#peek()?.pos ?? this.#pos;
    for (;;) {
      commands.push(this.#command(close, commands.length > 0));
      const token = this.#peek();
      if (!token || (close && token.text === close && token.kind === 'mark')) {
        if (close && !token) this.#parser.fail(this.#pos, `unclosed left paren`);
        return { commands, pos, text: commands.map(command => command.text).join(' | ') };
      }
      this.#at++; // The bar.
    }
  }

  #command(close: ')' | undefined, later: boolean): Command {
    const args: Arg[] = [];
    const pos = this.#peek()?.pos ?? this.#pos;
    for (;;) {
      const token = this.#peek();
      if (!token || (token.kind === 'mark' && (token.text === '|' || (close && token.text === ')')))) break;
      args.push(this.#operand());
    }
    if (args.length === 0) this.#parser.fail(pos, later || close ? 'missing value for command' : `missing value for ${this.#context}`);
    const first = args[0]!;
    if (later && (first.kind === 'literal' || first.kind === 'dot' || first.kind === 'nil')) {
      this.#parser.fail(pos, `non executable command in pipeline stage 2`);
    }
    return { args, pos, text: args.map(arg => arg.text).join(' ') };
  }

  /** A term and the fields that follow it without a space between. */
  #operand(): Arg {
    const term = this.#term();
    const names: string[] = [];
    let chainPos: number | undefined;
    for (let token = this.#peek(); token?.kind === 'field' && token.joined; token = this.#peek()) {
      chainPos ??= token.pos;
      names.push(token.text.slice(1));
      this.#at++;
    }
    if (names.length === 0) return term;
    const text = term.text + names.map(name => `.${name}`).join('');
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, names: [...term.names, ...names], pos: chainPos ?? term.pos, text };
      case 'pipe':
        return { ...term, names, text };
      case 'dot':
      case 'literal':
      case 'nil':
        return this.#parser.fail(term.pos, `unexpected . after term "${term.text}"`);
      default: {
        const command: Command = { args: [term], pos: term.pos, text: term.text };
        return {
          kind: 'pipe',
          pipe: { declared: [], assigns: false, commands: [command], pos: term.pos, text },
          names,
          pos: term.pos,
          text,
        };
      }
    }
  }

  #term(): Arg {
    const token = this.#tokens[this.#at++]!;
    const { pos, text } = token;
    switch (token.kind) {
      case 'dot':
        return { kind: 'dot', pos, text };
      case 'nil':
        return { kind: 'nil', pos, text };
      case 'field':
        return { kind: 'field', names: [text.slice(1)], pos, text };
      case 'variable':
        if (!this.#parser.knowsVariable(text)) this.#parser.fail(pos, `undefined variable "${text}"`);
        return { kind: 'variable', name: text, names: [], pos, text };
      case 'identifier':
        if (!this.#parser.knowsFunction(text)) this.#parser.fail(pos, `function "${text}" not defined`);
        return { kind: 'function', name: text, pos, text };
      case 'string':
        return { kind: 'literal', value: token.value as string, type: 'string', pos, text };
      case 'number':
        return { kind: 'literal', value: token.value as number, type: token.float ? 'float' : 'int', pos, text };
      case 'bool':
        return { kind: 'literal', value: token.value as boolean, type: 'bool', pos, text };
      default:
        if (token.kind === 'mark' && text === '(') return this.#paren(pos);
        return this.#parser.fail(pos, token.kind === 'keyword' ? `unexpected <${text}> in ${this.#context}` : this.#unexpected(text));
    }
  }

  #unexpected(text: string): string {
    return text === ')' ? 'unexpected right paren' : `unexpected "${text}" in operand`;
  }

  #paren(pos: number): Arg {
    const inner = this.#commands(')');
    this.#at++;
    const pipe: Pipe = { ...inner, declared: [], assigns: false };
    return { kind: 'pipe', pipe, names: [], pos, text: `(${inner.text})` };
  }
}

// bc's language as data. As GNU bc 1.07.

export type Expr =
  | { kind: 'number'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'element'; name: string; index: Expr }
  | { kind: 'array'; name: string }
  | { kind: 'special'; name: 'scale' | 'ibase' | 'obase' | 'last' }
  | { kind: 'call'; name: string; args: Expr[] }
  | { kind: 'unary'; operator: string; of: Expr }
  | { kind: 'step'; by: 1 | -1; prefix: boolean; target: Expr }
  | { kind: 'binary'; operator: string; left: Expr; right: Expr }
  | { kind: 'assign'; operator: string; target: Expr; value: Expr };

export type Statement =
  | { kind: 'expression'; expr: Expr; prints: boolean }
  | { kind: 'text'; text: string }
  | { kind: 'print'; items: (string | Expr)[] }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'if'; condition: Expr; yes: Statement; no: Statement | undefined }
  | { kind: 'while'; condition: Expr; body: Statement }
  | { kind: 'for'; start: Expr | undefined; condition: Expr | undefined; step: Expr | undefined; body: Statement }
  | { kind: 'return'; value: Expr | undefined }
  | {
      kind: 'define';
      name: string;
      parameters: { name: string; array: boolean }[];
      autos: { name: string; array: boolean }[];
      body: Statement[];
    }
  | { kind: 'break' | 'continue' | 'halt' | 'quit' };

export class SyntaxProblem extends Error {}

interface Token {
  kind: 'number' | 'name' | 'string' | 'operator' | 'newline' | 'end';
  text: string;
}

const TOKEN =
  /^(?:\/\*[\s\S]*?\*\/|#[^\n]*|\\\n|[ \t\r]+)*(?:([0-9A-F]+\.?[0-9A-F]*|\.[0-9A-F]+)|([a-z][a-z0-9_]*)|"([^"]*)"|(\n)|(\+\+|--|[-+*/%^]=|[<>=!]=|&&|\|\||[-+*/%^=<>!(){}[\],;]|\.))/;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.replace(/\\\n(?=[0-9A-F])/g, '');
  for (;;) {
    const found = TOKEN.exec(rest);
    if (found === null) break;
    rest = rest.slice(found[0].length);
    const [, number, name, string, newline, operator] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else tokens.push(newline === undefined ? { kind: 'operator', text: operator! } : { kind: 'newline', text: '\n' });
  }
  if (/^(?:\/\*[\s\S]*?\*\/|#[^\n]*|\\\n|[ \t\r]+)*[^\s]/.test(rest)) throw new SyntaxProblem('illegal character');
  return [...tokens, { kind: 'end', text: '' }];
}

/** How many lines of a text are needed for its first statements to be whole: its braces, quotes and comments closed. */
export function isWhole(text: string): boolean {
  const bare = text
    .replace(/"[^"]*"/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/#[^\n]*/g, '');
  return !/["]|\/\*/.test(bare) && !/\\\n$/.test(text) && bare.split('{').length <= bare.split('}').length;
}

export class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  #kind(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #is(text: string): boolean {
    return (this.#kind('operator') || this.#kind('name')) && this.#token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at++;
    return true;
  }

  #need(text: string): void {
    if (!this.#take(text)) throw new SyntaxProblem('syntax error');
  }

  #newlines(): void {
    while (this.#kind('newline')) this.#at++;
  }

  /** The statements up to the end. */
  program(): Statement[] {
    const list: Statement[] = [];
    for (;;) {
      while (this.#kind('newline') || this.#is(';')) this.#at++;
      if (this.#kind('end')) return list;
      list.push(this.#is('define') ? this.#define() : this.#statement());
      if (!this.#kind('end') && !this.#kind('newline') && !this.#is(';')) throw new SyntaxProblem('syntax error');
    }
  }

  #define(): Statement {
    this.#at++;
    this.#take('void');
    const name = this.#name();
    this.#need('(');
    const parameters = this.#names(')');
    this.#need(')');
    this.#newlines();
    this.#need('{');
    this.#newlines();
    let autos: { name: string; array: boolean }[] = [];
    if (this.#take('auto')) {
      autos = this.#names(';');
      this.#take(';');
    }
    return { kind: 'define', name, parameters, autos, body: this.#body() };
  }

  #name(): string {
    if (!this.#kind('name')) throw new SyntaxProblem('syntax error');
    return this.#tokens[this.#at++]!.text;
  }

  #names(end: string): { name: string; array: boolean }[] {
    const list: { name: string; array: boolean }[] = [];
    while (!this.#is(end) && !this.#kind('newline')) {
      this.#take('*');
      const name = this.#name();
      const array = this.#take('[');
      if (array) this.#need(']');
      list.push({ name, array });
      if (!this.#take(',')) break;
    }
    return list;
  }

  #body(): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      while (this.#kind('newline') || this.#is(';')) this.#at++;
      if (this.#take('}')) return body;
      if (this.#kind('end')) throw new SyntaxProblem('syntax error');
      body.push(this.#statement());
      if (!this.#is('}') && !this.#is(';') && !this.#kind('newline')) throw new SyntaxProblem('syntax error');
    }
  }

  #statement(): Statement {
    const { kind, text } = this.#token;
    if (kind === 'string') {
      this.#at++;
      return { kind: 'text', text };
    }
    if (this.#take('{')) return { kind: 'block', body: this.#body() };
    if (kind === 'name') {
      const word = this.#word(text);
      if (word !== undefined) return word;
    }
    const expr = this.#expression();
    return { kind: 'expression', expr, prints: expr.kind !== 'assign' };
  }

  #word(word: string): Statement | undefined {
    switch (word) {
      case 'break':
      case 'continue':
      case 'halt':
      case 'quit':
        this.#at++;
        return { kind: word };
      case 'return': {
        this.#at++;
        const bare = this.#is(';') || this.#is('}') || this.#kind('newline');
        return { kind: 'return', value: bare ? undefined : this.#expression() };
      }
      case 'print': {
        this.#at++;
        const items: (string | Expr)[] = [];
        do items.push(this.#kind('string') ? this.#tokens[this.#at++]!.text : this.#expression());
        while (this.#take(','));
        return { kind: 'print', items };
      }
      case 'if': {
        this.#at++;
        this.#need('(');
        const condition = this.#expression();
        this.#need(')');
        this.#newlines();
        const yes = this.#statement();
        const mark = this.#at;
        this.#newlines();
        if (!this.#take('else')) {
          this.#at = mark;
          return { kind: 'if', condition, yes, no: undefined };
        }
        this.#newlines();
        return { kind: 'if', condition, yes, no: this.#statement() };
      }
      case 'while': {
        this.#at++;
        this.#need('(');
        const condition = this.#expression();
        this.#need(')');
        this.#newlines();
        return { kind: 'while', condition, body: this.#statement() };
      }
      case 'for': {
        this.#at++;
        this.#need('(');
        const start = this.#is(';') ? undefined : this.#expression();
        this.#need(';');
        const condition = this.#is(';') ? undefined : this.#expression();
        this.#need(';');
        const step = this.#is(')') ? undefined : this.#expression();
        this.#need(')');
        this.#newlines();
        return { kind: 'for', start, condition, step, body: this.#statement() };
      }
      default:
        return undefined;
    }
  }

  #expression(): Expr {
    return this.#level(0);
  }

  /** From the loosest operators to the tightest: ||, &&, !, comparisons, assignment, sums, products, powers. */
  #level(level: number): Expr {
    if (level === 2) return this.#take('!') ? { kind: 'unary', operator: '!', of: this.#level(2) } : this.#level(3);
    if (level === 4) return this.#assignment();
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#level(level + 1);
    while (this.#kind('operator') && operators.includes(this.#token.text)) {
      const operator = this.#tokens[this.#at++]!.text;
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) };
    }
    return left;
  }

  #assignment(): Expr {
    const left = this.#level(5);
    if (!this.#kind('operator') || !['=', '+=', '-=', '*=', '/=', '%=', '^='].includes(this.#token.text)) return left;
    if (!['variable', 'element', 'special'].includes(left.kind)) throw new SyntaxProblem('syntax error');
    const operator = this.#tokens[this.#at++]!.text;
    return { kind: 'assign', operator, target: left, value: this.#assignment() };
  }

  #power(): Expr {
    const base = this.#unary();
    return this.#take('^') ? { kind: 'binary', operator: '^', left: base, right: this.#power() } : base;
  }

  #unary(): Expr {
    if (this.#take('-')) return { kind: 'unary', operator: '-', of: this.#unary() };
    if (this.#is('++') || this.#is('--')) {
      const by = this.#tokens[this.#at++]!.text === '++' ? 1 : -1;
      return { kind: 'step', by, prefix: true, target: this.#primary() };
    }
    const expr = this.#primary();
    if (this.#is('++') || this.#is('--'))
      return { kind: 'step', by: this.#tokens[this.#at++]!.text === '++' ? 1 : -1, prefix: false, target: expr };
    return expr;
  }

  #primary(): Expr {
    const { kind, text } = this.#token;
    if (kind === 'number') {
      this.#at++;
      return { kind: 'number', text };
    }
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#need(')');
      // A value in parentheses is printed even where it is an assignment.
      return inner.kind === 'assign' ? { kind: 'unary', operator: '(', of: inner } : inner;
    }
    if (this.#take('.')) return { kind: 'special', name: 'last' };
    if (kind !== 'name') throw new SyntaxProblem('syntax error');
    this.#at++;
    if (this.#take('(')) {
      const args: Expr[] = [];
      while (!this.#is(')')) {
        args.push(this.#argument());
        if (!this.#take(',')) break;
      }
      this.#need(')');
      return { kind: 'call', name: text, args };
    }
    if (this.#take('[')) {
      const index = this.#expression();
      this.#need(']');
      return { kind: 'element', name: text, index };
    }
    if (text === 'scale' || text === 'ibase' || text === 'obase' || text === 'last') return { kind: 'special', name: text };
    if (RESERVED.has(text)) throw new SyntaxProblem('syntax error');
    return { kind: 'variable', name: text };
  }

  #argument(): Expr {
    const [name, open, close] = this.#tokens.slice(this.#at, this.#at + 3);
    if (name?.kind === 'name' && open?.text === '[' && close?.text === ']') {
      this.#at += 3;
      return { kind: 'array', name: name.text };
    }
    return this.#expression();
  }
}

const LEVELS: readonly (readonly string[] | undefined)[] = [
  ['||'],
  ['&&'],
  [],
  ['<', '<=', '==', '!=', '>', '>='],
  [],
  ['+', '-'],
  ['*', '/', '%'],
  undefined,
];
const RESERVED = new Set([
  'if',
  'else',
  'while',
  'for',
  'define',
  'return',
  'break',
  'continue',
  'print',
  'auto',
  'halt',
  'quit',
  'length',
  'sqrt',
]);

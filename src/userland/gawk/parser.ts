// Reading awk programs. As gawk 5.3's grammar, in its words.

import { Failure } from '../lib/command.ts';
import type { Expr, Func, Program, Redirection, Rule, Statement } from './ast.ts';
import { ExpressionParser } from './parse-expression.ts';

/** The program in a text; `name` is "cmd. line" or a file's. Several texts are one program. */
export function parseProgram(sources: readonly { text: string; name: string }[]): { program: Program; warnings: string[] } {
  const program: Program = {
    begin: [],
    end: [],
    beginFile: [],
    endFile: [],
    rules: [],
    functions: new Map(),
    calls: new Map(),
    globals: new Map(),
  };
  const warnings: string[] = [];
  for (const { text, name } of sources) {
    const parser = new Parser(text, name, program);
    parser.items();
    warnings.push(...parser.warnings);
  }
  return { program, warnings };
}

class Parser extends ExpressionParser {
  readonly #program: Program;
  #inFunction = false;
  #inRule = false;
  #loops = 0;

  constructor(text: string, name: string, program: Program) {
    super(text, name, program.globals, program.calls);
    this.#program = program;
  }

  items(): void {
    this.newlines();
    while (this.token.kind !== 'end') {
      this.#item();
      while (this.isOperator(';') || this.token.kind === 'newline') this.advance();
    }
  }

  #item(): void {
    const program = this.#program;
    if (this.isKeyword('function')) return this.#function();
    for (const [word, list] of [
      ['BEGIN', program.begin],
      ['END', program.end],
      ['BEGINFILE', program.beginFile],
      ['ENDFILE', program.endFile],
    ] as const) {
      if (!this.isKeyword(word)) continue;
      this.advance();
      if (!this.isOperator('{')) this.syntax();
      this.#special = word;
      list.push(this.#block());
      this.#special = undefined;
      return;
    }
    const rule: Rule = { pattern: undefined, until: undefined, action: undefined, active: false };
    if (!this.isOperator('{')) {
      rule.pattern = this.expression();
      if (this.isOperator(',')) {
        this.advance();
        this.newlines();
        rule.until = this.expression();
      }
    }
    this.#inRule = true;
    if (this.isOperator('{')) rule.action = this.#block();
    else if (this.token.kind !== 'end' && this.token.kind !== 'newline' && !this.isOperator(';')) this.syntax();
    this.#inRule = false;
    program.rules.push(rule);
  }

  #special: string | undefined;

  #function(): void {
    this.advance();
    if (this.token.kind !== 'name' && this.token.kind !== 'function-name') this.syntax();
    const name = this.token.text;
    if (this.#program.functions.has(name)) throw new Failure(`${this.place()}: error: function name \`${name}' previously defined`, 1);
    this.advance();
    this.expect('(');
    const parameters: string[] = [];
    while (!this.isOperator(')')) {
      if (this.token.kind !== 'name') this.syntax();
      parameters.push(this.token.text);
      this.advance();
      if (this.isOperator(',')) {
        this.advance();
        this.newlines();
      } else if (!this.isOperator(')')) this.syntax();
    }
    this.advance();
    this.newlines();
    this.locals = new Map(parameters.map((parameter, slot) => [parameter, slot]));
    this.#inFunction = true;
    const body = this.#block();
    this.#inFunction = false;
    this.locals = undefined;
    const func: Func = { name, parameters, body, slow: false };
    this.#program.functions.set(name, func);
  }

  #block(): Statement {
    this.expect('{');
    const body = this.#statements();
    this.expect('}');
    return { kind: 'block', body };
  }

  #statements(): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      while (this.isOperator(';') || this.token.kind === 'newline') this.advance();
      if (this.isOperator('}') || this.token.kind === 'end' || this.isKeyword('case') || this.isKeyword('default')) return body;
      body.push(this.#statement());
    }
  }

  /** What ends a simple statement. */
  #endOfSimple(): void {
    if (this.isOperator(';') || this.token.kind === 'newline') this.advance();
    else if (!this.isOperator('}')) this.syntax();
  }

  #statement(): Statement {
    if (this.isOperator('{')) return this.#block();
    if (this.isOperator(';')) {
      this.advance();
      return { kind: 'block', body: [] };
    }
    const compound = this.token.kind === 'keyword' ? this.#compound(this.token.text) : undefined;
    if (compound !== undefined) return compound;
    const simple = this.#simple();
    this.#endOfSimple();
    return simple;
  }

  #body(): Statement {
    this.newlines();
    return this.#statement();
  }

  #loop(): Statement {
    this.#loops++;
    const body = this.#body();
    this.#loops--;
    return body;
  }

  #condition(): Expr {
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    return condition;
  }

  #compound(word: string): Statement | undefined {
    if (word === 'if') {
      this.advance();
      const condition = this.#condition();
      const yes = this.#body();
      const mark = this.mark();
      while (this.isOperator(';') || this.token.kind === 'newline') this.advance();
      if (!this.isKeyword('else')) {
        this.reset(mark);
        return { kind: 'if', condition, yes, no: undefined };
      }
      this.advance();
      return { kind: 'if', condition, yes, no: this.#body() };
    }
    if (word === 'while') {
      this.advance();
      const condition = this.#condition();
      if (this.isOperator(';')) {
        this.advance();
        return { kind: 'while', condition, body: { kind: 'block', body: [] } };
      }
      return { kind: 'while', condition, body: this.#loop() };
    }
    if (word === 'do') {
      this.advance();
      const body = this.#loop();
      while (this.isOperator(';') || this.token.kind === 'newline') this.advance();
      if (!this.isKeyword('while')) this.syntax();
      this.advance();
      const condition = this.#condition();
      this.#endOfSimple();
      return { kind: 'do', condition, body };
    }
    if (word === 'for') return this.#for();
    return word === 'switch' ? this.#switch() : undefined;
  }

  #for(): Statement {
    this.advance();
    this.expect('(');
    const mark = this.mark();
    if (this.token.kind === 'name') {
      const target = this.primary();
      if (target.kind === 'name' && this.isKeyword('in')) {
        this.advance();
        const array = this.primary();
        if (this.isOperator(')') && (array.kind === 'name' || array.kind === 'index')) {
          this.advance();
          return { kind: 'forin', target, array, body: this.#loop() };
        }
      }
      this.reset(mark);
    }
    const start = this.isOperator(';') ? undefined : this.#simple();
    this.expect(';');
    this.newlines();
    const condition = this.isOperator(';') ? undefined : this.expression();
    this.expect(';');
    this.newlines();
    const step = this.isOperator(')') ? undefined : this.#simple();
    this.expect(')');
    if (this.isOperator(';')) {
      this.advance();
      return { kind: 'for', start, condition, step, body: { kind: 'block', body: [] } };
    }
    return { kind: 'for', start, condition, step, body: this.#loop() };
  }

  #switch(): Statement {
    this.advance();
    const of = this.#condition();
    this.newlines();
    this.expect('{');
    const cases: { match: Expr | undefined; body: Statement[] }[] = [];
    this.newlines();
    this.#loops++;
    while (!this.isOperator('}')) {
      const isDefault = this.isKeyword('default');
      if (!isDefault && !this.isKeyword('case')) this.syntax();
      this.advance();
      const match = isDefault ? undefined : this.primary();
      this.expect(':');
      cases.push({ match, body: this.#statements() });
    }
    this.#loops--;
    this.advance();
    return { kind: 'switch', of, cases };
  }

  #simple(): Statement {
    const { kind, text, at } = this.token;
    if (kind !== 'keyword') return { kind: 'expression', expr: this.expression() };
    switch (text) {
      case 'print':
      case 'printf':
        return this.#print(text);
      case 'delete':
        return this.#delete();
      case 'next':
      case 'nextfile':
        if (!this.#inRule && !this.#inFunction) {
          throw new Failure(`${this.place()}: error: \`${text}' used in ${this.#special ?? 'BEGIN'} action`, 1);
        }
        this.advance();
        return { kind: text };
      case 'break':
      case 'continue':
        if (this.#loops === 0) this.lexer.fail(at, `\`${text}' is not allowed outside a loop${text === 'break' ? ' or switch' : ''}`);
        this.advance();
        return { kind: text };
      case 'exit':
        this.advance();
        return { kind: 'exit', status: this.#atEnd() ? undefined : this.expression() };
      case 'return':
        if (!this.#inFunction) this.lexer.fail(at, "`return' used outside function context");
        this.advance();
        return { kind: 'return', value: this.#atEnd() ? undefined : this.expression() };
      case 'getline':
        return { kind: 'expression', expr: this.expression() };
      default:
        return this.syntax();
    }
  }

  #atEnd(): boolean {
    return this.isOperator(';') || this.isOperator('}') || this.token.kind === 'newline' || this.token.kind === 'end';
  }

  #print(kind: 'print' | 'printf'): Statement {
    this.advance();
    const args = this.#atEnd() || this.#atRedirection() ? [] : this.printList();
    let redirection: Redirection | undefined;
    if (this.#atRedirection()) {
      const sign = this.token.text as Redirection['kind'];
      this.advance();
      redirection = { kind: sign, to: this.concatenation(true) };
    }
    return { kind, args, redirection };
  }

  #atRedirection(): boolean {
    if (this.isOperator('|&')) throw new Failure('coprocesses (|&) are not simulated here', 2);
    return this.isOperator('>') || this.isOperator('>>') || this.isOperator('|');
  }

  #delete(): Statement {
    this.advance();
    const target = this.primary();
    if (target.kind === 'index') return { kind: 'delete', array: target.array, keys: target.keys };
    if (target.kind === 'name') return { kind: 'delete', array: target, keys: undefined };
    return this.syntax();
  }
}

// Source text to tree: the one module that knows the parser (unbash 6.0.4). What is wrong with a text, and whether more lines would mend it.

import {
  type CompoundList,
  forEachChild,
  type ArithmeticFor as ParsedArithmeticFor,
  type Assignment as ParsedAssignment,
  type Case as ParsedCase,
  type Command as ParsedCommand,
  type Function as ParsedFunction,
  type Statement as ParsedStatement,
  type Word as ParsedWord,
  parse as parseText,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
} from 'unbash';
import type { Assignment, Case, List, Node, Redirect, RedirectOperator, Script, Statement, Test, Word } from './ast.ts';
import type { Dialect, SyntaxFault } from './dialect.ts';
import { judge } from './syntax.ts';
import type { SyntaxStop } from './syntax-base.ts';

export type Parsed =
  | { state: 'complete'; script: Script; openDocuments: { delimiter: string; line: number }[] }
  | { state: 'more' | 'wrong'; fault: SyntaxFault };

/**
 * Reads a text whose first line has the number `line`. `atEnd`: no more lines come, so that open here-documents end with the text.
 */
export function parse(source: string, dialect: Dialect, line = 1, atEnd = false): Parsed {
  const { stop, documents } = judge(source, dialect);
  if (stop !== undefined) return { state: stop.kind, fault: describe(source, stop, line) };
  const continued = /(^|[^\\])(\\\\)*\\\n?$/.test(source);
  if (!atEnd && (documents.length > 0 || continued)) {
    return { state: 'more', fault: { token: undefined, line, text: '' } };
  }
  const plain = dialect.prepare(source);
  const tree = parseText(plain);
  const [error] = (tree.errors ?? []).filter(({ message }) => !/heredoc|here-doc/i.test(message));
  if (error !== undefined) {
    const stopped = { kind: 'wrong', token: plain.slice(error.pos).match(/^\S+/)?.[0] ?? '', isWord: true, at: error.pos } as const;
    return { state: 'wrong', fault: describe(plain, stopped, line) };
  }
  const converter = new Converter(plain, line);
  const openDocuments = documents.map(({ delimiter, at }) => ({ delimiter, line: converter.lineOf(at) }));
  return { state: 'complete', script: { statements: converter.list(tree.commands) }, openDocuments };
}

/** The stop with its line. */
function describe(source: string, stop: SyntaxStop, first: number): SyntaxFault {
  const lines = source.split('\n');
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length - 1;
  const last = lines.length - (source.endsWith('\n') ? 1 : 0);
  const at = lineOf(stop.at);
  if (stop.unclosed !== undefined) {
    const substitution = stop.unclosed === ')' && !source.startsWith('((', stop.at) && source[stop.at - 1] !== '=';
    return {
      token: undefined,
      unclosed: stop.unclosed,
      line: first + (substitution ? last : at),
      lastLine: first + lines.length - 1,
      text: lines[at] ?? '',
      arithmetic: source.startsWith('((', stop.at),
    };
  }
  const open = stop.open && { word: stop.open.word, line: first + lineOf(stop.open.at) };
  const shared = { expecting: stop.expecting, open, words: stop.words, word: stop.isWord };
  if (stop.token === '') return { ...shared, token: undefined, line: first + last, lastLine: first + lines.length - 1, text: '' };
  return { ...shared, token: stop.token, line: first + at, lastLine: first + at, text: lines[at] ?? '' };
}

/** Where the names of simple commands stand in a text, and the word after each: what aliases may replace. */
export function commandNames(source: string): { at: number; end: number; next: { at: number; end: number } | undefined }[] {
  const names: { at: number; end: number; next: { at: number; end: number } | undefined }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command' && node.name !== undefined) {
      const next = node.suffix.find(item => item.type === 'Word' || item.type === 'Assignment');
      names.push({ at: node.name.pos, end: node.name.end, next: next && { at: next.pos, end: next.end } });
    }
    if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') return;
    forEachChild(node, visit);
  };
  visit(parseText(source));
  return names;
}

class Converter {
  readonly #source: string;
  readonly #base: number;
  readonly #starts: number[] = [0];

  constructor(source: string, line: number) {
    this.#source = source;
    this.#base = line;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  lineOf(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return this.#base + low;
  }

  list(statements: readonly ParsedStatement[] | CompoundList): List {
    const commands = 'commands' in statements ? statements.commands : statements;
    return commands.map((statement): Statement => {
      const node = this.node(statement.command);
      const endLine = this.lineOf(Math.max(statement.pos, statement.end - 1));
      return { node, background: statement.background === true, line: this.lineOf(statement.pos), endLine };
    });
  }

  node(parsed: ParsedStatement['command'] | ParsedFunction['body'], redirects: Redirect[] = []): Node {
    const line = this.lineOf(parsed.pos);
    switch (parsed.type) {
      case 'Command':
        return this.#simple(parsed);
      case 'Redirected':
        return this.node(
          parsed.command,
          parsed.redirects.map(redirect => this.#redirect(redirect)),
        );
      case 'Pipeline':
        return this.#pipeline(parsed);
      case 'AndOr':
        return { kind: 'and-or', commands: parsed.commands.map(command => this.node(command)), operators: [...parsed.operators], line };
      case 'If': {
        const branches = [parsed, ...parsed.elif].map(branch => ({ condition: this.list(branch.clause), body: this.list(branch.then) }));
        return { kind: 'if', branches, otherwise: parsed.else && this.list(parsed.else), redirects, line };
      }
      case 'While':
        return {
          kind: 'loop',
          until: parsed.kind === 'until',
          condition: this.list(parsed.clause),
          body: this.list(parsed.body),
          redirects,
          line,
        };
      case 'For':
      case 'Select': {
        const words = parsed.wordlist?.map(word => this.word(word));
        const kind = parsed.type === 'For' ? 'for' : 'select';
        return { kind, name: parsed.name.text, words, body: this.list(parsed.body), redirects, line };
      }
      case 'ArithmeticFor':
        return this.#arithmeticFor(parsed, redirects);
      case 'Case':
        return this.#case(parsed, redirects);
      case 'Subshell':
        return { kind: 'subshell', body: this.list(parsed.body), redirects, line };
      case 'BraceGroup':
        return { kind: 'group', body: this.list(parsed.body), redirects, line };
      case 'CompoundList':
        return { kind: 'group', body: this.list(parsed), redirects, line };
      case 'Function': {
        const keyword = /^function[ \t]/.test(this.#source.slice(parsed.pos, parsed.end));
        return { kind: 'function', name: parsed.name.text, body: this.node(parsed.body), keyword, line };
      }
      case 'TestCommand':
        return { kind: 'conditional', test: this.#test(parsed.expression), redirects, line };
      case 'ArithmeticCommand':
        return { kind: 'arithmetic', text: parsed.body, redirects, line };
      case 'Coproc':
        return { kind: 'coproc', name: parsed.name?.text ?? 'COPROC', body: this.node(parsed.body), line };
    }
  }

  word(parsed: ParsedWord): Word {
    return { raw: this.#source.slice(parsed.pos, parsed.end) };
  }

  #pipeline(parsed: Extract<ParsedStatement['command'], { type: 'Pipeline' }>): Node {
    const line = this.lineOf(parsed.pos);
    let negated = false;
    let timed: boolean | 'posix' = false;
    for (const prefix of parsed.prefixes) {
      if (prefix.type === 'Negation') negated = !negated;
      else timed = prefix.posix === undefined ? true : 'posix';
    }
    const commands = parsed.commands.map(command => this.node(command));
    return { kind: 'pipeline', negated, timed, commands, stderrToo: parsed.operators.map(operator => operator === '|&'), line };
  }

  #simple(parsed: ParsedCommand): Node {
    const redirects: Redirect[] = [];
    const assignments: Assignment[] = [];
    const words: (Word | Assignment)[] = [];
    for (const item of parsed.prefix) {
      if (item.type === 'Assignment') assignments.push(this.#assignment(item));
      else redirects.push(this.#redirect(item));
    }
    if (parsed.name !== undefined) words.push(this.word(parsed.name));
    for (const item of parsed.suffix) {
      if (item.type === 'Word') words.push(this.word(item));
      else if (item.type === 'Assignment') words.push(this.#assignment(item));
      else redirects.push(this.#redirect(item));
    }
    return { kind: 'simple', assignments, words, redirects, line: this.lineOf(parsed.pos) };
  }

  #assignment(parsed: ParsedAssignment): Assignment {
    const { value, name, index, append } = parsed;
    return {
      name,
      index: index && this.#source.slice(index.pos, index.end),
      append: append === true,
      value: value.type === 'ArrayValue' ? value.elements.map(element => this.word(element)) : this.word(value),
      raw: this.#source.slice(parsed.pos, parsed.end),
    };
  }

  #redirect(parsed: Redirection): Redirect {
    const fd = parsed.descriptor?.type === 'FileDescriptor' ? parsed.descriptor.value : parsed.descriptor?.name;
    if (parsed.type === 'HereDoc') {
      const stripsTabs = parsed.operator === '<<-';
      const written = parsed.body.text;
      const body = {
        text: stripsTabs ? written.replace(/^\t+/gm, '') : written,
        expands: parsed.delimiter?.quoted !== true,
        delimiter: parsed.delimiter?.text ?? '',
        stripsTabs,
      };
      return { operator: '<<', fd, target: { raw: parsed.delimiter?.text ?? '' }, body };
    }
    const target: Word = parsed.target === undefined ? { raw: '' } : this.word(parsed.target);
    return { operator: parsed.operator as RedirectOperator, fd, target };
  }

  #arithmeticFor(parsed: ParsedArithmeticFor, redirects: Redirect[]): Node {
    const open = this.#source.indexOf('((', parsed.pos) + 2;
    const pieces = splitArithmetic(this.#source, open);
    const [initialize = '', test = '', update = ''] = pieces;
    return { kind: 'arithmetic-for', initialize, test, update, body: this.list(parsed.body), redirects, line: this.lineOf(parsed.pos) };
  }

  #case(parsed: ParsedCase, redirects: Redirect[]): Case {
    const items = parsed.items.map(item => ({
      patterns: item.pattern.map(pattern => this.word(pattern)),
      body: this.list(item.body),
      terminator: item.terminator ?? (';;' as const),
    }));
    return { kind: 'case', word: this.word(parsed.word), items, redirects, line: this.lineOf(parsed.pos) };
  }

  #test(parsed: TestExpression): Test {
    switch (parsed.type) {
      case 'TestUnary': {
        const implied = this.#source.slice(parsed.pos, parsed.operand.pos).trim() === '';
        const operand = this.word(parsed.operand);
        return implied ? { kind: 'word', operand } : { kind: 'unary', operator: parsed.operator, operand };
      }
      case 'TestBinary':
        return { kind: 'binary', operator: parsed.operator, left: this.word(parsed.left), right: this.word(parsed.right) };
      case 'TestLogical': {
        const kind = parsed.operator === '&&' ? 'and' : 'or';
        return parsed.operands.map(operand => this.#test(operand)).reduce((left, right): Test => ({ kind, left, right }));
      }
      case 'TestNot': {
        const operand = this.#test(parsed.operand);
        return parsed.negations.length % 2 === 0 ? operand : { kind: 'not', operand };
      }
      case 'TestGroup':
        return { kind: 'group', operand: this.#test(parsed.expression) };
    }
  }
}

/** The parts of "a; b; c))" from `at` on, cut at the semicolons outside parentheses. */
function splitArithmetic(source: string, at: number): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = at;
  for (let index = at; index < source.length; index++) {
    const char = source[index];
    if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (char === ')') {
      pieces.push(source.slice(start, index));
      break;
    } else if (char === ';' && depth === 0) {
      pieces.push(source.slice(start, index));
      start = index + 1;
    }
  }
  return pieces.map(piece => piece.trim());
}

// Source text to tree: the one module that knows the parser (unbash 6.0.4). What is wrong with a text, and whether more lines would mend it.

import {
  type CompoundList,
  forEachChild,
  type ArithmeticFor as ParsedArithmeticFor,
  type Assignment as ParsedAssignment,
  type Case as ParsedCase,
  type Command as ParsedCommand,
  type Function as ParsedFunction,
  type ParsedScript,
  type Statement as ParsedStatement,
  type Word as ParsedWord,
  parse as parseText,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
} from 'unbash';
import type { Assignment, Case, List, Node, Redirect, RedirectOperator, Script, Statement, Test, Word } from './ast.ts';

/** A complaint of the parser, at an offset into the text. */
export interface Fault {
  message: string;
  at: number;
}

export type Parsed =
  | {
      state: 'complete';
      script: Script /** Here-documents that the text's end cut off. */;
      openDocuments: { delimiter: string; line: number }[];
    }
  | { state: 'more'; faults: Fault[]; openDocument: boolean; script: Script }
  | { state: 'wrong'; faults: Fault[] };

/** Reads a text whose first line has the number `line`. */
export function parse(source: string, line = 1): Parsed {
  const tree = parseText(source);
  const faults: Fault[] = [];
  const open: { delimiter: string; at: number }[] = [];
  inspect(tree, faults, open);
  faults.sort((a, b) => a.at - b.at);
  const state = judge(source, faults, open.length > 0);
  if (state === 'wrong') return { state, faults };
  const converter = new Converter(source, line);
  const script = { statements: converter.list(tree.commands) };
  if (state === 'more') return { state, faults, openDocument: open.length > 0 && faults.length === 0, script };
  return { state, script, openDocuments: [] };
}

/** The tree of a text that ends where it is: open here-documents are closed by its end. */
export function parseToEnd(source: string, line = 1): Parsed {
  const parsed = parse(source, line);
  if (parsed.state !== 'more' || parsed.faults.length > 0) return parsed;
  const open: { delimiter: string; at: number }[] = [];
  inspect(parseText(source), [], open);
  const converter = new Converter(source, line);
  const openDocuments = open.map(({ delimiter, at }) => ({ delimiter, line: converter.lineOf(at) }));
  return { state: 'complete', script: parsed.script, openDocuments };
}

function inspect(node: SyntaxNode, faults: Fault[], open: { delimiter: string; at: number }[]): void {
  if (node.type === 'Script') {
    for (const { message, pos } of (node as ParsedScript).errors ?? []) faults.push({ message, at: pos });
  }
  if (node.type === 'HereDoc' && node.closing === undefined) open.push({ delimiter: node.delimiter?.value ?? '', at: node.pos });
  // The inside of an arithmetic expression is judged when it is evaluated.
  if (node.type === 'ArithmeticExpansion' || node.type === 'ArithmeticCommand') return;
  forEachChild(node, child => inspect(child, faults, open));
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

/** Whether a text is whole, wrong, or wants another line. */
function judge(source: string, faults: Fault[], openDocument: boolean): 'complete' | 'wrong' | 'more' {
  if (faults.some(fault => /^unterminated/.test(fault.message))) return 'more';
  if (faults.length === 0) return openDocument || /(^|[^\\])(\\\\)*\\\n?$/.test(source) ? 'more' : 'complete';
  const end = source.replace(/(\n[ \t]*#[^\n]*|\s)+$/, '').length;
  const late = (fault: Fault): boolean => fault.at >= end && /^expected/.test(fault.message) && !/redirect target/.test(fault.message);
  const first = faults[0]!;
  const last = faults.at(-1)!;
  const rest = source
    .slice(first.at + 1)
    .replace(/^\s*#.*$/gm, '')
    .trim();
  if (late(first)) return 'more';
  return /^expected command in (brace group|subshell)/.test(first.message) && late(last) && rest === '' ? 'more' : 'wrong';
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

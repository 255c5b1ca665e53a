// Go's text/template, executed: fields, methods, pipelines, if, range, with, templates, and the built-in functions. As Go 1.25.

import {
  ANY,
  BOOL,
  concrete,
  FLOAT,
  GoObject,
  INT,
  indirect,
  isNil,
  mapEntries,
  printValue,
  STRING,
  slice,
  structField,
  truth,
  typeName,
  type Value,
} from './go-value.ts';
import { BUILTINS, FunctionError, type TemplateFunction } from './template-functions.ts';
import { type Arg, type Command, type ControlNode, type Node, type Pipe, parseTemplate, type Tree } from './template-parse.ts';

export { TemplateParseError } from './template-parse.ts';

/** What went wrong while a template ran, in Go's words: `template: :1:2: executing "" at <.X>: …`. */
export class TemplateExecError extends Error {
  /** What had been printed before. */
  partial = '';
}

export interface TemplateHow {
  name?: string;
  functions?: Readonly<Record<string, TemplateFunction>>;
  /** Option("missingkey=error"). */
  missingKey?: 'error' | 'default';
}

/** A template ready to run on many values. Making one throws TemplateParseError. */
export class Template {
  readonly #tree: Tree;
  readonly #how: TemplateHow;

  constructor(text: string, how: TemplateHow = {}) {
    const known = (name: string): boolean => Object.hasOwn(how.functions ?? {}, name) || Object.hasOwn(BUILTINS, name);
    this.#tree = parseTemplate(how.name ?? '', text, known);
    this.#how = how;
  }

  /** Gives what it prints for `data`, a Value or plain data. Throws TemplateExecError. */
  execute(data: unknown, how: TemplateHow = {}): string {
    const value = isValue(data) ? data : { type: ANY, value: data };
    return new Execution(this.#tree, { ...this.#how, ...how }).run(value);
  }
}

const isValue = (data: unknown): data is Value =>
  typeof data === 'object' && data !== null && 'type' in data && 'value' in data && typeof (data as Value).type?.kind === 'string';

class Loop extends Error {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    super(kind);
    this.kind = kind;
  }
}

const NIL: Value = { type: ANY, value: undefined };
/** A missing map entry: prints "<no value>". */
const MISSING: Value = { type: ANY, value: null };

class Execution {
  readonly #tree: Tree;
  readonly #how: TemplateHow;
  readonly #out: string[] = [];
  #variables: [string, Value][] = [];

  constructor(tree: Tree, how: TemplateHow) {
    this.#tree = tree;
    this.#how = how;
  }

  run(data: Value): string {
    this.#variables = [['$', data]];
    try {
      this.#walk(this.#tree.root, data);
    } catch (error) {
      if (error instanceof TemplateExecError) error.partial = this.#out.join('');
      throw error;
    }
    return this.#out.join('');
  }

  #fail(pos: number, text: string, words: string): never {
    const before = this.#tree.text.slice(0, pos);
    const line = before.split('\n').length;
    const column = pos - (before.lastIndexOf('\n') + 1);
    const context = text.length > 20 ? `${text.slice(0, 20)}...` : text;
    const { name } = this.#tree;
    throw new TemplateExecError(`template: ${name}:${line}:${column}: executing "${name}" at <${context}>: ${words}`);
  }

  #walk(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) this.#node(node, dot);
  }

  #node(node: Node, dot: Value): void {
    switch (node.kind) {
      case 'text':
        this.#out.push(node.text);
        return;
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.declared.length === 0) this.#out.push(this.#print(value));
        return;
      }
      case 'if':
      case 'with': {
        const mark = this.#variables.length;
        const value = this.#pipe(node.pipe, dot);
        if (truth(value)) this.#walk(node.body, node.kind === 'with' ? value : dot);
        else if (node.otherwise) this.#walk(node.otherwise, dot);
        this.#variables.length = mark;
        return;
      }
      case 'range':
        this.#range(node, dot);
        return;
      case 'template': {
        const body = this.#tree.defined.get(node.name);
        if (!body) this.#fail(node.pos, `{{template "${node.name}"}}`, `template "${node.name}" not defined`);
        const data = node.pipe ? this.#pipe(node.pipe, dot) : NIL;
        const outer = this.#variables;
        this.#variables = [['$', data]];
        this.#walk(body, data);
        this.#variables = outer;
        return;
      }
      default:
        throw new Loop(node.kind);
    }
  }

  #print(value: Value): string {
    if (value === MISSING) return '<no value>';
    const inner = indirect(value);
    if (inner.type.kind === 'any' && isNil(inner.value))
      return value.type.kind === 'any' && value.value === undefined ? '<no value>' : '<nil>';
    return printValue(inner);
  }

  #range(node: ControlNode, dot: Value): void {
    const mark = this.#variables.length;
    const value = indirect(this.#pipe({ ...node.pipe, declared: [] }, dot));
    const entries = this.#entries(value, node);
    const { declared, assigns } = node.pipe;
    for (const [key, item] of entries) {
      const inner = this.#variables.length;
      const pair = declared.length === 2 ? [key, item] : [item];
      declared.forEach((name, at) => {
        if (assigns) this.#assign(name, pair[at]!);
        else this.#variables.push([name, pair[at]!]);
      });
      try {
        this.#walk(node.body, item);
      } catch (error) {
        if (!(error instanceof Loop)) throw error;
        if (error.kind === 'break') break;
      } finally {
        this.#variables.length = inner;
      }
    }
    if (entries.length === 0 && node.otherwise) this.#walk(node.otherwise, dot);
    this.#variables.length = mark;
  }

  #entries(value: Value, node: ControlNode): [Value, Value][] {
    const { type, value: inner } = value;
    if (isNil(inner)) return [];
    if (type.kind === 'slice') return (inner as unknown[]).map((item, at) => [int(at), { type: type.of, value: item }]);
    if (type.kind === 'map') return mapEntries(value).map(([key, item]) => [{ type: STRING, value: key }, item]);
    if (type.kind === 'int') return Array.from({ length: Math.max(0, Number(inner)) }, (_, at) => [int(at), int(at)]);
    return this.#fail(node.pipe.pos, node.pipe.text, `range can't iterate over ${printValue(value)}`);
  }

  #assign(name: string, value: Value): void {
    for (let at = this.#variables.length - 1; at >= 0; at--) {
      if (this.#variables[at]![0] !== name) continue;
      this.#variables[at]![1] = value;
      return;
    }
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = this.#command(command, dot, value);
    const result = value ?? NIL;
    for (const name of pipe.declared) {
      if (pipe.assigns) this.#assign(name, result);
      else this.#variables.push([name, result]);
    }
    return result;
  }

  #command(command: Command, dot: Value, last: Value | undefined): Value {
    const [first, ...rest] = command.args as [Arg, ...Arg[]];
    if (first.kind === 'function') return this.#call(first, rest, dot, last, command.text);
    if (rest.length > 0 || last) {
      if (first.kind === 'field' || first.kind === 'variable') {
        return this.#method(first, rest, dot, last);
      }
      this.#fail(first.pos, first.text, `can't give argument to non-function ${first.text}`);
    }
    if (first.kind === 'nil') this.#fail(first.pos, 'nil', 'nil is not a command');
    return this.#arg(first, dot);
  }

  /** A method with arguments: only what answers by methods has any. */
  #method(arg: Extract<Arg, { kind: 'field' | 'variable' }>, rest: readonly Arg[], dot: Value, last: Value | undefined): Value {
    const name = arg.names.at(-1) ?? arg.text;
    const start = arg.kind === 'field' ? dot : (this.#variables.findLast(([variable]) => variable === arg.name)?.[1] ?? NIL);
    const receiver = indirect(this.#chain(start, arg.names.slice(0, -1), arg));
    const args = [...rest.map(item => this.#arg(item, dot)), ...(last ? [last] : [])].map(item => concrete(item).value);
    const result = receiver.value instanceof GoObject ? receiver.value.call(name, args) : undefined;
    if (result === undefined) this.#fail(arg.pos, arg.text, `${name} is not a method but has arguments`);
    return { type: ANY, value: result };
  }

  #call(name: Extract<Arg, { kind: 'function' }>, args: readonly Arg[], dot: Value, last: Value | undefined, whole: string): Value {
    const run = this.#how.functions?.[name.name] ?? BUILTINS[name.name]!;
    const count = args.length + (last ? 1 : 0);
    if (run.most === Infinity ? count < run.least : count !== run.least && (count < run.least || count > run.most)) {
      const want = run.most === Infinity ? `at least ${run.least}` : String(run.least);
      this.#fail(name.pos, name.name, `wrong number of args for ${name.name}: want ${want} got ${count}`);
    }
    try {
      if (run.lazy) return run.lazy(this.#lazily(args, dot, last));
      const values = args.map(arg => this.#arg(arg, dot));
      if (last) values.push(last);
      return run.call!(values);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      return this.#fail(
        name.pos,
        error.plain ? name.name : whole,
        error.plain ? error.message : `error calling ${name.name}: ${error.message}`,
      );
    }
  }

  /** `and` and `or` look at their arguments one after the other. */
  *#lazily(args: readonly Arg[], dot: Value, last: Value | undefined): Generator<Value> {
    for (const arg of args) yield this.#arg(arg, dot);
    if (last) yield last;
  }

  #arg(arg: Arg, dot: Value): Value {
    switch (arg.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return NIL;
      case 'literal':
        return { type: arg.type === 'string' ? STRING : arg.type === 'bool' ? BOOL : arg.type === 'int' ? INT : FLOAT, value: arg.value };
      case 'field':
        return this.#chain(dot, arg.names, arg);
      case 'variable': {
        const found = this.#variables.findLast(([name]) => name === arg.name);
        return this.#chain(found?.[1] ?? NIL, arg.names, arg);
      }
      case 'function':
        return this.#call(arg, [], dot, undefined, arg.text);
      default:
        return this.#chain(this.#pipe(arg.pipe, dot), arg.names, arg);
    }
  }

  #chain(start: Value, names: readonly string[], at: Arg): Value {
    let value = start;
    for (const name of names) value = this.#field(value, name, at);
    return value;
  }

  #field(receiver: Value, name: string, at: Arg): Value {
    const value = indirect(receiver);
    const { type, value: inner } = value;
    if (inner instanceof GoObject) {
      const result = inner.get(name);
      if (result === undefined) this.#fail(at.pos, at.text, `can't evaluate field ${name} in type ${inner.goName}`);
      return isValue(result) ? result : { type: ANY, value: result };
    }
    if (isNil(inner) && type.kind === 'any') {
      if (receiver === MISSING || receiver.value === undefined) this.#fail(at.pos, at.text, `nil data; no entry for key "${name}"`);
      this.#fail(at.pos, at.text, `nil pointer evaluating interface {}.${name}`);
    }
    if (isNil(inner) && type.kind === 'pointer') this.#fail(at.pos, at.text, `nil pointer evaluating ${typeName(value)}.${name}`);
    if (type.kind === 'struct') {
      const field = structField(value, name);
      if (field) return field;
    } else if (type.kind === 'map') {
      const map = (inner ?? {}) as Record<string, unknown>;
      if (Object.hasOwn(map, name)) return { type: type.of, value: map[name] };
      if (this.#how.missingKey === 'error') this.#fail(at.pos, at.text, `map has no entry for key "${name}"`);
      return MISSING;
    }
    return this.#fail(at.pos, at.text, `can't evaluate field ${name} in type ${typeName(concrete(receiver))}`);
  }
}

const int = (value: number): Value => ({ type: INT, value });

/** A list of strings as a Go value. */
export const strings = (values: readonly string[]): Value => ({ type: slice(STRING), value: values });

// Parameter expansion: $x, ${x:-y}, ${a[@]:1}, ${!x}, ${x@Q} and the rest. As bash 5.3's subst.c: parameter_brace_expand.

import type { PatternOptions } from '../glob.ts';
import type { Operand, Parameter } from './ast.ts';
import type { ExpansionFault } from './dialect.ts';
import { PatternSink, ReplacementSink, type Separators, type Sink, TextSink } from './fields.ts';
import { after, type Now } from './now.ts';
import { changeCase, removePrefix, removeSuffix, replacePattern } from './pattern-operations.ts';
import { Complaint, type Shell } from './state.ts';
import { transform, transformArray } from './transform.ts';
import { isName } from './variables.ts';

/** The rest of expansion, as this part of it needs it. */
export interface Expander {
  operand(shell: Shell, operand: Operand, sink: Sink): Now<void>;
  text<S extends TextSink>(shell: Shell, operand: Operand, sink: S): Now<string>;
  separators(shell: Shell): Separators;
}

/** What a parameter holds: one value, or the elements of "$@" or an array (`star`: joined when quoted). */
type Held = { list: string[]; star: boolean; name: string } | { list: undefined; value: string | undefined; name: string };

/** Throws what a failed expansion does in this dialect. */
function fail(shell: Shell, fault: ExpansionFault): never {
  const { words, status, ends } = shell.dialect.expansion(fault);
  throw new Complaint(words, status, ends);
}

/** Adds what the parameter gives to the sink. */
export function expandParameter(shell: Shell, parameter: Parameter, quoted: boolean, sink: Sink, expander: Expander): Now<void> {
  if (parameter.bad) fail(shell, { kind: 'bad-substitution', raw: parameter.raw });
  const { name, operator, index } = parameter;
  if (operator === undefined && index === undefined && !parameter.length && !parameter.indirect && isPlain(name)) {
    const value = shell.variables.get(name);
    if (value === undefined) {
      if (shell.options.nounset) fail(shell, { kind: 'unset', name });
      if (quoted) sink.add('', true);
    } else if (quoted) sink.add(value, true);
    else sink.split(value);
    return;
  }
  return after(hold(shell, parameter, expander), held => operate(shell, parameter, held, quoted, sink, expander));
}

function isPlain(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 65 && code !== 0x40;
}

/** The number of a positional or special parameter's value. */
function specialValue(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '#':
      return String(shell.args.length);
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return shell.variables.get('-');
    case '0':
      return shell.name;
    default:
      return /^\d/.test(name) ? shell.args[Number(name) - 1] : shell.variables.get(name);
  }
}

function hold(shell: Shell, parameter: Parameter, expander: Expander): Now<Held> {
  const { name, index } = parameter;
  if (parameter.indirect) return indirect(shell, parameter, expander);
  return fetch(shell, name, index, expander);
}

function fetch(shell: Shell, name: string, index: string | undefined, expander: Expander): Now<Held> {
  if (name === '@' || name === '*') return { list: shell.args, star: name === '*', name };
  if (index === undefined) return { list: undefined, value: specialValue(shell, name), name };
  if (index === '@' || index === '*') return { list: shell.variables.values(name), star: index === '*', name: `${name}[${index}]` };
  return after(subscript(shell, name, index, expander), key => {
    const value = shell.variables.element(name, key);
    return { list: undefined, value, name: `${name}[${index}]` };
  });
}

function subscript(shell: Shell, name: string, raw: string, expander: Expander): Now<string | number> {
  const map = shell.variables.isMap(name);
  if (/^\d+$/.test(raw)) return map ? raw : Number(raw);
  const operand: Operand = { raw, quoted: !map };
  return after(expander.text(shell, operand, new TextSink()), text => {
    if (map) return text;
    if (text.trim() === '') throw new Complaint(`${name}: bad array subscript`);
    return shell.index(text);
  });
}

/** ${!x}, ${!x[@]}. */
function indirect(shell: Shell, parameter: Parameter, expander: Expander): Now<Held> {
  const { name, index, operator } = parameter;
  if (operator === 'names') {
    const star = parameter.operands![0]!.raw === '*';
    return { list: shell.variables.names().filter(known => known.startsWith(name)), star, name };
  }
  if (index === '@' || index === '*') {
    if (operator === undefined) return { list: shell.variables.keys(name), star: index === '*', name };
  }
  const reference = shell.variables.raw(name);
  if (reference?.nameref && index === undefined && operator === undefined) return { list: undefined, value: reference.value, name };
  return after(fetch(shell, name, index, expander), held => {
    const target = held.list === undefined ? held.value : held.list.join(' ');
    if (target === undefined || target === '') {
      if (target === undefined && (operator === undefined || !/^:?[-=+?]$/.test(operator)))
        throw new Complaint(`${name}: invalid indirect expansion`);
      if (target === undefined) return held;
      throw new Complaint(`${target}: invalid variable name`);
    }
    const found = /^([A-Za-z_]\w*)(?:\[(.*)\])?$|^(\d+|[@*#?$!-])$/s.exec(target);
    if (found === null) throw new Complaint(`${target}: invalid variable name`);
    return fetch(shell, found[1] ?? found[3]!, found[2], expander);
  });
}

/** What the value becomes by the parameter's operator. */
function operate(shell: Shell, parameter: Parameter, held: Held, quoted: boolean, sink: Sink, expander: Expander): Now<void> {
  const { operator } = parameter;
  if (parameter.length) return add(sink, lengthOf(shell, parameter, held), quoted);
  if (operator === undefined || operator === 'names') return emit(shell, required(shell, parameter, held), quoted, sink, expander);
  if (/^:?[-=+?]$/.test(operator)) return defaults(shell, parameter, held, quoted, sink, expander);
  if (operator === '@') return transformed(shell, parameter, held, quoted, sink, expander);
  const checked = required(shell, parameter, held);
  if (operator === ':') return after(slice(shell, parameter, checked, expander), sliced => emit(shell, sliced, quoted, sink, expander));
  return after(patternFunction(shell, parameter, expander), change => emit(shell, mapped(checked, change), quoted, sink, expander));
}

const mapped = (held: Held, change: (value: string) => string): Held =>
  held.list === undefined
    ? { ...held, value: held.value === undefined ? undefined : change(held.value) }
    : { ...held, list: held.list.map(change) };

/** Refuses an unset parameter under set -u. */
function required(shell: Shell, parameter: Parameter, held: Held): Held {
  if (!shell.options.nounset || held.list !== undefined || held.value !== undefined) return held;
  const name = parameter.index === undefined ? parameter.name : `${parameter.name}[${parameter.index}]`;
  return fail(shell, { kind: 'unset', name: /^\d/.test(name) || name === '!' ? `$${name}` : name });
}

function add(sink: Sink, text: string, quoted: boolean): void {
  if (quoted) sink.add(text, true);
  else sink.split(text);
}

function lengthOf(shell: Shell, parameter: Parameter, held: Held): string {
  if (held.list !== undefined) {
    const declared =
      parameter.index === undefined || shell.variables.find(parameter.name) !== undefined || shell.variables.dynamic.has(parameter.name);
    if (!declared && shell.options.nounset) fail(shell, { kind: 'unset', name: parameter.name });
    return String(held.list.length);
  }
  const value = required(shell, parameter, held);
  const text = value.list === undefined ? (value.value ?? '') : '';
  return String(/[\ud800-\udbff]/.test(text) ? [...text].length : text.length);
}

function emit(shell: Shell, held: Held, quoted: boolean, sink: Sink, expander: Expander): void {
  if (held.list === undefined) {
    if (held.value !== undefined || quoted) add(sink, held.value ?? '', quoted);
    return;
  }
  const { list, star } = held;
  if (star && (quoted || !sink.fields)) {
    const { joint } = expander.separators(shell);
    add(sink, list.join(joint), quoted || sink.fields);
    return;
  }
  for (const [at, item] of list.entries()) {
    if (at > 0) sink.breakField();
    add(sink, item, quoted);
  }
}

/** ${x:-w} ${x:=w} ${x:+w} ${x:?w}. */
function defaults(shell: Shell, parameter: Parameter, held: Held, quoted: boolean, sink: Sink, expander: Expander): Now<void> {
  const operator = parameter.operator!;
  const colon = operator.startsWith(':');
  const kind = operator.at(-1)!;
  const value = held.list === undefined ? held.value : held.list.length === 0 ? undefined : held.list.join(' ');
  const absent = value === undefined || (colon && value === '');
  const operand = parameter.operands![0]!;
  if (kind === '+') {
    if (!absent) return operandOf(shell, parameter, sink, expander);
    if (quoted) sink.add('', true);
    return;
  }
  if (!absent) return emit(shell, held, quoted, sink, expander);
  if (kind === '-') return operandOf(shell, parameter, sink, expander);
  return after(expander.text(shell, operand, new TextSink()), text => {
    if (kind === '?') {
      const name = parameter.index === undefined ? parameter.name : `${parameter.name}[${parameter.index}]`;
      fail(shell, { kind: 'required', name, words: operand.raw === '' ? undefined : text, colon });
    }
    assignDefault(shell, parameter, text);
    add(sink, shell.variables.get(parameter.name) ?? text, quoted);
  });
}

function operandOf(shell: Shell, parameter: Parameter, sink: Sink, expander: Expander): Now<void> {
  const operand = parameter.operands![0]!;
  if (operand.quoted && operand.raw === '') return sink.add('', true);
  return expander.operand(shell, operand, sink);
}

function assignDefault(shell: Shell, parameter: Parameter, text: string): void {
  const { name, index } = parameter;
  if (!isName(name)) throw new Complaint(`$${name}: cannot assign in this way`);
  if (index === undefined) shell.variables.assign(name, text);
  else shell.variables.assignElement(name, shell.variables.isMap(name) ? index : shell.index(index), text);
}

const patternOptions = (shell: Shell): PatternOptions => ({
  extended: shell.shopts.has('extglob'),
  ignoreCase: shell.shopts.has('nocasematch'),
});

/** The change that a pattern operator makes to each value. */
function patternFunction(shell: Shell, parameter: Parameter, expander: Expander): Now<(value: string) => string> {
  const operator = parameter.operator!;
  const [first, second] = parameter.operands!;
  return after(expander.text(shell, first!, new PatternSink()), pattern => {
    const options = patternOptions(shell);
    const plain: PatternOptions = { extended: options.extended ?? false };
    if (operator[0] === '#') return value => removePrefix(value, pattern, operator.length === 2, plain);
    if (operator[0] === '%') return value => removeSuffix(value, pattern, operator.length === 2, plain);
    if (operator[0] !== '/') return value => changeCase(value, operator, pattern, plain);
    if (second === undefined) return value => replacePattern(value, operator, pattern, '', options, false);
    const ampersand = shell.shopts.has('patsub_replacement');
    return after(
      expander.text(shell, second, new ReplacementSink()),
      replacement => (value: string) => replacePattern(value, operator, pattern, replacement, options, ampersand),
    );
  });
}

/** ${x:offset:length}. */
function slice(shell: Shell, parameter: Parameter, held: Held, expander: Expander): Now<Held> {
  const [first, second] = parameter.operands!;
  return after(expander.text(shell, first!, new TextSink()), offsetText => {
    const offset = shell.index(offsetText);
    if (second === undefined) return sliced(shell, parameter, held, offset, undefined, '');
    return after(expander.text(shell, second, new TextSink()), lengthText =>
      sliced(shell, parameter, held, offset, shell.index(lengthText), lengthText),
    );
  });
}

function sliced(shell: Shell, parameter: Parameter, held: Held, offset: number, length: number | undefined, lengthText: string): Held {
  if (held.list === undefined) {
    if (held.value === undefined) return held;
    const characters = /[\ud800-\udbff]/.test(held.value) ? [...held.value] : undefined;
    const size = characters?.length ?? held.value.length;
    const start = offset < 0 ? size + offset : offset;
    if (start < 0 || start > size) return { ...held, value: '' };
    const end = length === undefined ? size : length < 0 ? size + length : Math.min(size, start + length);
    if (end < start) throw new Complaint(`${lengthText}: substring expression < 0`);
    return { ...held, value: characters ? characters.slice(start, end).join('') : held.value.slice(start, end) };
  }
  if (length !== undefined && length < 0) throw new Complaint(`${lengthText}: substring expression < 0`);
  if (parameter.index === undefined) {
    const all = [shell.name, ...held.list];
    const start = offset < 0 ? all.length + offset : offset;
    if (start < 0) return { ...held, list: [] };
    const from = start === 0 ? all : held.list;
    const at = start === 0 ? 0 : start - 1;
    return { ...held, list: from.slice(at, length === undefined ? undefined : at + length) };
  }
  return { ...held, list: elementsFrom(shell, parameter.name, held.list, offset, length) };
}

/** An indexed array is sliced by index, so that holes count. */
function elementsFrom(shell: Shell, name: string, list: string[], offset: number, length: number | undefined): string[] {
  const array = shell.variables.find(name)?.array;
  const size = array?.length ?? list.length;
  const start = offset < 0 ? size + offset : offset;
  if (start < 0) return [];
  const first = array === undefined ? start : shell.variables.keys(name).findIndex(key => Number(key) >= start);
  if (first < 0) return [];
  return list.slice(first, length === undefined ? undefined : first + length);
}

function transformed(shell: Shell, parameter: Parameter, held: Held, quoted: boolean, sink: Sink, expander: Expander): void {
  const letter = parameter.operands![0]!.raw;
  if (held.list !== undefined && (letter === 'A' || letter === 'K' || letter === 'k')) {
    const list = transformArray(shell, parameter.name, parameter.index, letter, held.list);
    return emit(shell, { list, star: held.star && letter !== 'k', name: held.name }, quoted, sink, expander);
  }
  const place = shell.variables.resolve(parameter.name).name;
  const change = (value: string): string => transform(shell, place, letter, value);
  if (held.list === undefined && held.value === undefined) {
    if (shell.options.nounset && letter !== 'a' && letter !== 'A') required(shell, parameter, held);
    const attributes = letter === 'a' || letter === 'A' ? transform(shell, place, letter, undefined) : '';
    if (attributes !== '' || quoted) add(sink, attributes, quoted);
    return;
  }
  emit(shell, mapped(held, change), quoted, sink, expander);
}

// ${x@Q}, ${x@A} and the other transformations. As bash 5.3's subst.c: parameter_brace_transform.

import { alwaysQuote, ansiText, doubleQuote } from './quoting.ts';
import type { Shell } from './state.ts';
import { Variable } from './variable.ts';

/** The value by the operator's letter; undefined for an unset variable, of which only attributes can be told. */
export function transform(shell: Shell, name: string, letter: string, value: string | undefined): string {
  const variable = shell.variables.find(name);
  switch (letter) {
    case 'U':
      return (value ?? '').toUpperCase();
    case 'u':
      return (value ?? '').charAt(0).toUpperCase() + (value ?? '').slice(1);
    case 'L':
      return (value ?? '').toLowerCase();
    case 'E':
      return ansiText(value ?? '');
    case 'a':
      return variable?.letters() ?? '';
    case 'A':
      return assignmentText(name, variable, value);
    case 'P':
      return shell.promptText(value ?? '');
    default:
      return alwaysQuote(value ?? '');
  }
}

function assignmentText(name: string, variable: Variable | undefined, value: string | undefined): string {
  const letters = variable?.letters() ?? '';
  if (value === undefined) return letters === '' ? '' : `declare -${letters} ${name}`;
  const quoted = alwaysQuote(value);
  return letters === '' ? `${name}=${quoted}` : `declare -${letters} ${name}=${quoted}`;
}

/** ${a[@]@A}, ${a[@]@K} and ${a[@]@k}. */
export function transformArray(shell: Shell, name: string, index: string | undefined, letter: string, list: string[]): string[] {
  if (index === undefined) {
    return letter === 'A' ? [`set -- ${list.map(alwaysQuote).join(' ')}`] : list.map(alwaysQuote);
  }
  const keys = shell.variables.keys(name);
  if (letter === 'k') return keys.flatMap((key, at) => [key, list[at]!]);
  if (letter === 'K') return [keys.map((key, at) => `${quoteKey(key)} ${doubleQuote(list[at]!)}`).join(' ')];
  const variable = shell.variables.find(name) ?? new Variable();
  if (variable.array === undefined && variable.map === undefined) return list.map(value => assignmentText(name, variable, value));
  return [`declare -${variable.letters() || '-'} ${name}=${arrayText(variable)}`];
}

/** The elements of an array as declare -p writes them: ([0]="a" [1]="b"). */
export function arrayText(variable: Variable): string {
  const elements = variable.keys().map(key => `[${variable.map ? quoteKey(key) : key}]=${doubleQuote(variable.element(key)!)}`);
  return `(${elements.join(' ')}${variable.map && elements.length > 0 ? ' ' : ''})`;
}

const quoteKey = (key: string): string => (/^[\w.:/+-]+$/.test(key) ? key : doubleQuote(key));

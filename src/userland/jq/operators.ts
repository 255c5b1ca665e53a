// jq's + - * / % and comparisons.

import { described, fail } from './errors.ts';
import { compareJson, isNumber, type Json, JsonObject, numberOf } from './json.ts';

export function compareValues(operator: string, left: Json, right: Json): boolean {
  const order = compareJson(left, right);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function merge(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new JsonObject(left);
  for (const [key, value] of right) {
    const old = merged.get(key);
    merged.set(key, old instanceof JsonObject && value instanceof JsonObject ? merge(old, value) : value);
  }
  return merged;
}

function add(left: Json, right: Json): Json | undefined {
  if (left === null) return right;
  if (right === null) return left;
  if (isNumber(left) && isNumber(right)) return numberOf(left) + numberOf(right);
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  return left instanceof JsonObject && right instanceof JsonObject ? new JsonObject([...left, ...right]) : undefined;
}

function multiply(left: Json, right: Json): Json | undefined {
  if (isNumber(left) && isNumber(right)) return numberOf(left) * numberOf(right);
  const [text, count] = typeof left === 'string' ? [left, right] : [right, left];
  if (typeof text === 'string' && isNumber(count)) {
    const times = numberOf(count);
    return times <= 0 || Number.isNaN(times) ? (times === 0 ? '' : null) : text.repeat(times < 1 ? 1 : Math.floor(times));
  }
  return left instanceof JsonObject && right instanceof JsonObject ? merge(left, right) : undefined;
}

/** Splits a text at each place of another. */
export const splitText = (text: string, by: string): string[] => (text === '' ? [] : by === '' ? [...text] : text.split(by));

function divide(left: Json, right: Json): Json | undefined {
  if (isNumber(left) && isNumber(right)) {
    if (numberOf(right) === 0) return fail(`${described(left)} and ${described(right)} cannot be divided because the divisor is zero`);
    return numberOf(left) / numberOf(right);
  }
  return typeof left === 'string' && typeof right === 'string' ? splitText(left, right) : undefined;
}

function modulo(left: Json, right: Json): Json | undefined {
  if (!isNumber(left) || !isNumber(right)) return undefined;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const by = Math.abs(Math.trunc(b));
  if (by === 0) return fail(`${described(left)} and ${described(right)} cannot be divided because the divisor is zero`);
  return Math.trunc(a) % by || 0;
}

const VERBS: Readonly<Record<string, string>> = { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' };

export function arithmetic(operator: string, left: Json, right: Json): Json {
  let result: Json | undefined;
  if (operator === '+') result = add(left, right);
  else if (operator === '-') {
    if (isNumber(left) && isNumber(right)) result = numberOf(left) - numberOf(right);
    else if (Array.isArray(left) && Array.isArray(right))
      result = left.filter(item => !right.some(other => compareJson(item, other) === 0));
  } else if (operator === '*') result = multiply(left, right);
  else result = operator === '/' ? divide(left, right) : modulo(left, right);
  return result === undefined ? fail(`${described(left)} and ${described(right)} cannot be ${VERBS[operator]}`) : result;
}

// The functions that docker adds to Go's templates. As docker-cli 28.5.2's templates package.

import { goJson } from '../../../userland/lib/go-json.ts';
import { sprintln } from '../../../userland/lib/go-printf.ts';
import { concrete, GoObject, jsonOf, printValue, type Value } from '../../../userland/lib/go-value.ts';
import { strings, Template } from '../../../userland/lib/template.ts';
import { FunctionError, type TemplateFunction, text } from '../../../userland/lib/template-functions.ts';

const stringOf = (value: Value): string => {
  const { type, value: inner } = concrete(value);
  if (type.kind !== 'string') throw new FunctionError(`wrong type for value; expected string; got ${type.kind}`, true);
  return String(inner ?? '');
};
const numberOf = (value: Value): number => Number(concrete(value).value ?? 0);
const fixed = (count: number, call: (args: readonly Value[]) => Value): TemplateFunction => ({ least: count, most: count, call });
const title = (words: string): string =>
  words.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function itemsOf(value: Value): string[] {
  const { type, value: inner } = concrete(value);
  if (type.kind !== 'slice') throw new FunctionError(`wrong type for value; expected []string; got ${type.kind}`, true);
  const of = type.of;
  return ((inner ?? []) as unknown[]).map(item => printValue({ type: of, value: item }));
}

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  json: fixed(1, ([value]) => {
    const { value: inner } = concrete(value!);
    // A formatter's row marshals itself, with the escapes of plain encoding/json.
    return text(inner instanceof GoObject ? goJson(inner.json(), { html: true }) : jsonOf(value!));
  }),
  split: fixed(2, ([value, by]) => strings(stringOf(value!).split(stringOf(by!)))),
  join: fixed(2, ([items, by]) => text(itemsOf(items!).join(stringOf(by!)))),
  title: fixed(1, ([value]) => text(title(stringOf(value!)))),
  lower: fixed(1, ([value]) => text(stringOf(value!).toLowerCase())),
  upper: fixed(1, ([value]) => text(stringOf(value!).toUpperCase())),
  pad: fixed(3, ([value, before, after]) => {
    const inner = stringOf(value!);
    return text(inner === '' ? inner : ' '.repeat(numberOf(before!)) + inner + ' '.repeat(numberOf(after!)));
  }),
  truncate: fixed(2, ([value, length]) => text([...stringOf(value!)].slice(0, numberOf(length!)).join(''))),
  println: { least: 0, most: Number.POSITIVE_INFINITY, call: args => text(sprintln(args)) },
};

const same = (count: number): TemplateFunction => fixed(count, ([value]) => value!);

/** The same for a table's header, where they leave the words as they are. */
export const HEADER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ...FUNCTIONS,
  json: same(1),
  title: same(1),
  lower: same(1),
  upper: same(1),
  truncate: same(2),
};

/** A template with docker's functions. Throws TemplateParseError. */
export const parse = (format: string, name = ''): Template => new Template(format, { name, functions: FUNCTIONS });

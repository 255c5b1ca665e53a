// `inspect`: objects as the daemon's JSON laid out, or by a template on their types, and where that fails on the plain JSON. As docker-cli 28.5.2.

import { indentJson } from '../../../userland/lib/go-json.ts';
import { ANY, type GoType, withJsonNumbers } from '../../../userland/lib/go-value.ts';
import { type Template, TemplateExecError, TemplateParseError } from '../../../userland/lib/template.ts';
import type { Cli } from '../cli.ts';
import { StatusError } from '../errors.ts';
import { wordsOf } from '../lib/each.ts';
import { parse } from './functions.ts';

/** One object: the daemon's JSON and the Go type it has. */
export interface Inspected {
  raw: string;
  type: GoType;
}

/** Prints each of `names` as `get` finds it. Throws all that went wrong at the end. */
export async function inspectAll(
  cli: Cli,
  names: readonly string[],
  format: string,
  get: (name: string) => Promise<Inspected>,
): Promise<void> {
  const template = format === '' || format === 'json' ? undefined : parseFormat(format);
  const errors: string[] = [];
  const raws: string[] = [];
  let text = '';
  for (const name of names) {
    try {
      const found = await get(name);
      if (template) text += `${executeOn(template, found)}\n`;
      else raws.push(found.raw.trim());
    } catch (error) {
      errors.push(wordsOf(error));
    }
  }
  if (template) await cli.out(text === '' ? '\n' : text);
  else
    await cli.out(`${format === 'json' ? `[${raws.join(',')}]` : raws.length === 0 ? '[]' : indentJson(`[${raws.join(',')}]`, '    ')}\n`);
  if (errors.length > 0) throw new StatusError(1, errors.join('\n'));
}

function parseFormat(format: string): Template {
  try {
    return parse(format);
  } catch (error) {
    if (error instanceof TemplateParseError) throw new StatusError(64, `template parsing error: ${error.message}`);
    throw error;
  }
}

function executeOn(template: Template, { raw, type }: Inspected): string {
  const value: unknown = JSON.parse(raw);
  try {
    return template.execute({ type, value });
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error;
  }
  try {
    return template.execute({ type: ANY, value: withJsonNumbers(value) }, { missingKey: 'error' });
  } catch (error) {
    if (error instanceof TemplateExecError) throw new Error(`template parsing error: ${error.message}`);
    throw error;
  }
}

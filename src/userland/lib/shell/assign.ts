// Assignments: NAME=value, NAME[i]=value, NAME=(…), before commands and as commands. As bash 5.3's arrayfunc.c and subst.c: do_assignment.

import type { Assignment, Word } from './ast.ts';
import { expandSubscript, expandText, expandValue, expandWord } from './expand.ts';
import { after, type Now } from './now.ts';
import { alwaysQuote, quoteIfNeeded } from './quoting.ts';
import { endOfSubscript } from './scan.ts';
import { Complaint, type Shell } from './state.ts';
import { AssignmentError } from './variables.ts';

/** Makes one assignment; gives what xtrace shows of it. */
export function assign(shell: Shell, assignment: Assignment): Now<string> {
  const { name, index, append, value } = assignment;
  const sign = append ? '+=' : '=';
  if (Array.isArray(value)) {
    if (index !== undefined) throw new Complaint(`${name}[${index}]: cannot assign list to array member`);
    return assignCompound(shell, name, value, append).then(() => `${name}${sign}(${value.map(word => word.raw).join(' ')})`);
  }
  return after(expandValue(shell, assignment), text => {
    const shown = text === '' ? '' : quoteIfNeeded(text);
    if (index === undefined) {
      refusing(shell, () => shell.variables.assign(name, text, append));
      return `${name}${sign}${shown}`;
    }
    return after(expandSubscript(shell, name, index), key => {
      if (index.trim() === '') throw new Complaint(`${name}[${index}]: bad array subscript`);
      refusing(shell, () => shell.variables.assignElement(name, key, text, append));
      return `${name}[${index}]${sign}${shown}`;
    });
  });
}

/** What a refused assignment does, in the dialect's words. */
export function refusal(shell: Shell, error: AssignmentError): Complaint {
  const { readonlyName } = error;
  const fault =
    readonlyName === undefined ? ({ kind: 'other', words: error.message } as const) : ({ kind: 'readonly', name: readonlyName } as const);
  const { words, status, ends } = shell.dialect.expansion(fault);
  return new Complaint(words, status, ends);
}

/** Runs an assignment; a refusal is a complaint that ends the command. */
export function refusing(shell: Shell, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof AssignmentError) throw refusal(shell, error);
    throw error;
  }
}

/** NAME=(…): replaces (or adds to) all elements of an array. */
export async function assignCompound(shell: Shell, name: string, elements: readonly Word[], append: boolean): Promise<void> {
  const place = shell.variables.resolve(name).name;
  const before = shell.variables.find(place);
  const isMap = before?.map !== undefined;
  // The values are made before the array changes: they may be made of it.
  const entries = isMap ? await mapEntries(shell, elements) : await indexedEntries(shell, place, elements, append);
  refusing(shell, () => {
    const variable = shell.variables.target(place);
    if (!append) {
      if (isMap) variable.map = new Map();
      else variable.array = [];
      variable.value = undefined;
    } else if (!isMap) shell.variables.toArray(variable);
    for (const { key, value, adds } of entries) shell.variables.assignElement(place, key, value, adds);
  });
}

interface Entry {
  key: string | number;
  value: string;
  adds: boolean;
}

/** "[key]=value" or "[key]+=value" at the start of an element. */
function keyed(raw: string): { key: string; adds: boolean; value: string } | undefined {
  if (raw[0] !== '[') return undefined;
  const end = endOfSubscript(raw, 0);
  const sign = /^\+?=/.exec(raw.slice(end))?.[0];
  return sign === undefined ? undefined : { key: raw.slice(1, end - 1), adds: sign === '+=', value: raw.slice(end + sign.length) };
}

async function indexedEntries(shell: Shell, name: string, elements: readonly Word[], append: boolean): Promise<Entry[]> {
  const entries: Entry[] = [];
  let next = append ? (shell.variables.find(name)?.array?.length ?? (shell.variables.get(name) === undefined ? 0 : 1)) : 0;
  for (const element of elements) {
    const found = keyed(element.raw);
    if (found === undefined) {
      const fields: string[] = [];
      await expandWord(shell, element, fields);
      for (const value of fields) entries.push({ key: next++, value, adds: false });
      continue;
    }
    const index = Number(await expandSubscript(shell, '', found.key));
    entries.push({ key: index, value: await expandText(shell, { raw: found.value }, 'assignment'), adds: found.adds });
    next = index + 1;
  }
  return entries;
}

async function mapEntries(shell: Shell, elements: readonly Word[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  const plain: string[] = [];
  for (const element of elements) {
    const found = keyed(element.raw);
    if (found === undefined) await expandWord(shell, element, plain);
    else
      entries.push({
        key: await expandText(shell, { raw: found.key }, 'none'),
        value: await expandText(shell, { raw: found.value }, 'assignment'),
        adds: found.adds,
      });
  }
  for (let at = 0; at < plain.length; at += 2) entries.push({ key: plain[at]!, value: plain[at + 1] ?? '', adds: false });
  return entries;
}

/** A value as set lists it. */
export const settingText = (value: string): string => (value === '' ? '' : /^[\w@%+=:,./-]*$/.test(value) ? value : alwaysQuote(value));

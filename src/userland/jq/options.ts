// The command line of jq. As jq 1.8.

import { Errno } from '../../abi/errno.ts';
import { Failure, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { type Json, JsonObject, JsonReader, ParseProblem } from './json.ts';

export interface JqOptions {
  filter: string | undefined;
  files: string[];
  flags: Set<string>;
  indent: string | undefined;
  named: JsonObject;
  positional: Json[];
}

export const USAGE = 'Use jq --help for help with command-line options,\nor see the jq manpage, or online docs at https://jqlang.org';

const FLAGS: Readonly<Record<string, string>> = {
  'null-input': 'n',
  'raw-input': 'R',
  slurp: 's',
  'compact-output': 'c',
  'raw-output': 'r',
  'raw-output0': '0',
  'join-output': 'j',
  'ascii-output': 'a',
  'sort-keys': 'S',
  'color-output': 'C',
  'monochrome-output': 'M',
  tab: 'tab',
  unbuffered: 'u',
  stream: 'stream',
  'stream-errors': 'stream',
  seq: 'seq',
  'exit-status': 'e',
  'from-file': 'f',
  args: 'args',
  jsonargs: 'jsonargs',
  help: 'h',
  version: 'V',
  'build-configuration': 'build',
};

const bad = (words: string): never => {
  throw new Failure(`${words}\n${USAGE}`, 2);
};

/** Every value in a text. */
export function parseAll(text: string): Json[] {
  const reader = new JsonReader();
  reader.add(text);
  const values: Json[] = [];
  for (let value = reader.next(true); value !== undefined; value = reader.next(true)) values.push(value);
  return values;
}

export async function readOptions(tool: Tool): Promise<JqOptions> {
  const options: JqOptions = { filter: undefined, files: [], flags: new Set(), indent: '  ', named: new JsonObject(), positional: [] };
  const words = tool.argv.slice(1);
  let operandsOnly = false;
  let positional: 'args' | 'jsonargs' | undefined;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--' && !operandsOnly) {
      operandsOnly = true;
      continue;
    }
    if (operandsOnly || !word.startsWith('-') || word === '-') {
      if (options.filter === undefined && !options.flags.has('f')) options.filter = word;
      else if (options.filter === undefined) options.filter = word;
      else if (positional === 'args') options.positional.push(word);
      else if (positional === 'jsonargs') options.positional.push(jsonArgument(word, '--jsonargs'));
      else options.files.push(word);
      continue;
    }
    if (!word.startsWith('--')) {
      for (const letter of word.slice(1)) {
        if (letter === 'L') words.shift();
        else if ('nRscrjaSCMefhVtu'.includes(letter)) options.flags.add(letter);
        else bad(`Unknown option ${word}`);
      }
      continue;
    }
    const name = word.slice(2);
    if (name === 'args' || name === 'jsonargs') positional = name;
    else if (FLAGS[name] !== undefined) options.flags.add(FLAGS[name]);
    else await valued(tool, options, name, words);
  }
  if (options.flags.has('tab')) options.indent = '\t';
  if (options.flags.has('c')) options.indent = undefined;
  options.named = new JsonObject(options.named);
  return options;
}

function jsonArgument(text: string, option: string): Json {
  try {
    const [value] = parseAll(text);
    return value ?? null;
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
    return bad(`invalid JSON text passed to ${option}`);
  }
}

async function valued(tool: Tool, options: JqOptions, name: string, words: string[]): Promise<void> {
  if (name === 'indent') {
    const text = words.shift();
    if (text === undefined) return bad('--indent takes one parameter');
    if (!/^-?\d+$/.test(text)) return bad('--indent takes a number');
    if (Number(text) < 0) return bad('Cannot indent less than zero');
    if (Number(text) > 7) return bad('Cannot indent more than 7 characters');
    options.indent = Number(text) === 0 ? undefined : ' '.repeat(Number(text));
    return;
  }
  if (name === 'library-path') return void words.shift();
  if (!['arg', 'argjson', 'slurpfile', 'rawfile'].includes(name)) return bad(`Unknown option --${name}`);
  const [key, value] = [words.shift(), words.shift()];
  if (key === undefined || value === undefined)
    return bad(
      `--${name} takes two parameters (e.g. --${name} ${name.endsWith('file') ? 'varname filename' : name === 'arg' ? 'varname value' : 'varname text'})`,
    );
  if (options.named.has(key)) return;
  if (name === 'arg') options.named.set(key, value);
  else if (name === 'argjson') options.named.set(key, jsonArgument(value, '--argjson'));
  else options.named.set(key, await fileArgument(tool, name, key, value));
}

async function fileArgument(tool: Tool, option: string, key: string, path: string): Promise<Json> {
  try {
    const text = await readText(tool.sys, path);
    return option === 'rawfile' ? text : parseAll(text);
  } catch (error) {
    if (error instanceof Errno) return bad(`Bad JSON in --${option} ${key} ${path}: Could not open ${path}: ${error.message}`);
    if (error instanceof ParseProblem) return bad(`Bad JSON in --${option} ${key} ${path}: ${error.message}`);
    throw error;
  }
}

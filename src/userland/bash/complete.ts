// Programmable completion: complete, compgen, compopt, and what a word may be completed to. As bash 5.3's complete.def and pcomplete.c.

import { Errno } from '../../abi/errno.ts';
import { SIGNALS, signalNumber } from '../../abi/signal.ts';
import { groups, users } from '../lib/accounts.ts';
import { fnmatch, glob, quotePattern } from '../lib/glob.ts';
import type { Builtin } from '../lib/shell/builtin-table.ts';
import { USAGE } from '../lib/shell/builtins/usage.ts';
import { expandQuoted, separators } from '../lib/shell/expand.ts';
import { SET_OPTIONS, SHOPT_NAMES } from '../lib/shell/options.ts';
import { singleQuote } from '../lib/shell/quoting.ts';
import { Complaint, type Shell } from '../lib/shell/state.ts';

export interface Spec {
  actions: string[];
  options: Set<string>;
  words?: string;
  functionName?: string;
  command?: string;
  glob?: string;
  filter?: string;
  prefix?: string;
  suffix?: string;
}

const LETTER_ACTIONS: Readonly<Record<string, string>> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  e: 'export',
  f: 'file',
  g: 'group',
  j: 'job',
  k: 'keyword',
  s: 'service',
  u: 'user',
  v: 'variable',
};
const ACTIONS = new Set(
  'alias arrayvar binding builtin command directory disabled enabled export file function group helptopic hostname job keyword running service setopt shopt signal stopped user variable'.split(
    ' ',
  ),
);
const OPTIONS = new Set('bashdefault default dirnames filenames fullquote noquote nosort nospace plusdirs'.split(' '));
const KEYWORDS = '! [[ ]] { } case coproc do done elif else esac fi for function if in select then time until while'.split(' ');

/** The specifications of a shell; -D and -E under the names "-D" and "-E". */
const specs = new WeakMap<object, Map<string, Spec>>();

export function specsOf(shell: Shell): Map<string, Spec> {
  const key = shell.completions;
  let found = specs.get(key);
  if (found === undefined) {
    found = new Map();
    specs.set(key, found);
  }
  return found;
}

interface Parsed {
  spec: Spec;
  names: string[];
  print: boolean;
  remove: boolean;
}

function parse(name: string, args: string[]): Parsed {
  const parsed: Parsed = { spec: { actions: [], options: new Set() }, names: [], print: false, remove: false };
  const { spec } = parsed;
  let at = 1;
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    for (let index = 1; index < word.length; index++) {
      const letter = word[index]!;
      const action = LETTER_ACTIONS[letter];
      if (action !== undefined) spec.actions.push(action);
      else if (letter === 'p') parsed.print = true;
      else if (letter === 'r') parsed.remove = true;
      else if ('DEI'.includes(letter)) parsed.names.push(`-${letter}`);
      else if ('oAGWFCXPSV'.includes(letter)) {
        const value = word.length > index + 1 ? word.slice(index + 1) : args[++at];
        if (value === undefined) throw new Complaint(`${name}: -${letter}: option requires an argument\n${name}: usage: ${USAGE[name]}`, 2);
        take(name, spec, letter, value);
        break;
      } else throw new Complaint(`${name}: -${letter}: invalid option\n${name}: usage: ${USAGE[name]}`, 2);
    }
  }
  parsed.names.push(...args.slice(at));
  return parsed;
}

function take(name: string, spec: Spec, letter: string, value: string): void {
  if (letter === 'o') {
    if (!OPTIONS.has(value)) throw new Complaint(`${name}: ${value}: invalid option name`, 2);
    spec.options.add(value);
  } else if (letter === 'A') {
    if (!ACTIONS.has(value)) throw new Complaint(`${name}: ${value}: invalid action name`, 2);
    spec.actions.push(value);
  } else if (letter === 'G') spec.glob = value;
  else if (letter === 'W') spec.words = value;
  else if (letter === 'F') spec.functionName = value;
  else if (letter === 'C') spec.command = value;
  else if (letter === 'X') spec.filter = value;
  else if (letter === 'P') spec.prefix = value;
  else if (letter === 'S') spec.suffix = value;
}

function specText(spec: Spec, name: string): string {
  const parts = ['complete'];
  for (const option of spec.options) parts.push(`-o ${option}`);
  for (const action of spec.actions) {
    const letter = Object.entries(LETTER_ACTIONS).find(([, known]) => known === action)?.[0];
    parts.push(letter === undefined ? `-A ${action}` : `-${letter}`);
  }
  if (spec.glob !== undefined) parts.push(`-G ${singleQuote(spec.glob)}`);
  if (spec.words !== undefined) parts.push(`-W ${singleQuote(spec.words)}`);
  if (spec.prefix !== undefined) parts.push(`-P ${singleQuote(spec.prefix)}`);
  if (spec.suffix !== undefined) parts.push(`-S ${singleQuote(spec.suffix)}`);
  if (spec.filter !== undefined) parts.push(`-X ${singleQuote(spec.filter)}`);
  if (spec.functionName !== undefined) parts.push(`-F ${spec.functionName}`);
  if (spec.command !== undefined) parts.push(`-C ${singleQuote(spec.command)}`);
  return `${parts.join(' ')} ${name}\n`;
}

export const complete: Builtin = async (shell, args) => {
  const { spec, names, print, remove } = parse('complete', args);
  const known = specsOf(shell);
  if (remove) {
    if (names.length === 0) known.clear();
    return removeSpecs(shell, names);
  }
  if (print || args.length === 1) {
    let status = 0;
    for (const name of names.length > 0 ? names : [...known.keys()].sort()) {
      const found = known.get(name);
      if (found !== undefined) await shell.print(specText(found, name));
      else {
        await shell.complain(`complete: ${name}: no completion specification`);
        status = 1;
      }
    }
    return status;
  }
  if (names.length === 0) throw new Complaint(`complete: usage: ${USAGE.complete}`, 2);
  for (const name of names) known.set(name, spec);
  return 0;
};

async function removeSpecs(shell: Shell, names: string[]): Promise<number> {
  let status = 0;
  for (const name of names) {
    if (specsOf(shell).delete(name)) continue;
    await shell.complain(`complete: ${name}: no completion specification`);
    status = 1;
  }
  return status;
}

export const compopt: Builtin = async (shell, args) => {
  const known = specsOf(shell);
  const changes: [string, boolean][] = [];
  let at = 1;
  for (; at < args.length && /^[-+]o$/.test(args[at]!); at += 2) changes.push([args[at + 1] ?? '', args[at]![0] === '-']);
  const names = args.slice(at);
  for (const name of names.length > 0 ? names : [shell.completing ?? '']) {
    const spec = known.get(name);
    if (spec === undefined) {
      if (names.length === 0) throw new Complaint('compopt: not currently executing completion function');
      throw new Complaint(`compopt: ${name}: no completion specification`);
    }
    for (const [option, on] of changes) {
      if (!OPTIONS.has(option)) throw new Complaint(`compopt: ${option}: invalid option name`, 2);
      if (on) spec.options.add(option);
      else spec.options.delete(option);
    }
  }
  return 0;
};

export const compgen: Builtin = async (shell, args) => {
  const { spec, names } = parse('compgen', args);
  const word = names.filter(name => !/^-[DEI]$/.test(name))[0] ?? '';
  const found = await candidates(shell, spec, { word, command: 'compgen', previous: '', line: '', words: [], at: 0 });
  await shell.print(found.map(text => `${text}\n`).join(''));
  return found.length > 0 ? 0 : 1;
};

export interface Asked {
  word: string;
  command: string;
  previous: string;
  line: string;
  words: string[];
  /** Which of the words it is. */
  at: number;
}

/** What a specification offers for a word. */
export async function candidates(shell: Shell, spec: Spec, asked: Asked): Promise<string[]> {
  let found: string[] = [];
  for (const action of spec.actions) found.push(...(await actionWords(shell, action, asked.word)));
  if (spec.glob !== undefined) found.push(...(await glob(shell.sys, spec.glob)));
  if (spec.words !== undefined) {
    const text = await expandQuoted(shell, spec.words);
    const { any } = separators(shell);
    found.push(...(any === undefined ? [text] : text.split(any)).filter(item => item !== '' && item.startsWith(asked.word)));
  }
  if (spec.functionName !== undefined) found.push(...(await byFunction(shell, spec.functionName, asked)));
  if (spec.command !== undefined) found.push(...(await byCommand(shell, spec.command, asked)));
  if (spec.filter !== undefined) {
    const inverted = spec.filter.startsWith('!');
    const pattern = (inverted ? spec.filter.slice(1) : spec.filter).replaceAll('&', quotePattern(asked.word));
    found = found.filter(item => fnmatch(pattern, item) === inverted);
  }
  return found.map(item => (spec.prefix ?? '') + item + (spec.suffix ?? ''));
}

async function byFunction(shell: Shell, name: string, asked: Asked): Promise<string[]> {
  const found = shell.functions.get(name);
  if (found === undefined) return [];
  const { variables } = shell;
  variables.setArray('COMP_WORDS', asked.words);
  variables.set('COMP_CWORD', String(asked.at));
  variables.set('COMP_LINE', asked.line);
  variables.set('COMP_POINT', String(asked.line.length));
  variables.set('COMP_TYPE', '9');
  variables.set('COMP_KEY', '9');
  variables.setArray('COMPREPLY', []);
  shell.completing = asked.command;
  const { status } = shell;
  await shell.engine.callFunction(shell, found, [name, asked.command, asked.word, asked.previous]);
  shell.status = status;
  shell.completing = undefined;
  return variables.values('COMPREPLY');
}

async function byCommand(shell: Shell, command: string, asked: Asked): Promise<string[]> {
  const quoted = [asked.command, asked.word, asked.previous].map(singleQuote).join(' ');
  const { status } = shell;
  const text = await shell.engine.substitute(shell, { kind: 'command', quoted: true, text: `${command} ${quoted}`, form: 'subshell' });
  shell.status = status;
  return text.split('\n').filter(line => line !== '');
}

/** The words that an action offers. */
export async function actionWords(shell: Shell, action: string, word: string): Promise<string[]> {
  const starting = (names: Iterable<string>): string[] => [...names].filter(name => name.startsWith(word)).sort();
  switch (action) {
    case 'alias':
      return starting(shell.aliases.keys());
    case 'builtin':
    case 'enabled':
    case 'helptopic':
      return starting(shell.engine.builtinNames(shell));
    case 'disabled':
      return starting(shell.disabled);
    case 'keyword':
      return starting(KEYWORDS);
    case 'function':
      return starting(shell.functions.keys());
    case 'variable':
      return starting(shell.variables.names());
    case 'arrayvar':
      return starting(shell.variables.names().filter(name => shell.variables.find(name)?.array !== undefined));
    case 'export':
      return starting(shell.variables.names().filter(name => shell.variables.find(name)?.exported));
    case 'setopt':
      return starting(SET_OPTIONS.map(([name]) => name));
    case 'shopt':
      return starting(SHOPT_NAMES);
    case 'signal':
      return starting([...SIGNALS].sort((a, b) => signalNumber(a) - signalNumber(b)));
    case 'job':
    case 'running':
    case 'stopped':
      return starting(shell.jobs.listed().map(job => job.text.split(' ')[0]!));
    case 'user':
      return starting((await users(shell.sys)).map(({ name }) => name));
    case 'group':
      return starting((await groups(shell.sys)).map(({ name }) => name));
    case 'file':
    case 'directory':
      return fileWords(shell, word, action === 'directory');
    case 'command':
      return commandWords(shell, word);
    default:
      return [];
  }
}

/** Files that begin with the word; a "~" at its start stays in what is offered. */
export async function fileWords(shell: Shell, word: string, foldersOnly: boolean): Promise<string[]> {
  const home = shell.variables.get('HOME') ?? '';
  const tilde = word === '~' || word.startsWith('~/');
  const real = tilde ? home + word.slice(1) : word;
  const found = await glob(shell.sys, `${quotePattern(real)}*`, { dots: /(^|\/)\.[^/]*$/.test(real) });
  const shown: string[] = [];
  for (const path of found) {
    if (foldersOnly && !(await isFolder(shell, path))) continue;
    shown.push(tilde ? `~${path.slice(home.length)}` : path);
  }
  return shown;
}

export async function isFolder(shell: Shell, path: string): Promise<boolean> {
  const home = shell.variables.get('HOME') ?? '';
  try {
    return (await shell.sys.stat(path.startsWith('~/') ? home + path.slice(1) : path)).kind === 'directory';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** Everything that could stand as a command. */
export async function commandWords(shell: Shell, word: string): Promise<string[]> {
  const names = new Set<string>([...KEYWORDS, ...shell.engine.builtinNames(shell), ...shell.functions.keys(), ...shell.aliases.keys()]);
  for (const folder of (shell.variables.get('PATH') ?? '').split(':')) {
    for (const path of await glob(shell.sys, `${quotePattern(folder === '' ? '.' : folder)}/${quotePattern(word)}*`))
      names.add(path.slice(path.lastIndexOf('/') + 1));
  }
  return [...names].filter(name => name.startsWith(word)).sort();
}

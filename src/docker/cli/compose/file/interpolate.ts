// Variables in a compose file: $NAME, ${NAME:-default}, ${NAME:?error}, ${NAME:+other}. As compose-go 2's template package.

import { ComposeError } from './yaml.ts';

export interface Variables {
  get(name: string): string | undefined;
  /** Told of a variable that is not set and has no default. */
  missing(name: string): void;
}

/** A variable's use: what `config --variables` lists. */
export interface Use {
  name: string;
  required: boolean;
  fallback: string;
  alternate: string;
}

const SIMPLE = /^[_a-zA-Z][_a-zA-Z0-9]*/;

/** The text with its variables put in. Throws ComposeError in compose's words. */
export function substitute(text: string, path: string, variables: Variables, uses?: Use[]): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '$') {
      out += text[at];
      continue;
    }
    const rest = text.slice(at + 1);
    if (rest.startsWith('$')) {
      out += '$';
      at++;
      continue;
    }
    const simple = SIMPLE.exec(rest)?.[0];
    if (simple !== undefined) {
      out += lookUp(simple, variables, uses);
      at += simple.length;
      continue;
    }
    const end = rest.startsWith('{') ? closing(rest) : -1;
    if (end < 0) throw new ComposeError(`invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${text}`);
    out += braced(rest.slice(1, end), text, path, variables, uses);
    at += end + 1;
  }
  return out;
}

function lookUp(name: string, variables: Variables, uses?: Use[]): string {
  uses?.push({ name, required: false, fallback: '', alternate: '' });
  const value = variables.get(name);
  if (value === undefined) variables.missing(name);
  return value ?? '';
}

/** Where the brace at the text's start closes; -1 where it does not. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{' && (at === 0 || text[at - 1] === '$')) depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

function braced(inside: string, whole: string, path: string, variables: Variables, uses?: Use[]): string {
  const name = SIMPLE.exec(inside)?.[0];
  if (name === undefined)
    throw new ComposeError(`invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${whole}`);
  const rest = inside.slice(name.length);
  if (rest === '') return lookUp(name, variables, uses);
  const match = /^(:?)([-?+])([\s\S]*)$/.exec(rest);
  if (!match) throw new ComposeError(`invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${whole}`);
  const [, colon, operator, word = ''] = match;
  const value = variables.get(name);
  const set = value !== undefined && (colon === '' || value !== '');
  const inner = (): string => substitute(word, path, variables, uses);
  uses?.push({ name, required: operator === '?', fallback: operator === '-' ? word : '', alternate: operator === '+' ? word : '' });
  if (operator === '-') return set ? value : inner();
  if (operator === '+') return set ? inner() : '';
  if (set) return value;
  const words = inner();
  throw new ComposeError(
    `error while interpolating ${path}: required variable ${name} is missing a value${words === '' ? '' : `: ${words}`}`,
  );
}

/** All of a tree's texts with their variables put in; names of keys stay. */
export function interpolate(tree: unknown, variables: Variables, uses?: Use[], path = ''): unknown {
  if (typeof tree === 'string') return cast(tree, substitute(tree, path, variables, uses), path);
  if (Array.isArray(tree)) return tree.map((item, at) => interpolate(item, variables, uses, `${path}.${at}`));
  if (tree === null || typeof tree !== 'object') return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, interpolate(value, variables, uses, path === '' ? key : `${path}.${key}`)]),
  );
}

const NUMBERS =
  /(^|\.)(replicas|retries|scale|mem_swappiness|oom_score_adj|pids_limit|cpu_shares|cpu_count|cpu_quota|cpu_period|target|weight|soft|hard|pids|priority|max_attempts|parallelism|nproc|nofile)$/;
const BOOLEANS =
  /(^|\.)(external|internal|attachable|read_only|privileged|tty|stdin_open|init|oom_kill_disable|enable_ipv6|enable_ipv4|disable|required|restart|no_cache|pull|create_host_path|nocopy|attach)$/;

/** A text that came from a variable is a number or a boolean where one is wanted. */
function cast(before: string, after: string, path: string): unknown {
  if (/^services\.[^.]+\.(read_only|privileged|tty|stdin_open|init|oom_kill_disable|attach)$/.test(path)) {
    if (/^(true|y|yes|on)$/i.test(after)) return true;
    if (/^(false|n|no|off)$/i.test(after)) return false;
    throw new ComposeError(`error while interpolating ${path}: failed to cast to expected type: invalid boolean: ${after}`);
  }
  if (before === after || !/^services\.|^networks\.|^volumes\.|^secrets\.|^configs\./.test(path)) return after;
  if (NUMBERS.test(path) && /^-?\d+(\.\d+)?$/.test(after) && !/\.(environment|labels|args|ports)\./.test(path)) return Number(after);
  if (BOOLEANS.test(path) && /^(true|false|yes|no|on|off)$/i.test(after) && !/\.(environment|labels|args)\./.test(path)) {
    return /^(true|yes|on)$/i.test(after);
  }
  return after;
}

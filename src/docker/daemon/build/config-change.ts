// Instructions that change an image's config alone: in a Dockerfile, and after --change of commit and import. As buildkit's dockerfile2llb.

import { parseDuration } from '../../../userland/lib/units.ts';
import type { HealthConfig } from '../../api/container.ts';
import { parseSignal } from '../container/validate.ts';
import { invalid } from '../errors.ts';
import type { DocumentConfig } from '../image/document.ts';
import { type Instruction, jsonWords, parseLine } from './dockerfile.ts';
import { expand, expandWords, type Lookup, rawWords } from './words.ts';

/** A mistake in an instruction; where it is, the caller knows. */
export class InstructionError extends Error {
  /** "dockerfile parse error on line N: " goes before it. */
  readonly parse: boolean;

  constructor(message: string, parse = false) {
    super(message);
    this.parse = parse;
  }
}

const DEFAULT_SHELL = ['/bin/sh', '-c'];

export const shellOf = (config: DocumentConfig): string[] => config.Shell ?? DEFAULT_SHELL;

/** A command in its shell or exec form, as it is run. */
export const commandOf = ({ json, rest }: Pick<Instruction, 'json' | 'rest'>, config: DocumentConfig): string[] =>
  json ?? (rest === '' ? [] : [...shellOf(config), rest]);

/** KEY=value pairs, or the older "KEY value with spaces". Throws InstructionError. */
export function pairsOf(name: 'ENV' | 'LABEL', rest: string, lookup: Lookup): [string, string][] {
  const words = rawWords(rest);
  if (words.length === 0) throw new InstructionError(`${name} requires at least one argument`, true);
  if (!words[0]!.includes('=')) {
    const match = /^(\S+)\s+([\s\S]+)$/.exec(rest);
    if (!match) throw new InstructionError(`${name} must have two arguments`);
    return [[expand(match[1]!, lookup), expand(match[2]!, lookup)]];
  }
  return words.map(word => {
    const equals = word.indexOf('=');
    if (equals < 0) throw new InstructionError(`Syntax error - can't find = in "${word}". Must be of the form: name=value`, true);
    return [expand(word.slice(0, equals), lookup), expand(word.slice(equals + 1), lookup)];
  });
}

/** Sets a variable of an environment in its place, or at its end. */
export function setEnv(env: readonly string[], name: string, value: string): string[] {
  const at = env.findIndex(one => one.startsWith(`${name}=`));
  const next = [...env];
  if (at < 0) next.push(`${name}=${value}`);
  else next[at] = `${name}=${value}`;
  return next;
}

function ports(words: readonly string[], checked = true): string[] {
  return words.flatMap(word => {
    const [range = '', protocol = 'tcp'] = word.split('/');
    const [low, high = low] = range.split('-');
    const number = (text: string | undefined): number => {
      const value = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
      if (!(value >= 0 && value <= 65535)) throw new InstructionError(`invalid containerPort: ${range}`);
      return value;
    };
    const [from, to] = [number(low), number(high)];
    if (checked && !['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) throw new InstructionError(`invalid proto: ${protocol}`);
    return Array.from({ length: to - from + 1 }, (_, at) => `${from + at}/${protocol.toLowerCase()}`);
  });
}

function health({ flags, rest }: Instruction): HealthConfig {
  const [kind = '', ...words] = rest.split(/\s+/);
  const type = kind.toUpperCase();
  if (type === '') throw new InstructionError('HEALTHCHECK requires at least one argument', true);
  if (type === 'NONE') {
    if (words.some(Boolean)) throw new InstructionError('HEALTHCHECK NONE takes no arguments', true);
    return { Test: ['NONE'] };
  }
  if (type !== 'CMD') throw new InstructionError(`unknown type "${type}" for HEALTHCHECK (must be one of NONE, CMD)`, true);
  const command = rest.slice(kind.length).trim();
  if (command === '') throw new InstructionError('missing command after HEALTHCHECK CMD', true);
  const json = jsonWords(command);
  const check: HealthConfig = { Test: json ? ['CMD', ...json] : ['CMD-SHELL', command] };
  const names = { interval: 'Interval', timeout: 'Timeout', 'start-period': 'StartPeriod', 'start-interval': 'StartInterval' } as const;
  for (const flag of flags) {
    const [name = '', value = ''] = flag.slice(2).split(/=(.*)/s);
    if (name === 'retries') check.Retries = Number(value);
    else if (name in names) check[names[name as keyof typeof names]] = durationOf(value);
    else throw new InstructionError(`unknown flag: --${name}`, true);
  }
  // In the order of the API's JSON.
  const { Test, Interval, Timeout, StartPeriod, StartInterval, Retries } = check;
  return Object.fromEntries(
    Object.entries({ Test, Interval, Timeout, StartPeriod, StartInterval, Retries }).filter(([, value]) => value),
  ) as HealthConfig;
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InstructionError((error as Error).message, true);
  }
}

const need = (words: readonly string[], name: string): void => {
  if (words.length === 0) throw new InstructionError(`${name} requires at least one argument`, true);
};

const one = (rest: string, name: string): string => {
  if (rest === '') throw new InstructionError(`${name} requires exactly one argument`, true);
  return rest;
};

/** The change, and what the history says of it. Throws InstructionError, WordError. */
export function changeConfig(
  config: DocumentConfig,
  instruction: Instruction,
  lookup: Lookup,
): { config: DocumentConfig; history: string } {
  const { name, rest, json } = instruction;
  const quoted = (words: readonly string[]): string => `[${words.map(word => JSON.stringify(word)).join(' ')}]`;
  switch (name) {
    case 'ENV': {
      const pairs = pairsOf('ENV', rest, lookup);
      let env = config.Env ?? [];
      for (const [key, value] of pairs) env = setEnv(env, key, value);
      return { config: { ...config, Env: env }, history: `ENV ${pairs.map(pair => pair.join('=')).join(' ')}` };
    }
    case 'LABEL': {
      const pairs = pairsOf('LABEL', rest, lookup);
      const labels = { ...config.Labels, ...Object.fromEntries(pairs) };
      const sorted = Object.fromEntries(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
      return { config: { ...config, Labels: sorted }, history: `LABEL ${pairs.map(pair => pair.join('=')).join(' ')}` };
    }
    case 'EXPOSE': {
      const words = expandWords(rest, lookup);
      need(words, 'EXPOSE');
      // Numbers are looked at before protocols.
      ports(words, false);
      const exposed = ports(words);
      const all = [...new Set([...Object.keys(config.ExposedPorts ?? {}), ...exposed])].sort();
      return {
        config: { ...config, ExposedPorts: Object.fromEntries(all.map(port => [port, {}])) },
        history: `EXPOSE [${exposed.join(' ')}]`,
      };
    }
    case 'VOLUME': {
      const words = json ? json.map(word => expand(word, lookup)) : expandWords(rest, lookup);
      need(words, 'VOLUME');
      const all = [...new Set([...Object.keys(config.Volumes ?? {}), ...words])].sort();
      return { config: { ...config, Volumes: Object.fromEntries(all.map(path => [path, {}])) }, history: `VOLUME [${words.join(' ')}]` };
    }
    case 'USER':
      return { config: { ...config, User: expand(one(rest, 'USER'), lookup) }, history: `USER ${expand(rest, lookup)}` };
    case 'STOPSIGNAL': {
      const signal = expand(one(rest, 'STOPSIGNAL'), lookup);
      if (parseSignal(signal) === undefined) throw new InstructionError(`invalid signal: ${signal}`);
      return { config: { ...config, StopSignal: signal }, history: `STOPSIGNAL ${signal}` };
    }
    case 'SHELL':
      if (!json?.length)
        throw new InstructionError(
          rest === '' ? 'SHELL requires at least one argument' : 'SHELL requires the arguments to be in JSON form',
          true,
        );
      return { config: { ...config, Shell: json }, history: `SHELL [${json.join(' ')}]` };
    case 'CMD': {
      const command = commandOf(instruction, config);
      return { config: { ...config, Cmd: command, ArgsEscaped: true }, history: `CMD ${quoted(command)}` };
    }
    case 'ENTRYPOINT': {
      const command = json?.length === 0 ? null : commandOf(instruction, config);
      return { config: { ...config, Entrypoint: command, Cmd: null }, history: `ENTRYPOINT ${quoted(command ?? [])}` };
    }
    case 'HEALTHCHECK': {
      const check = health(instruction);
      return { config: { ...config, Healthcheck: check }, history: `HEALTHCHECK ${printHealth(check)}` };
    }
    case 'ONBUILD': {
      const trigger = /^\s*(\S*)/.exec(rest)?.[1]?.toUpperCase() ?? '';
      if (trigger === '') throw new InstructionError('ONBUILD requires at least one argument', true);
      if (trigger === 'ONBUILD') throw new InstructionError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", true);
      if (trigger === 'FROM' || trigger === 'MAINTAINER')
        throw new InstructionError(`${trigger} isn't allowed as an ONBUILD trigger`, true);
      return { config: { ...config, OnBuild: [...(config.OnBuild ?? []), rest] }, history: '' };
    }
    default:
      throw new InstructionError(`${name} is not a valid change command`);
  }
}

/** As Go prints a pointer to the struct. */
function printHealth({ Test = [], Interval = 0, Timeout = 0, StartPeriod = 0, StartInterval = 0, Retries = 0 }: HealthConfig): string {
  const time = (nanoseconds: number): string => (nanoseconds === 0 ? '"0s"' : `"${nanoseconds / 1e9}s"`);
  const words = Test.map(word => JSON.stringify(word)).join(' ');
  return `&{[${words}] ${[Interval, Timeout, StartPeriod, StartInterval].map(time).join(' ')} '\\x${Retries.toString(16).padStart(2, '0')}'}`;
}

const CHANGES = new Set([
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'ONBUILD',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/** The --change instructions of commit and import. Throws ApiError. */
export function applyChanges(config: DocumentConfig, changes: readonly string[]): DocumentConfig {
  let next = config;
  for (const change of changes) {
    const word = /^\s*(\S+)/.exec(change)?.[1] ?? '';
    if (!CHANGES.has(word.toUpperCase())) throw invalid(`${word} is not a valid change command`);
    const instruction = parseLine(change, 1);
    const lookup: Lookup = name => next.Env?.find(one => one.startsWith(`${name}=`))?.slice(name.length + 1);
    if (instruction.name === 'WORKDIR') {
      next = { ...next, WorkingDir: expand(instruction.rest, lookup) };
      continue;
    }
    try {
      const changed = changeConfig(next, instruction, lookup).config;
      // A commit keeps the command beside a new entrypoint.
      next = instruction.name === 'ENTRYPOINT' ? { ...changed, Cmd: next.Cmd ?? null } : changed;
      if (instruction.name === 'CMD') {
        const { ArgsEscaped: _escaped, ...rest } = next;
        next = rest;
      }
    } catch (error) {
      throw invalid((error as Error).message);
    }
  }
  return next;
}

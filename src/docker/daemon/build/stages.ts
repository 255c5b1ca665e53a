// A Dockerfile's stages: what each starts from, which are needed for the target. As buildkit's instructions.Parse and dockerfile2llb.

import { parseReference } from '../image/reference.ts';
import { DockerfileError, type Instruction, parseError, parseLine } from './dockerfile.ts';
import { expand, type Lookup } from './words.ts';

export interface Stage {
  /** As it was given by AS, in small letters; '' for none. */
  name: string;
  index: number;
  /** An image's name, or that of an earlier stage. */
  base: string;
  from: Stage | undefined;
  instructions: Instruction[];
  fromInstruction: Instruction;
}

export interface GlobalArgs {
  /** ARGs before the first FROM, with --build-arg over them. */
  values: Map<string, string | undefined>;
  lookup: Lookup;
}

const PLATFORM: Readonly<Record<string, string>> = {
  TARGETPLATFORM: 'linux/amd64',
  TARGETOS: 'linux',
  TARGETARCH: 'amd64',
  BUILDPLATFORM: 'linux/amd64',
  BUILDOS: 'linux',
  BUILDARCH: 'amd64',
};

export const platformArg = (name: string): string | undefined => PLATFORM[name];

/** "A=b C" of ARG; undefined values have no default. Throws DockerfileError. */
export function parseArgs(instruction: Instruction, lookup: Lookup): [string, string | undefined][] {
  const words = instruction.rest.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  if (words.length === 0) throw parseError(instruction.startLine, 'ARG requires at least one argument');
  return words.map(word => {
    const equals = word.indexOf('=');
    return equals < 0 ? [expand(word, lookup), undefined] : [word.slice(0, equals), expand(word.slice(equals + 1), lookup)];
  });
}

/** The stages of a file. Throws DockerfileError. */
export function parseStages(
  instructions: readonly Instruction[],
  buildArgs: ReadonlyMap<string, string>,
): { stages: Stage[]; globals: GlobalArgs } {
  const values = new Map<string, string | undefined>();
  const lookup: Lookup = name => buildArgsOr(values, buildArgs, name) ?? platformArg(name);
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') {
      stages.push(parseFrom(instruction, stages, lookup));
      continue;
    }
    const stage = stages.at(-1);
    if (stage) {
      stage.instructions.push(instruction);
      check(instruction);
      continue;
    }
    if (instruction.name !== 'ARG')
      throw new DockerfileError('no build stage in current context', instruction.startLine, instruction.endLine);
    for (const [name, value] of parseArgs(instruction, lookup)) values.set(name, buildArgs.get(name) ?? value);
  }
  if (stages.length === 0) throw new DockerfileError('dockerfile contains no stages to build', 1);
  return { stages, globals: { values, lookup } };
}

const buildArgsOr = (
  values: ReadonlyMap<string, string | undefined>,
  buildArgs: ReadonlyMap<string, string>,
  name: string,
): string | undefined => (values.has(name) ? (buildArgs.get(name) ?? values.get(name)) : undefined);

/** What is wrong with an instruction wherever it stands, found before anything is built. */
function check({ name, rest, flags, startLine, json }: Instruction): void {
  if (name === 'MAINTAINER' && rest === '') throw parseError(startLine, 'MAINTAINER requires exactly one argument');
  const known: Readonly<Record<string, string[]>> = {
    COPY: ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'],
    ADD: ['chown', 'chmod', 'link', 'keep-git-dir', 'checksum', 'exclude', 'unpack'],
    RUN: ['mount', 'network', 'security', 'device'],
    HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  };
  for (const flag of flags) {
    const [flagName = '', value] = flag.slice(2).split(/=(.*)/s);
    if (known[name] && !known[name].includes(flagName)) throw parseError(startLine, `unknown flag: --${flagName}`);
    if (value === undefined && ['from', 'chown', 'chmod', 'mount', 'network'].includes(flagName)) {
      throw parseError(startLine, `missing a value on flag: --${flagName}`);
    }
  }
  if (name === 'COPY' || name === 'ADD') {
    const words = json ?? rest.split(/\s+/).filter(Boolean);
    if (words.length === 0) throw parseError(startLine, `${name} requires at least two arguments, but got 0`.replace(', but got 0', ''));
    if (words.length === 1) {
      throw parseError(
        startLine,
        `${name} requires at least two arguments, but only one was provided. Destination could not be determined`,
      );
    }
  }
  if (name === 'WORKDIR' && rest === '') throw parseError(startLine, 'WORKDIR requires exactly one argument');
  if (name === 'ONBUILD') {
    const trigger = /^\s*(\S*)/.exec(rest)?.[1]?.toUpperCase();
    if (trigger === 'FROM' || trigger === 'MAINTAINER') throw parseError(startLine, `${trigger} isn't allowed as an ONBUILD trigger`);
    if (trigger === 'ONBUILD') throw parseError(startLine, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    if (trigger) parseLine(rest, startLine);
  }
}

function parseFrom(instruction: Instruction, stages: readonly Stage[], lookup: Lookup): Stage {
  const words = instruction.rest.split(/\s+/).filter(Boolean);
  const named = words.length === 3 && words[1]!.toUpperCase() === 'AS';
  if (words.length !== 1 && !named) throw parseError(instruction.startLine, 'FROM requires either one or three arguments');
  const name = named ? words[2]!.toLowerCase() : '';
  if (named && !/^[a-z][a-z0-9-_.]*$/.test(name)) {
    throw parseError(
      instruction.startLine,
      `invalid name for build stage: "${words[2]}", name can't start with a number or contain symbols`,
    );
  }
  const base = expand(words[0]!, lookup);
  if (base === '') throw new DockerfileError(`base name (${words[0]}) should not be blank`, instruction.startLine, instruction.endLine);
  const from = stages.findLast(stage => stage.name !== '' && stage.name === base.toLowerCase());
  if (!from && base !== 'scratch') {
    const reference = parseReference(base);
    if (typeof reference === 'string') {
      throw new DockerfileError(`failed to parse stage name "${base}": ${reference}`, instruction.startLine, instruction.endLine);
    }
  }
  return { name, index: stages.length, base, from, instructions: [], fromInstruction: instruction };
}

/** The stage that a COPY --from or --mount=from names: by name, or by number. */
export function stageNamed(stages: readonly Stage[], before: number, name: string): Stage | undefined {
  const found = stages.findLast(stage => stage.index < before && stage.name !== '' && stage.name === name.toLowerCase());
  return found ?? (/^\d+$/.test(name) && Number(name) < before ? stages[Number(name)] : undefined);
}

/** The stage to build. Throws DockerfileError. */
export function targetStage(stages: readonly Stage[], target: string): Stage {
  if (target === '') return stages.at(-1)!;
  const found = stages.findLast(stage => stage.name === target.toLowerCase());
  if (!found) throw new DockerfileError(`target stage "${target}" could not be found`, 0);
  return found;
}

export const flagOf = (instruction: Instruction, name: string): string | undefined =>
  instruction.flags.find(flag => flag.startsWith(`--${name}=`))?.slice(name.length + 3);

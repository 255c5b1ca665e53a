// What BuildKit's checks say of a Dockerfile: those that need nothing but its text. As buildkit's frontend/dockerfile/linter, 0.25.
// Checks that need the base image or the context (UndefinedVar, CopyIgnoredFile) and those of platforms are not made.

import type { Instruction } from './dockerfile.ts';

export interface Finding {
  rule: string;
  words: string;
  line: number;
}

const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const PUBLIC = /(?:_|^)public(?:_|$)/i;

const stageName = ({ rest }: Instruction): { as: string; name: string } | undefined => {
  const [, as, name] = /\s(as)\s+(\S+)\s*$/i.exec(` ${rest}`) ?? [];
  return as === undefined || name === undefined ? undefined : { as, name };
};
const isUpper = (word: string): boolean => word === word.toUpperCase();
const isLower = (word: string): boolean => word === word.toLowerCase();

/** The findings in the order in which the checks come upon them. */
export function lint(instructions: readonly Instruction[]): Finding[] {
  return [...parsing(instructions), ...casing(instructions), ...dispatching(instructions)];
}

/** What is seen while the file is parsed into stages. */
function parsing(instructions: readonly Instruction[]): Finding[] {
  const found: Finding[] = [];
  for (const { emptyContinuation, endLine } of instructions)
    if (emptyContinuation) found.push({ rule: 'NoEmptyContinuation', words: 'Empty continuation line', line: endLine });
  const stages = new Set<string>();
  for (const instruction of instructions) {
    const line = instruction.startLine;
    if (instruction.name === 'MAINTAINER')
      found.push({ rule: 'MaintainerDeprecated', words: 'Maintainer instruction is deprecated in favor of using label', line });
    const stage = instruction.name === 'FROM' ? stageName(instruction) : undefined;
    if (!stage) continue;
    const { as, name } = stage;
    if (!isLower(name)) found.push({ rule: 'StageNameCasing', words: `Stage name '${name}' should be lowercase`, line });
    if (isLower(as) !== isLower(instruction.keyword))
      found.push({ rule: 'FromAsCasing', words: `'${as}' and '${instruction.keyword}' keywords' casing do not match`, line });
    const known = name.toLowerCase();
    if (stages.has(known))
      found.push({ rule: 'DuplicateStageName', words: `Duplicate stage name "${name}", stage names should be unique`, line });
    stages.add(known);
  }
  return found;
}

/** Keywords that are written otherwise than most of them. */
function casing(instructions: readonly Instruction[]): Finding[] {
  const lower = instructions.filter(({ keyword }) => isLower(keyword)).length;
  const majority = lower > instructions.filter(({ keyword }) => isUpper(keyword)).length ? 'lowercase' : 'uppercase';
  const fits = majority === 'lowercase' ? isLower : isUpper;
  return instructions
    .filter(({ keyword }) => !fits(keyword))
    .map(({ keyword, startLine }) => ({
      rule: 'ConsistentInstructionCasing',
      words: `Command '${keyword}' should match the case of the command majority (${majority})`,
      line: startLine,
    }));
}

/** What is seen while each instruction of a stage is carried out. */
function dispatching(instructions: readonly Instruction[]): Finding[] {
  const found: Finding[] = [];
  let last = new Map<string, number>();
  let absolute = false;
  let shell = false;
  for (const instruction of instructions) {
    const { name, keyword, rest, json, startLine: line } = instruction;
    if (name === 'FROM') {
      last = new Map();
      absolute = false;
      shell = false;
    }
    if (name === 'SHELL') shell = true;
    if ((name === 'ENV' || name === 'LABEL') && !/^(?:"[^"]*"|'[^']*'|[^\s=])+=/.test(rest)) {
      const words = `"${keyword} key=value" should be used instead of legacy "${keyword} key value" format`;
      found.push({ rule: 'LegacyKeyValueFormat', words, line });
    }
    if (name === 'WORKDIR') {
      if (!absolute && !/^["']?[/$]/.test(rest)) {
        const words = `Relative workdir ${JSON.stringify(rest)} can have unexpected results if the base image changes`;
        found.push({ rule: 'WorkdirRelativePath', words, line });
      }
      absolute = true;
    }
    if (name === 'ENV' || name === 'ARG') {
      for (const key of keysOf(rest)) {
        if (!SECRET.test(key) || PUBLIC.test(key)) continue;
        const words = `Do not use ARG or ENV instructions for sensitive data (${name} "${key}")`;
        found.push({ rule: 'SecretsUsedInArgOrEnv', words, line });
      }
    }
    if (name === 'CMD' || name === 'ENTRYPOINT' || name === 'HEALTHCHECK') {
      const before = last.get(name);
      if (before !== undefined) {
        const words = `Multiple ${name} instructions should not be used in the same stage because only the last one will be used`;
        found.push({ rule: 'MultipleInstructionsDisallowed', words, line: before });
      }
      last.set(name, line);
    }
    if ((name === 'CMD' || name === 'ENTRYPOINT') && json === undefined && !shell) {
      const words = `JSON arguments recommended for ${keyword} to prevent unintended behavior related to OS signals`;
      found.push({ rule: 'JSONArgsRecommended', words, line });
    }
  }
  return found;
}

/** The names that ENV or ARG sets. */
function keysOf(rest: string): string[] {
  const words = rest.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  const legacy = words[0] !== undefined && !words[0].includes('=') && words.length > 1;
  return (legacy ? words.slice(0, 1) : words).map(word => word.split('=')[0]!);
}

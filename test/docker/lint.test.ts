// BuildKit's checks of a Dockerfile, as a real build words them and in its order.

import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/docker/daemon/build/dockerfile.ts';
import { lint } from '../../src/docker/daemon/build/lint.ts';

const rules = (text: string): string[] => lint(parseDockerfile(text)).map(({ rule, line }) => `${rule} ${line}`);

test('a file without faults says nothing', () => {
  expect(rules('FROM busybox AS base\nENV A=b\nWORKDIR /x\nCMD ["sh"]\nFROM base\nENTRYPOINT ["top"]\n')).toEqual([]);
});

test('findings of the text come before those of the instructions, each with its line', () => {
  const text = 'FROM busybox as Base\nENV a b\nWORKDIR rel\nARG API_KEY\nrun echo \\\n\n  hi\nCMD cat /hi\nCMD cat /ho\n';
  expect(rules(text)).toEqual([
    'NoEmptyContinuation 7',
    'StageNameCasing 1',
    'FromAsCasing 1',
    'ConsistentInstructionCasing 5',
    'LegacyKeyValueFormat 2',
    'WorkdirRelativePath 3',
    'SecretsUsedInArgOrEnv 4',
    'JSONArgsRecommended 8',
    'MultipleInstructionsDisallowed 8',
    'JSONArgsRecommended 9',
  ]);
});

test('a SHELL of its own, a public key and another stage are no faults', () => {
  expect(rules('FROM a\nSHELL ["bash", "-c"]\nCMD x\nARG PUBLIC_KEY\nFROM b\nCMD ["y"]\n')).toEqual([]);
  expect(lint(parseDockerfile('from busybox\ncmd x\n')).map(({ words }) => words)).toEqual([
    'JSON arguments recommended for cmd to prevent unintended behavior related to OS signals',
  ]);
});

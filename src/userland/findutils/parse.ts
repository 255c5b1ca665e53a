// Reading find's expression: operators, and the words before it. As GNU findutils 4.11, in its words.

import { Failure } from '../lib/command.ts';
import { makeAction } from './actions.ts';
import type { Expression, Test } from './expression.ts';
import { argument, bad, type ParseState } from './state.ts';
import { makeTest } from './tests.ts';

const isOperator = (word: string | undefined): boolean => word === undefined || [')', ',', '-o', '-or'].includes(word);

/** The whole expression; undefined where there are no words. */
export async function parseExpression(state: ParseState): Promise<Expression | undefined> {
  if (state.words.length === 0) return undefined;
  const expression = await list(state);
  if (state.at < state.words.length) bad("you have too many ')'");
  return expression;
}

async function list(state: ParseState): Promise<Expression> {
  let left = await or(state);
  while (state.words[state.at] === ',') {
    state.at++;
    if (isOperator(state.words[state.at])) bad("expected an expression after ','");
    left = { kind: 'list', left, right: await or(state) };
  }
  return left;
}

async function or(state: ParseState): Promise<Expression> {
  let left = await and(state);
  for (;;) {
    const word = state.words[state.at];
    if (word !== '-o' && word !== '-or') return left;
    state.at++;
    if (isOperator(state.words[state.at])) bad(`expected an expression after '${word}'`);
    left = { kind: 'or', left, right: await and(state) };
  }
}

async function and(state: ParseState): Promise<Expression> {
  let left = await term(state);
  for (;;) {
    const word = state.words[state.at];
    if (isOperator(word)) return left;
    if (word === '-a' || word === '-and') {
      state.at++;
      if (isOperator(state.words[state.at])) bad(`expected an expression after '${word}'`);
    }
    left = { kind: 'and', left, right: await term(state) };
  }
}

async function term(state: ParseState): Promise<Expression> {
  const word = state.words[state.at++]!;
  if (word === '!' || word === '-not') {
    if (isOperator(state.words[state.at])) bad(`expected an expression after '${word}'`);
    return { kind: 'not', of: await term(state) };
  }
  if (word === '(') {
    if (state.words[state.at] === ')') bad('invalid expression; empty parentheses are not allowed.');
    if (state.words[state.at] === undefined)
      bad("invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('");
    const inner = await list(state);
    if (state.words[state.at] !== ')') bad("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
    state.at++;
    return inner;
  }
  if (word === ')') bad("invalid expression; you have too many ')'");
  if (['-o', '-or', '-a', '-and', ','].includes(word))
    bad(`invalid expression; you have used a binary operator '${word}' with nothing before it.`);
  if (!word.startsWith('-')) await outOfPlace(state, word);
  const test = option(state, word) ?? (await makeTest(state, word)) ?? (await makeAction(state, word));
  if (test === undefined) return bad(`unknown predicate \`${word}'`);
  return { kind: 'test', test };
}

async function outOfPlace(state: ParseState, word: string): Promise<never> {
  const before = state.words[state.at - 3];
  await state.tool.warn(`paths must precede expression: \`${word}'`);
  if (before !== undefined && /^-i?(name|path|lname|wholename)$/.test(before))
    await state.tool.warn(`possible unquoted pattern after predicate \`${before}'?`);
  throw new Failure('', 1);
}

const always: Test = () => true;

/** Words that hold for the whole walk and are true wherever they stand. */
function option(state: ParseState, word: string): Test | undefined {
  const { globals } = state;
  switch (word) {
    case '-maxdepth':
    case '-mindepth': {
      const text = argument(state, word);
      if (!/^\d+$/.test(text)) bad(`Expected a positive decimal integer argument to ${word}, but got ‘${text}’`);
      if (word === '-maxdepth') globals.mostDepth = Number(text);
      else globals.leastDepth = Number(text);
      return always;
    }
    case '-depth':
    case '-d':
      globals.depthFirst = true;
      return always;
    case '-xdev':
    case '-mount':
      globals.oneFilesystem = true;
      return always;
    case '-follow':
      globals.follow = 'always';
      return always;
    case '-daystart':
      globals.dayStart = true;
      return always;
    case '-regextype':
      globals.regexType = argument(state, word);
      if (!REGEX_TYPES.includes(globals.regexType)) {
        bad(`Unknown regular expression type ‘${globals.regexType}’; valid types are ${REGEX_TYPES.map(name => `‘${name}’`).join(', ')}.`);
      }
      return always;
    case '-warn':
    case '-nowarn':
    case '-noleaf':
    case '-ignore_readdir_race':
    case '-noignore_readdir_race':
      return always;
    default:
      return undefined;
  }
}

const REGEX_TYPES = [
  'findutils-default',
  'awk',
  'ed',
  'egrep',
  'emacs',
  'gnu-awk',
  'grep',
  'posix-awk',
  'posix-basic',
  'posix-egrep',
  'posix-extended',
  'posix-minimal-basic',
  'sed',
];

// What the parts of find's parser share.

import { Failure, type Tool } from '../lib/command.ts';
import type { Finisher, Globals } from './expression.ts';

export interface ParseState {
  tool: Tool;
  words: readonly string[];
  at: number;
  globals: Globals;
  finishers: Finisher[];
  /** An action that prints or does something was seen, so that none is implied. */
  acted: boolean;
  /** The time that relative ages count from, in seconds. */
  now: number;
}

/** Stops with what is wrong with the expression. */
export const bad = (words: string): never => {
  throw new Failure(words, 1);
};

/** The next word as the argument of a predicate. */
export function argument(state: ParseState, predicate: string): string {
  const word = state.words[state.at];
  if (word === undefined) return bad(`missing argument to \`${predicate}'`);
  state.at++;
  return word;
}

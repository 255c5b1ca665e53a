// A sed script as data. As GNU sed 4.9.

import { Failure } from '../lib/command.ts';

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'last' }
  /** Undefined is the last regular expression that was used. */
  | { kind: 'regex'; regex: RegExp | undefined }
  | { kind: 'plus'; count: number }
  | { kind: 'multiple'; count: number };

/** A piece of a replacement. */
export type Piece = { kind: 'text'; text: string } | { kind: 'group'; group: number } | { kind: 'case'; how: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  regex: RegExp | undefined;
  pieces: Piece[];
  global: boolean;
  /** Which match is the first to be replaced. */
  number: number;
  print: boolean;
  file: string | undefined;
}

export interface Command {
  from: Address | undefined;
  to: Address | undefined;
  inverted: boolean;
  name: string;
  /** Text of a, i and c; a file of r, R, w, W; a label of b, t, T. */
  text: string;
  /** The exit status of q and Q; the width of l. */
  number: number | undefined;
  substitution: Substitution | undefined;
  table: ReadonlyMap<string, string> | undefined;
  /** Where b, t, T and { of a block that is not entered go on. */
  target: number;
  /** The state of a range: active until `endLine` or its end address. */
  active: boolean;
  endLine: number;
}

/** A script that cannot be: "-e expression #1, char 3: …". */
export class ScriptError extends Failure {}

// What one shell has and how it words things: bash, dash and busybox's ash are three of these over the same interpreter.

import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import type { Redirect } from './ast.ts';
import type { WordFeatures } from './words.ts';

/** What stopped an expansion. */
export type ExpansionFault =
  | { kind: 'bad-substitution'; raw: string }
  | { kind: 'unset'; name: string }
  | { kind: 'required'; name: string; words: string | undefined; colon: boolean }
  | { kind: 'readonly'; name: string }
  | { kind: 'arithmetic'; words: string; expression: string; reason: string }
  | { kind: 'other'; words: string };

/** Why a command could not be started. */
export type ExecFault = { name: string; code: string; words: string };

export interface SyntaxFault {
  /** The unexpected token ("newline" for a line's end), or undefined for the end of the text. */
  token: string | undefined;
  /** What would have been right ("fi"), where that is known. */
  expecting?: string | undefined;
  /** The quote or bracket that was never closed. */
  unclosed?: string | undefined;
  /** The construct that was never ended and the line it began on. */
  open?: { word: string; line: number } | undefined;
  line: number;
  /** The last line of the text, which dash tells of. */
  lastLine?: number;
  /** The unclosed bracket is arithmetic's. */
  arithmetic?: boolean;
  /** The text of the line with the token. */
  text: string;
  /** Whole words of the complaint, where they are like no other. */
  words?: string | undefined;
  /** How the token is a word and not an operator. */
  word?: boolean;
  /** No token is named: `words` is all. */
  bare?: boolean;
  /** It is within NAME=(…): what was read with it is left out, and the shell goes on. */
  discards?: boolean | undefined;
  /** It is within $(…), or is the ")" that ends it too early. */
  inSubstitution?: 'within' | 'end' | undefined;
}

export interface Dialect {
  kind: 'bash' | 'dash' | 'ash';
  features: WordFeatures & {
    /** [[ … ]], ((…)), arrays as values, select, time, coproc, function NAME. */
    conditional: boolean;
    arithmeticCommand: boolean;
    functionKeyword: boolean;
    bashKeywords: boolean;
    hereStrings: boolean;
    ampersandRedirect: boolean;
  };
  /** Special builtins come before functions, and their errors end the shell. */
  posix: boolean;
  /** "bash: line 3: ", with the builtin's name where a builtin complains. */
  prefix(at: { name: string; line: number; interactive: boolean; builtin?: string | undefined }): string;
  /** The words of an expansion that failed, and the status the shell ends with; `ends` false where only the command ends. */
  expansion(fault: ExpansionFault): { words: string; status: number; ends: boolean };
  notFound(name: string): string;
  /** A name that the shell's own executable answers to, without a search (busybox built as a standalone shell). */
  standalone?(name: string): boolean;
  /** How to run such a name in the process itself, without execve; undefined where it is executed. */
  inPlace?(name: string): ((sys: Sys, argv: readonly string[], env: Env) => Promise<number>) | undefined;
  exec(fault: ExecFault): { words: string; status: number };
  /** A redirection that failed. */
  redirect(redirect: Redirect, target: string, code: string, words: string): string;
  /** The lines of a syntax error, prefixes and all. */
  syntax(fault: SyntaxFault, at: { name: string; where: string; interactive: boolean; fromStdin?: boolean }): string[];
}

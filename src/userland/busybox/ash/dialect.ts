// ash's words and features. As shell/ash.c of BusyBox 1.38, built as a standalone shell: applets run without a search of PATH.

import type { Redirect } from '../../lib/shell/ast.ts';
import { registerBuiltins } from '../../lib/shell/builtin-table.ts';
import { ashBuiltins } from '../../lib/shell/builtins/all.ts';
import type { Dialect, ExpansionFault, SyntaxFault } from '../../lib/shell/dialect.ts';
import { inPlace } from '../noexec.ts';
import { APPLETS } from '../package.ts';

const STATUS = 2;

function expansion(fault: ExpansionFault): { words: string; status: number; ends: boolean } {
  const of = (words: string): { words: string; status: number; ends: boolean } => ({ words, status: STATUS, ends: true });
  switch (fault.kind) {
    case 'bad-substitution':
      return of('syntax error: bad substitution');
    case 'unset':
      return of(`${fault.name.replace(/^\$/, '')}: parameter not set`);
    case 'required':
      return of(`${fault.name}: ${fault.words ?? (fault.colon ? 'parameter not set or null' : 'parameter not set')}`);
    case 'readonly':
      return of(`${fault.name}: is read only`);
    case 'arithmetic':
      return of(fault.words.includes('division by 0') ? 'divide by zero' : 'arithmetic syntax error');
    default:
      return of(fault.words.replace(/: readonly variable$/, ': is read only'));
  }
}

function redirect({ operator }: Redirect, target: string, code: string, words: string): string {
  if (operator === '>&' || operator === '<&') return `${target}: ${words}`;
  const reads = operator === '<';
  const reason = code === 'ENOENT' ? (reads ? 'no such file' : 'nonexistent directory') : code === 'EEXIST' ? 'File exists' : words;
  return `can't ${reads ? 'open' : 'create'} ${target}: ${reason}`;
}

/** Lines count from 0 in text that -c gives, from 1 elsewhere. */
const lineOf = (line: number, fromString: boolean): number => (fromString ? line - 1 : line);

function syntax(fault: SyntaxFault, { name, where }: { name: string; where: string }): string[] {
  // The end of a text given by -c is on its last line.
  const line = fault.token === undefined && fault.unclosed === undefined && where === '-c' ? fault.line - 1 : fault.line;
  const head = `${name}: line ${lineOf(line, where === '-c')}: syntax error: `;
  if (fault.unclosed === '"' || fault.unclosed === "'") return [`${head}unterminated quoted string`];
  if (fault.unclosed === '`') return [`${head}EOF in backquote substitution`];
  if (fault.words !== undefined) return [`${head}${fault.words.charAt(0).toLowerCase()}${fault.words.slice(1)}`];
  const expecting = fault.expecting === undefined ? '' : ` (expecting "${fault.expecting}")`;
  if (fault.unclosed !== undefined) return [`${head}unexpected end of file (expecting "${fault.unclosed}")`];
  if (fault.token === undefined) return [`${head}unexpected end of file${expecting}`];
  if (fault.token === 'newline') return [`${head}unexpected newline${expecting}`];
  return [`${head}unexpected ${fault.word && !RESERVED.has(fault.token) ? 'word' : `"${fault.token}"`}${expecting}`];
}

const RESERVED = new Set('! { } case do done elif else esac fi for function if in then until while'.split(' '));

/** The dialect of text from -c, or of scripts and standard input: they differ in where lines begin to count. */
function ash(fromString: boolean): Dialect {
  const dialect: Dialect = {
    kind: 'ash',
    posix: true,
    features: {
      braces: false,
      arrays: false,
      slices: true,
      ansi: true,
      process: true,
      conditional: true,
      arithmeticCommand: false,
      functionKeyword: true,
      bashKeywords: false,
      hereStrings: true,
      ampersandRedirect: true,
    },
    prefix: ({ name, line, builtin }) => `${name}: ${builtin === undefined ? '' : `${builtin}: `}line ${lineOf(line, fromString)}: `,
    expansion,
    notFound: name => `${name}: not found`,
    standalone: name => APPLETS.has(name),
    inPlace,
    exec: ({ name, code, words }) => ({
      words: `${name}: ${code === 'ENOENT' || code === 'ENOTDIR' ? 'not found' : code === 'EISDIR' ? 'Permission denied' : words}`,
      status: code === 'ENOENT' || code === 'ENOTDIR' ? 127 : 126,
    }),
    redirect,
    syntax,
  };
  registerBuiltins(dialect, ashBuiltins());
  return dialect;
}

export const ashOfString = ash(true);
export const ashOfLines = ash(false);

// dash's words and features. As dash 0.5.12.

import type { Redirect } from '../lib/shell/ast.ts';
import { registerBuiltins } from '../lib/shell/builtin-table.ts';
import { dashBuiltins } from '../lib/shell/builtins/all.ts';
import type { Dialect, ExpansionFault, SyntaxFault } from '../lib/shell/dialect.ts';

const STATUS = 2;

function expansion(fault: ExpansionFault): { words: string; status: number; ends: boolean } {
  const of = (words: string): { words: string; status: number; ends: boolean } => ({ words, status: STATUS, ends: true });
  switch (fault.kind) {
    case 'bad-substitution':
      return of('Bad substitution');
    case 'unset':
      return of(`${fault.name.replace(/^\$/, '')}: parameter not set`);
    case 'required':
      return of(`${fault.name}: ${fault.words ?? (fault.colon ? 'parameter not set or null' : 'parameter not set')}`);
    case 'readonly':
      return of(`${fault.name}: is read only`);
    case 'arithmetic':
      return of(arithmeticWords(fault.expression, fault.reason));
    default:
      return of(fault.words.replace(/: readonly variable$/, ': is read only'));
  }
}

/** dash's own words for what bash's evaluator found. */
function arithmeticWords(expression: string, reason: string): string {
  const of = (words: string): string => `arithmetic expression: ${words}: "${expression}"`;
  if (reason === 'division by 0') return of('division by zero');
  if (reason.endsWith('in expression') || reason === 'value too great for base' || reason.startsWith('invalid arithmetic'))
    return of('expecting EOF');
  if (reason === "missing `)'") return of("expecting ')'");
  return of('expecting primary');
}

function redirect({ operator }: Redirect, target: string, code: string, words: string): string {
  if (operator === '>&' || operator === '<&') return `${target}: ${words}`;
  const reads = operator === '<';
  const reason = code === 'ENOENT' ? (reads ? 'No such file' : 'Directory nonexistent') : code === 'EEXIST' ? 'File exists' : words;
  return `cannot ${reads ? 'open' : 'create'} ${target}: ${reason}`;
}

function syntax(fault: SyntaxFault, { name, where }: { name: string; where: string }): string[] {
  const head = `${name}: ${fault.lastLine ?? fault.line}: ${where === 'eval' ? 'eval: ' : ''}Syntax error: `;
  if (fault.unclosed === '"' || fault.unclosed === "'") return [`${head}Unterminated quoted string`];
  if (fault.unclosed === '`') return [`${head}EOF in backquote substitution`];
  if (fault.unclosed === '}') return [`${head}Missing '}'`];
  if (fault.arithmetic) return [`${head}Missing '))'`];
  if (fault.words) return [`${head}${fault.words}`];
  const expected = fault.unclosed ?? fault.expecting;
  const expecting =
    expected === undefined || (fault.token !== undefined && expected === ';;')
      ? ''
      : ` (expecting ${expected === 'word' ? expected : `"${expected}"`})`;
  if (fault.token === undefined) return [`${head}end of file unexpected${expecting}`];
  const token =
    fault.token === 'newline'
      ? 'newline'
      : /^[<>]/.test(fault.token)
        ? 'redirection'
        : fault.word && !RESERVED.has(fault.token)
          ? 'word'
          : `"${fault.token}"`;
  return [`${head}${token} unexpected${expecting}`];
}

const RESERVED = new Set('! { } case do done elif else esac fi for if in then until while'.split(' '));

export const dashDialect: Dialect = {
  kind: 'dash',
  posix: true,
  features: {
    braces: false,
    arrays: false,
    slices: false,
    ansi: false,
    process: false,
    conditional: false,
    arithmeticCommand: false,
    functionKeyword: false,
    bashKeywords: false,
    hereStrings: false,
    ampersandRedirect: false,
  },
  prefix: ({ name, line }) => `${name}: ${line}: `,
  expansion,
  notFound: name => `${name}: not found`,
  exec: ({ name, code, words }) => ({
    words: `${name}: ${code === 'ENOENT' || code === 'ENOTDIR' ? 'not found' : code === 'EISDIR' ? 'Permission denied' : words}`,
    status: code === 'ENOENT' || code === 'ENOTDIR' ? 127 : 126,
  }),
  redirect,
  syntax,
};

registerBuiltins(dashDialect, dashBuiltins());

// bash's words and features. As GNU bash 5.3.

import { registerBuiltins } from '../lib/shell/builtin-table.ts';
import { bashBuiltins } from '../lib/shell/builtins/all.ts';
import type { Dialect, ExpansionFault, SyntaxFault } from '../lib/shell/dialect.ts';
import { compgen, complete, compopt } from './complete.ts';
import { fc, history } from './history.ts';

const FATAL = 127;

function expansion(fault: ExpansionFault): { words: string; status: number; ends: boolean } {
  switch (fault.kind) {
    case 'bad-substitution':
      return { words: `${fault.raw}: bad substitution`, status: 1, ends: false };
    case 'unset':
      return { words: `${/^\d/.test(fault.name) ? `$${fault.name}` : fault.name}: unbound variable`, status: FATAL, ends: true };
    case 'required':
      return {
        words: `${fault.name}: ${fault.words ?? (fault.colon ? 'parameter null or not set' : 'parameter not set')}`,
        status: FATAL,
        ends: true,
      };
    case 'readonly':
      return { words: `${fault.name}: readonly variable`, status: 1, ends: false };
    default:
      return { words: fault.words, status: 1, ends: false };
  }
}

function syntax(
  fault: SyntaxFault,
  { name, where, interactive, fromStdin }: { name: string; where: string; interactive: boolean; fromStdin?: boolean },
): string[] {
  const known = ['-c', 'eval', 'command substitution', 'trap', 'exit trap'].includes(where) ? `${where}: ` : '';
  const lineless = fault.inSubstitution !== undefined && (where === 'eval' || (where === '' && fromStdin));
  const head = lineless
    ? `${name}: `
    : interactive
      ? `${name.slice(name.lastIndexOf('/') + 1)}: ${known}`
      : `${name}: ${known}line ${fault.line}: `;
  if (fault.unclosed !== undefined) return [`${head}unexpected EOF while looking for matching \`${fault.unclosed}'`];
  if (fault.token === undefined) {
    const from = fault.open === undefined ? '' : ` from \`${fault.open.word}' command on line ${fault.open.line}`;
    return [`${head}syntax error: unexpected end of file${from}`];
  }
  const lines = (fault.words ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => head + line);
  const matching = fault.inSubstitution === 'within' ? " while looking for matching `)'" : '';
  if (!fault.bare)
    lines.push(`${head}syntax error near ${fault.words === undefined ? 'unexpected token ' : ''}\`${fault.token}'${matching}`);
  if (!interactive) lines.push(`${head}\`${fault.text}'`);
  return lines;
}

export const bashDialect: Dialect = {
  kind: 'bash',
  posix: false,
  features: {
    braces: true,
    arrays: true,
    slices: true,
    ansi: true,
    process: true,
    conditional: true,
    arithmeticCommand: true,
    functionKeyword: true,
    bashKeywords: true,
    hereStrings: true,
    ampersandRedirect: true,
  },
  prefix: ({ name, line, interactive }) => (interactive ? `${name.slice(name.lastIndexOf('/') + 1)}: ` : `${name}: line ${line}: `),
  expansion,
  notFound: name => `${name}: command not found`,
  exec: ({ name, code, words }) => ({ words: `${name}: ${words}`, status: code === 'ENOENT' || code === 'ENOTDIR' ? 127 : 126 }),
  redirect: (_redirect, target, _code, words) => `${target}: ${words}`,
  syntax,
};

registerBuiltins(bashDialect, bashBuiltins({ complete, compgen, compopt, history, fc }));

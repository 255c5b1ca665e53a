// What is wrong with a text, and when more lines would mend it: as bash 5.3 and dash 0.5.12 say it.

import { describe, expect, test } from 'vitest';
import { bashDialect } from '../../../src/userland/bash/dialect.ts';
import { dashDialect } from '../../../src/userland/dash/dialect.ts';
import { parse } from '../../../src/userland/lib/shell/parse.ts';

const bash = (source: string): string => {
  const parsed = parse(source, bashDialect, 1, true);
  return parsed.state === 'complete' ? '' : bashDialect.syntax(parsed.fault, { name: 'bash', where: '-c', interactive: false })[0]!;
};
const dash = (source: string): string => {
  const parsed = parse(source, dashDialect, 1, true);
  return parsed.state === 'complete' ? '' : dashDialect.syntax(parsed.fault, { name: 'sh', where: '', interactive: false })[0]!;
};

describe('bash', () => {
  test.each([
    ['echo (', "syntax error near unexpected token `newline'"],
    ['[ ( a ]', "syntax error near unexpected token `a'"],
    ['while true do echo; done', "syntax error near unexpected token `done'"],
    ['f() echo', "syntax error near unexpected token `echo'"],
    ['a=(1 2; echo', "syntax error near unexpected token `;'"],
    ['[[ a == ]]', "unexpected argument `]]' to conditional binary operator"],
    ['echo ${x', "unexpected EOF while looking for matching `}'"],
  ])('%s', (source, words) => {
    expect(bash(source)).toBe(`bash: -c: line 1: ${words}`);
  });

  test('an end that comes too soon names what is open', () => {
    expect(bash('if true; then echo')).toBe("bash: -c: line 2: syntax error: unexpected end of file from `if' command on line 1");
    expect(bash('echo $(echo')).toBe("bash: -c: line 2: unexpected EOF while looking for matching `)'");
  });

  test.each([
    'case $x in a|b) echo $(case y in z) q;; esac);; esac',
    '[[ $a =~ ^(a|b)c$ && x == @(a|b) ]]',
    "echo ${x:-'}'} $(( (1+2)*3 ))",
    'cat <<E\nx )\nE',
    'for ((;;)) { a; }',
    'coproc X { a; }',
  ])('takes %s', source => {
    expect(bash(source)).toBe('');
  });
});

describe('dash', () => {
  test.each([
    ['for x in a b; echo $x; done', 'word unexpected (expecting "do")'],
    ['a=(1)', '"(" unexpected'],
    ['while true; do', 'end of file unexpected (expecting "done")'],
    ['echo "a', 'Unterminated quoted string'],
    ['for 1a in b; do :; done', 'Bad for loop variable'],
  ])('%s', (source, words) => {
    expect(dash(source)).toBe(`sh: 1: Syntax error: ${words}`);
  });
});

test.each(['if true', 'echo "a', 'a &&', 'cat <<E', 'f() {', 'case x in', 'echo \\', '( a', 'x=(1'])('%s wants another line', source => {
  expect(parse(`${source}\n`, bashDialect).state).toBe('more');
});

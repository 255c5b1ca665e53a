// POSIX regular expressions and printf's conversions, against what glibc does.

import { describe, expect, test } from 'vitest';
import { parseFloatText } from '../../../src/userland/lib/float.ts';
import { fill, formatFloat, formatInteger, parseConversion } from '../../../src/userland/lib/printf.ts';
import { compileBre, compileEre, GREP_SYNTAX } from '../../../src/userland/lib/regex.ts';

describe('regular expressions', () => {
  test.each([
    [compileBre('a\\{2,3\\}'), 'xaaaa', 'aaa'],
    [compileBre('\\(a*\\)b\\1'), 'aabaa', 'aabaa'],
    [compileBre('^*a'), '*a', '*a'],
    [compileBre('\\<foo\\>'), 'afoo foo', 'foo'],
    [compileEre('(a|ab)(c|bcd)'), 'abcd', 'abc'],
    [compileEre('x(y|z)+|xyyq'), 'xyyq', 'xyyq'],
    [compileEre('[]a]+'), ']a]', ']a]'],
    [compileEre('a{x'), 'a{x', 'a{x'],
    [compileEre('*a', '', GREP_SYNTAX), 'a', 'a'],
  ])('%s on %s', (regex, text, expected) => {
    expect(regex.exec(text)?.[0]).toBe(expected);
  });

  test.each([
    [() => compileBre('a\\'), 'Trailing backslash'],
    [() => compileBre('[a'), 'Unmatched [, [^, [:, [., or [='],
    [() => compileBre('\\(a'), 'Unmatched ( or \\('],
    [() => compileBre('a\\{1'), 'Unmatched \\{'],
    [() => compileEre('*a'), 'Invalid preceding regular expression'],
    [() => compileEre('[z-a]'), 'Invalid range end'],
  ])('refuses %s', (compile, words) => {
    expect(compile).toThrow(words);
  });
});

describe('printf', () => {
  const integer = (format: string, value: bigint): string =>
    formatInteger(
      fill(parseConversion(format, 0), () => 0),
      value,
    );
  const float = (format: string, value: number | string): string =>
    formatFloat(
      fill(parseConversion(format, 0), () => 0),
      typeof value === 'string' ? parseFloatText(value).value : value,
    );

  test.each([
    [integer('%05d', -42n), '-0042'],
    [integer('%x', -1n), 'ffffffffffffffff'],
    [integer('%#o', 8n), '010'],
    [integer('%+.3d', 5n), '+005'],
    [float('%.2f', 2.675), '2.67'],
    [float('%.0f', 0.5), '0'],
    [float('%g', 1e10), '1e+10'],
    [float('%g', 0.0001), '0.0001'],
    [float('%e', 12345), '1.234500e+04'],
    [float('%.20f', '0.1'), '0.10000000000000000000'],
    [float('%.20f', 0.1), '0.10000000000000000555'],
    [float('%08.2f', -3.25), '-0003.25'],
    [float('%f', '1e20'), '100000000000000000000.000000'],
  ])('%s', (printed, expected) => {
    expect(printed).toBe(expected);
  });
});

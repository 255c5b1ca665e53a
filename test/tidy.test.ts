// Tidiness as a test: sizes, header lines, banned words. Exceptions are rows with a reason in test/tidy-exceptions.json, and may only shrink.

import { describe, expect, test } from 'vitest';
import { filesBelow, read } from './lib/source-tree.ts';
import exceptions from './tidy-exceptions.json' with { type: 'json' };

const LINES_MAX = 400;
const COLUMNS_MAX = 140;
const world = ['src/abi', 'src/wire', 'src/xtables', 'src/kernel', 'src/userland', 'src/docker'];
const source = [...filesBelow('src', '.ts'), ...filesBelow('workers', '.ts'), ...filesBelow('test', '.ts')].filter(
  file => !file.includes('/reference/'),
);
const inWorld = source.filter(file => world.some(folder => file.startsWith(`${folder}/`)));
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$|(?<=[;,{}()]\s)\/\/ .*$/gm, '');
/** Code without what is in quotes: lines stay lines. */
const withoutStrings = (text: string): string =>
  withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g, quoted => quoted.replace(/[^\n]/g, ''));

/** Files over the limit, held against the listed ones: a file that grew, a new one, and a row no longer needed all fail. */
const tooLong: Record<string, { lines: number; why: string }> = exceptions.lines;

describe('sizes', () => {
  test(`no file over ${LINES_MAX} lines without a row that says why`, () => {
    const over = source.filter(file => read(file).split('\n').length - 1 > (tooLong[file]?.lines ?? LINES_MAX));
    expect(over.map(file => `${file}: ${read(file).split('\n').length - 1}`)).toEqual([]);
  });

  test('every listed exception is still needed', () => {
    expect(Object.keys(tooLong).filter(file => !source.includes(file) || read(file).split('\n').length - 1 <= LINES_MAX)).toEqual([]);
  });

  test(`no line over ${COLUMNS_MAX} columns outside of data`, () => {
    const long = source.flatMap(file =>
      withoutStrings(read(file))
        .split('\n')
        .flatMap(line => (line.length > COLUMNS_MAX && !/['"`/]/.test(line) ? [`${file}: ${line}`] : [])),
    );
    expect(long).toEqual([]);
  });
});

describe('words', () => {
  test('each file begins with a line that says what it is', () => {
    expect(source.filter(file => !/^(?:#!.*\n)?\/\/ \S|^\/\/\/ /.test(read(file)))).toEqual([]);
  });

  test.each([
    [/\bDate\.now\b/, 'the clock of the kernel, or sys.clockGettime'],
    [/\bnew Date\(\)/, 'the clock of the kernel, or sys.clockGettime'],
    [/\bMath\.random\b/, 'kernel/random.ts, or sys.getrandom'],
    [/\bPromise\.(?:race|all|any)\b/, 'one system call at a time'],
    [/\bset(?:Timeout|Interval|Immediate)\b/, 'kernel/clock.ts, or sys.nanosleep'],
  ])('the world never says %s', (word, instead) => {
    expect(inWorld.filter(file => word.test(withoutComments(read(file)))).map(file => `${file}: use ${instead}`)).toEqual([]);
  });

  test.each([[/@ts-(?:ignore|expect-error|nocheck)/], [/\b(?:TODO|FIXME|XXX)\b/]])('no file says %s', word => {
    expect(source.filter(file => file !== 'test/tidy.test.ts' && word.test(withoutStrings(read(file))))).toEqual([]);
  });

  test('no barrels: a file that only re-exports', () => {
    expect(
      source.filter(
        file =>
          /^\s*export\s+(?:\*|\{[^}]*\})\s+from/m.test(read(file)) &&
          !/\b(?:function|const|class|interface|type)\b/.test(withoutComments(read(file))),
      ),
    ).toEqual([]);
  });
});

// Go templates, tables, sizes and flags: what Go prints.
import { expect, test } from 'vitest';
import { flagUsages, parseFlags, parsePage } from '../../../src/userland/lib/cobra.ts';
import { INT, map, pointer, STRING, slice, struct } from '../../../src/userland/lib/go-value.ts';
import { tabulate } from '../../../src/userland/lib/tabwriter.ts';
import { Template } from '../../../src/userland/lib/template.ts';
import {
  bytesSize,
  humanDuration,
  humanSize,
  parseDuration,
  parseRamBytes,
  printDuration,
  shortSize,
} from '../../../src/userland/lib/units.ts';

const run = (text: string, data: unknown): string => {
  try {
    return new Template(text, { missingKey: 'error' }).execute(data);
  } catch (error) {
    return (error as Error).message;
  }
};

test('templates print as Go prints', () => {
  const data = { A: 'x', N: 3, L: ['a', 'b'], M: { b: 1, a: { c: null } }, T: true };
  expect(run('{{.A}} {{.N}} {{.L}} {{.M}}', data)).toBe('x 3 [a b] map[a:map[c:<nil>] b:1]');
  expect(run('{{range $i, $v := .L}}{{if $i}}, {{end}}{{$v}}{{end}}', data)).toBe('a, b');
  expect(run('{{range $k, $v := .M}}{{$k}};{{end}}', data)).toBe('a;b;');
  expect(run('{{with .A}}<{{.}}>{{else}}no{{end}} {{- /* c */ -}} {{if and .T (gt .N 2)}}y{{end}}', data)).toBe('<x>y');
  expect(run('{{(index .L 1)}} {{len .L}} {{printf "%-4s|%03d|%q" .A .N .A}}', data)).toBe('b 2 x   |003|"x"');
  expect(run('{{if eq .A "y" "x"}}1{{else if .T}}2{{end}}', data)).toBe('1');
  expect(run('{{if eq .A "y"}}1{{else if .T}}2{{else}}3{{end}}', data)).toBe('2');
  expect(run('{{define "t"}}[{{.}}]{{end}}{{template "t" .A}}{{"q" | printf "%s%s" "p"}}', data)).toBe('[x]pq');
  expect(run('{{range .L}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{else}}none{{end}}', data)).toBe('a');
});

test('mistakes are told as Go tells them', () => {
  expect(run('{{.Nope}}', {})).toBe('template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"');
  expect(run('{{.State.Nope.Deeper}}', { State: {} })).toBe(
    'template: :1:8: executing "" at <.State.Nope.Deeper>: map has no entry for key "Nope"',
  );
  expect(run('{{.State.Status', {})).toBe('template: :1: unclosed action');
  expect(run('{{frob .Name}}', {})).toBe('template: :1: function "frob" not defined');
  expect(run('{{if .A}}x', { A: 1 })).toBe('template: :1: unexpected EOF');
  expect(run('{{end}}', {})).toBe('template: :1: unexpected {{end}}');
  expect(run('{{index .L 5}}', { L: [] })).toBe('template: :1:2: executing "" at <index .L 5>: error calling index: index out of range: 5');
});

test('typed values know their zero values', () => {
  const type = struct('T', { Name: STRING, Tags: slice(STRING), More: pointer(struct('M', { N: INT })), Map: map(STRING) });
  expect(run('{{.}}', { type, value: { Name: 'x', More: { N: 2 } } })).toBe('{x [] 0xc000012345 map[]}');
  expect(run('{{.More}} {{.More.N}} {{index .Map "x"}}|{{.Tags}}', { type, value: { More: { N: 2 } } })).toBe('{2} 2 |[]');
  expect(run('{{.More}}', { type, value: {} })).toBe('<nil>');
});

test('columns, sizes and times', () => {
  expect(tabulate('NAME\tID\nx\tlonger-than-ten\tz\n')).toBe('NAME      ID\nx         longer-than-ten   z\n');
  expect([shortSize(2063000), humanSize(1090), bytesSize(25279578112), shortSize(0)]).toEqual(['2.06MB', '1.09kB', '23.54GiB', '0B']);
  expect([0.5, 1, 59, 60, 119, 180, 3700, 90000].map(humanDuration)).toEqual([
    'Less than a second',
    '1 second',
    '59 seconds',
    'About a minute',
    'About a minute',
    '3 minutes',
    'About an hour',
    '25 hours',
  ]);
  expect(printDuration(parseDuration('1h2m3.5s'))).toBe('1h2m3.5s');
  expect(parseRamBytes('64m')).toBe(67108864);
  expect(() => parseRamBytes('lots')).toThrow("invalid size: 'lots'");
});

test('a help page is the table of its flags', () => {
  const page = parsePage(`Usage:  x ps [OPTIONS]

List

Options:
  -a, --all             Show all
  -f, --filter filter   Filter
  -n, --last int        Show n (default -1)`);
  const { flags, operands } = parseFlags(page.flags, ['-an', '2', '--filter', 'a=b', '-f=c=d', 'x']);
  expect([flags.bool('all'), flags.number('last'), flags.list('filter'), operands]).toEqual([true, 2, ['a=b', 'c=d'], ['x']]);
  expect(() => parseFlags(page.flags, ['-z'])).toThrow("unknown shorthand flag: 'z' in -z");
  expect(() => parseFlags(page.flags, ['--all=maybe'])).toThrow(
    'invalid argument "maybe" for "-a, --all" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  );
  expect(flagUsages(page.flags, 79)).toBe(
    '  -a, --all             Show all\n  -f, --filter filter   Filter\n  -n, --last int        Show n (default -1)\n',
  );
});

// Compose files: variables, short forms, and the canonical text.
import { expect, test } from 'vitest';
import { canonicalService } from '../../../src/docker/cli/compose/file/canonical.ts';
import { parseDotenv } from '../../../src/docker/cli/compose/file/dotenv.ts';
import { substitute } from '../../../src/docker/cli/compose/file/interpolate.ts';
import { merge } from '../../../src/docker/cli/compose/file/merge.ts';
import { serviceTree, toYaml } from '../../../src/docker/cli/compose/file/print.ts';
import { readYaml } from '../../../src/docker/cli/compose/file/yaml.ts';

const how = { folder: '/root/p', home: '/root' };
const text = (yaml: string): string => toYaml(serviceTree(canonicalService('a', readYaml(yaml, '/f') as Record<string, unknown>, how)));

test('variables are put in as compose does', () => {
  const variables = { get: (name: string) => ({ A: 'x', E: '' })[name], missing: () => {} };
  const sub = (value: string): string => substitute(value, 'services.a.image', variables);
  expect(sub('$A-${A}-${N:-d}-${E:-e}-${E-e}-${A:+y}-$$A')).toBe('x-x-d-e--y-$A');
  expect(sub('${N:-${M:-deep}}')).toBe('deep');
  expect(() => sub('${N:?must}')).toThrow('error while interpolating services.a.image: required variable N is missing a value: must');
  expect(() => sub('${')).toThrow('invalid interpolation format for services.a.image.\nYou may need to escape any $ with another $.\n${');
});

test('short forms are made long', () => {
  expect(
    text('image: b\nports: ["8080:80", "127.0.0.1:53:53/udp"]\nvolumes: ["./s:/s:ro", "data:/data", "/anon"]\nenvironment: [A=1, B]\n'),
  ).toBe(
    `environment:
  A: "1"
  B: null
image: b
ports:
  - mode: ingress
    target: 80
    published: "8080"
    protocol: tcp
  - mode: ingress
    host_ip: 127.0.0.1
    target: 53
    published: "53"
    protocol: udp
volumes:
  - type: bind
    source: /root/p/s
    target: /s
    read_only: true
    bind:
      create_host_path: true
  - type: volume
    source: data
    target: /data
    volume: {}
  - type: volume
    target: /anon
    volume: {}`,
  );
});

test('scalars are quoted as go-yaml does', () => {
  expect(
    toYaml({ a: 'yes', b: '1.0', c: 'a: b', d: ' x', e: "it's", f: 'a\nb', g: 'tab\tx', h: '', i: '2020-01-01', n: 'x', j: 'a$b' }),
  ).toBe(`a: "yes"\nb: "1.0"\nc: 'a: b'\nd: ' x'\ne: it's\nf: |-\n  a\n  b\ng: "tab\\tx"\nh: ""\ni: "2020-01-01"\n"n": x\nj: a$$b`);
});

test('files are merged by what makes things the same', () => {
  expect(
    merge(
      { ports: [{ target: 80 }], environment: { A: '1' }, command: ['x'] },
      { ports: [{ target: 81 }], environment: { B: '2' }, command: ['y'] },
    ),
  ).toEqual({
    ports: [{ target: 80 }, { target: 81 }],
    environment: { A: '1', B: '2' },
    command: ['y'],
  });
});

test('.env files', () => {
  expect(parseDotenv('# c\nA=1\nexport B="two $A"\nC=\'$A\' # x\nD=a b # c\n', () => undefined)).toEqual({
    A: '1',
    B: 'two 1',
    C: '$A',
    D: 'a b',
  });
});

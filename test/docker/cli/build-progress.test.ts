// BuildKit's plain progress, and the excerpt of a mistake.
import { expect, test } from 'vitest';
import { PlainPrinter } from '../../../src/docker/cli/buildx/progress/plain.ts';
import { errorLogs, Trace } from '../../../src/docker/cli/buildx/progress/trace.ts';
import { excerpt } from '../../../src/docker/cli/buildx/source.ts';
import { parsePortSpec } from '../../../src/docker/cli/run/ports.ts';

test('steps are told one at a time', () => {
  const trace = new Trace();
  const printer = new PlainPrinter('building with "default" instance using docker driver');
  trace.update({ vertexes: [{ digest: 'a', name: '[1/2] FROM x', started: 1, completed: 1 }] });
  trace.update({
    vertexes: [{ digest: 'b', name: '[2/2] RUN y', started: 1 }],
    logs: [{ vertex: 'b', stream: 1, msg: 'out\npart', timestamp: 1.25 }],
  });
  expect(printer.print(trace)).toBe(
    '#0 building with "default" instance using docker driver\n\n#1 [1/2] FROM x\n#1 DONE 0.0s\n\n#2 [2/2] RUN y\n#2 0.250 out\n#2 0.250 part',
  );
  trace.update({
    logs: [{ vertex: 'b', stream: 1, msg: 'ial\n', timestamp: 1.5 }],
    vertexes: [{ digest: 'b', name: '[2/2] RUN y', started: 1, completed: 3, error: 'bad' }],
  });
  expect(printer.print(trace)).toBe('ial\n#2 ERROR: bad\n');
  expect(errorLogs(trace)).toBe('------\n > [2/2] RUN y:\n0.250 out\n0.250 partial\n------\n');
});

test('the lines around a mistake', () => {
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
  expect(excerpt({ filename: 'Dockerfile', data: 'FROM busybox\nRUNN x\n', ranges: [range] })).toBe(
    'Dockerfile:2\n--------------------\n   1 |     FROM busybox\n   2 | >>> RUNN x\n   3 |     \n--------------------\n',
  );
});

test('ports as they are typed', () => {
  expect(parsePortSpec('8000-8001:80-81')).toEqual([
    { port: '80/tcp', binding: { HostIp: '', HostPort: '8000' } },
    { port: '81/tcp', binding: { HostIp: '', HostPort: '8001' } },
  ]);
  expect(() => parsePortSpec('80:http')).toThrow('Invalid containerPort: http');
});

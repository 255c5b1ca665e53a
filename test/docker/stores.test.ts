// Names of images, pools of addresses, ports and filters: rules with more corners than transcripts reach.

import { expect, test } from 'vitest';
import { Filters } from '../../src/docker/daemon/filters.ts';
import { familiar, parseReference, withTag } from '../../src/docker/daemon/image/reference.ts';
import { Ipam, parseSubnet } from '../../src/docker/daemon/network/ipam.ts';
import { PortAllocator } from '../../src/docker/daemon/network/ports.ts';
import { parseRfc3339, rfc3339Nano } from '../../src/docker/daemon/time.ts';
import { readTar, TarWriter } from '../../src/userland/lib/tar.ts';

const shown = (text: string): string => {
  const reference = parseReference(text);
  return typeof reference === 'string' ? reference : familiar(withTag(reference));
};

test('references', () => {
  expect(['busybox', 'docker.io/library/busybox:1', 'localhost:5000/a/b', 'quay.io/x@sha256:'].map(shown)).toEqual([
    'busybox:latest',
    'busybox:1',
    'localhost:5000/a/b:latest',
    'invalid reference format',
  ]);
  expect(shown('Busybox')).toBe('invalid reference format: repository name (library/Busybox) must be lowercase');
});

test('31 default pools, then none', () => {
  const ipam = new Ipam([]);
  const avoid = [parseSubnet('10.0.0.0/24')!];
  for (let count = 0; count < 31; count++) ipam.requestAny('inet', avoid);
  expect(() => ipam.requestAny('inet', avoid)).toThrow('all predefined address pools have been fully subnetted');
});

test('addresses: the lowest free one of the range, the ends are nobody’s', () => {
  const pool = new Ipam([]).request(parseSubnet('10.8.0.0/30')!, undefined);
  expect([pool.next(), pool.next(), pool.next()]).toEqual(['10.8.0.1', '10.8.0.2', undefined]);
  pool.release('10.8.0.1');
  expect(pool.next()).toBe('10.8.0.1');
});

test('ports: the unspecified address stands for all of its family', () => {
  const ports = new PortAllocator();
  ports.request(['127.0.0.1'], 'tcp', 80, 80, 'a');
  expect(ports.request(['10.0.0.10'], 'tcp', 80, 80, 'b')).toBe(80);
  expect(() => ports.request(['0.0.0.0', '::'], 'tcp', 80, 80, 'c')).toThrow('Bind for 127.0.0.1:80 failed: port is already allocated');
  expect(ports.request(['0.0.0.0'], 'tcp', 80, 82, 'c')).toBe(81);
});

test('filters: both forms, and what is none', () => {
  expect(Filters.parse('{"label":["a=b"]}').labels({ a: 'b' })).toBe(true);
  expect(Filters.parse('{"label":{"a":true}}').labels({ b: '' })).toBe(false);
  expect(() => Filters.parse('x')).toThrow('invalid filter');
});

test('times go to text and back', () => {
  const time = { seconds: 1795573844, nanoseconds: 685349870 };
  expect(rfc3339Nano(time)).toBe('2026-11-25T02:30:44.68534987Z');
  expect(parseRfc3339(rfc3339Nano(time))).toEqual(time);
});

test('tar: long names, links and times survive', () => {
  const writer = new TarWriter(true);
  const name = `${'folder/'.repeat(40)}file`;
  writer.add({ name, kind: 'file', mode: 0o640, uid: 7, gid: 8, mtime: { seconds: 5, nanoseconds: 250 } }, new Uint8Array([1, 2]));
  writer.add({ name: 'link', kind: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 }, target: name });
  const [file, link] = [...readTar(writer.finish())];
  expect(file).toMatchObject({ name, mode: 0o640, uid: 7, gid: 8, mtime: { seconds: 5, nanoseconds: 250 }, data: new Uint8Array([1, 2]) });
  expect(link).toMatchObject({ kind: 'symlink', target: name });
});

// Overlays: what the upper layer holds after each change, as overlayfs.rst says.

import { expect, test } from 'vitest';
import type { Sys } from '../../src/abi/sys.ts';
import { decode, encode, testWorld } from './world.ts';

async function inOverlay(body: (sys: Sys) => Promise<void>): Promise<void> {
  let failure: unknown;
  await testWorld().run(async sys => {
    try {
      for (const path of ['/l', '/l/d', '/u', '/w', '/m']) await sys.mkdir(path);
      await put(sys, '/l/a', 'lower');
      await put(sys, '/l/d/f', 'deep');
      await sys.mount('o', '/m', 'overlay', {}, 'lowerdir=/l,upperdir=/u,workdir=/w');
      await body(sys);
    } catch (error) {
      failure = error;
    }
  });
  if (failure) throw failure;
}

async function put(sys: Sys, path: string, content: string): Promise<void> {
  const fd = await sys.open(path, { write: true, create: true, truncate: true }, 0o644);
  await sys.write(fd, encode(content));
  await sys.close(fd);
}

async function text(sys: Sys, path: string): Promise<string> {
  const fd = await sys.open(path, { read: true });
  const bytes = await sys.read(fd, 1000);
  await sys.close(fd);
  return decode(bytes);
}

const names = async (sys: Sys, path: string): Promise<string[]> => {
  const fd = await sys.open(path, { directory: true });
  const entries = await sys.getdents(fd);
  await sys.close(fd);
  return entries
    .map(entry => entry.name)
    .filter(name => !/^\.\.?$/.test(name))
    .sort();
};

test('writing copies up, removing leaves a whiteout, a folder made again is opaque', () =>
  inOverlay(async sys => {
    expect(await names(sys, '/m')).toEqual(['a', 'd']);
    const fd = await sys.open('/m/a', { write: true, append: true });
    await sys.write(fd, encode('+'));
    await sys.close(fd);
    expect(await text(sys, '/m/a')).toBe('lower+');
    expect(await text(sys, '/u/a')).toBe('lower+');
    expect(await text(sys, '/l/a')).toBe('lower');
    await sys.unlink('/m/a');
    expect(await names(sys, '/m')).toEqual(['d']);
    expect((await sys.stat('/u/a')).kind).toBe('char');
    await sys.unlink('/m/d/f');
    await sys.rmdir('/m/d');
    expect((await sys.stat('/u/d')).kind).toBe('char');
    await sys.mkdir('/m/d');
    expect(await names(sys, '/m/d')).toEqual([]);
    await sys.umount('/m');
    await sys.mount('o', '/m', 'overlay', {}, 'lowerdir=/l,upperdir=/u,workdir=/w');
    expect(await names(sys, '/m')).toEqual(['d']);
    expect(await names(sys, '/m/d')).toEqual([]);
  }));

test('a lower folder is not renamed, a file is', () =>
  inOverlay(async sys => {
    await expect(sys.rename('/m/d', '/m/e')).rejects.toMatchObject({ code: 'EXDEV' });
    await sys.rename('/m/d/f', '/m/g');
    expect(await text(sys, '/m/g')).toBe('deep');
    expect(await names(sys, '/m/d')).toEqual([]);
    expect((await sys.stat('/u/d/f')).kind).toBe('char');
    await put(sys, '/m/g', 'changed');
    expect(await text(sys, '/u/g')).toBe('changed');
    await sys.mkdir('/m/new');
    await put(sys, '/m/new/x', 'x');
    await sys.rename('/m/new', '/m/newer');
    await put(sys, '/m/newer/x', 'y');
    expect(await text(sys, '/u/newer/x')).toBe('y');
  }));

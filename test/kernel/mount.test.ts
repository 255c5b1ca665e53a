// Mount trees: what a transcript can't point at: propagation between peers and slaves, and what pivot_root leaves.

import { expect, test } from 'vitest';
import type { Entry, Sys } from '../../src/abi/sys.ts';
import { decode, encode, testWorld } from './world.ts';

/** Runs an entry that must not fail, on a world of its own. */
async function inWorld(body: (sys: Sys) => Promise<void>): Promise<void> {
  let failure: unknown;
  const entry: Entry = async sys => {
    try {
      await body(sys);
    } catch (error) {
      failure = error;
    }
  };
  await testWorld().run(entry);
  if (failure) throw failure;
}

async function text(sys: Sys, path: string): Promise<string> {
  const fd = await sys.open(path, { read: true });
  const bytes = await sys.read(fd, 1000);
  await sys.close(fd);
  return decode(bytes);
}

async function put(sys: Sys, path: string, content: string): Promise<void> {
  const fd = await sys.open(path, { write: true, create: true, truncate: true }, 0o644);
  await sys.write(fd, encode(content));
  await sys.close(fd);
}

const names = async (sys: Sys, path: string): Promise<string[]> => {
  const fd = await sys.open(path, { directory: true });
  const entries = await sys.getdents(fd);
  await sys.close(fd);
  return entries
    .map(entry => entry.name)
    .filter(name => !name.startsWith('.'))
    .sort();
};

test('files, links and folders', () =>
  inWorld(async sys => {
    await sys.mkdir('/a');
    await put(sys, '/a/f', 'one');
    await sys.link('/a/f', '/a/g');
    await sys.symlink('a/g', '/l');
    expect(await text(sys, '/l')).toBe('one');
    expect((await sys.stat('/l')).nlink).toBe(2);
    await sys.rename('/a/f', '/a/h');
    expect(await names(sys, '/a')).toEqual(['g', 'h']);
    await expect(sys.rmdir('/a')).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    await sys.chdir('/a');
    expect(await sys.getcwd()).toBe('/a');
    await sys.unlink('g');
    await sys.unlink('../a/h');
    await sys.rmdir('/a');
    await expect(sys.getcwd()).rejects.toMatchObject({ code: 'ENOENT' });
    await sys.symlink('loop', '/loop');
    await expect(sys.stat('/loop')).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(sys.open('/l/', { read: true })).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(sys.stat(`/${'x'.repeat(256)}`)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  }));

test('holes count nothing, zeros count but take no memory', () =>
  inWorld(async sys => {
    await sys.mkdir('/m');
    await sys.mount('small', '/m', 'tmpfs', {}, 'size=1m');
    const fd = await sys.open('/m/f', { read: true, write: true, create: true }, 0o644);
    await sys.ftruncate(fd, 5_000_000);
    expect((await sys.fstat(fd)).blocks).toBe(0);
    await sys.pwrite(fd, encode('x'), 4_000_000);
    expect((await sys.fstat(fd)).blocks).toBe(8);
    expect(await sys.lseek(fd, 0, 'data')).toBe(3_997_696);
    expect(await sys.pwrite(fd, new Uint8Array(2_000_000), 0)).toBe(1044480);
    await expect(sys.pwrite(fd, encode('y'), 3_000_000)).rejects.toMatchObject({ code: 'ENOSPC' });
  }));

test('a mount under a shared one appears in its peer and its slave, not the other way from the slave', () =>
  inWorld(async sys => {
    for (const path of ['/one', '/peer', '/slave']) await sys.mkdir(path);
    await sys.mount('base', '/one', 'tmpfs', {});
    await sys.mkdir('/one/sub');
    await sys.mount('', '/one', '', { propagation: 'shared' });
    await sys.mount('/one', '/peer', '', { bind: true });
    await sys.mount('/one', '/slave', '', { bind: true });
    await sys.mount('', '/slave', '', { propagation: 'slave' });
    await sys.mount('x', '/one/sub', 'tmpfs', {});
    await put(sys, '/one/sub/f', 'seen');
    expect(await text(sys, '/peer/sub/f')).toBe('seen');
    expect(await text(sys, '/slave/sub/f')).toBe('seen');
    await sys.umount('/peer/sub');
    expect(await names(sys, '/one/sub')).toEqual([]);
    expect(await names(sys, '/slave/sub')).toEqual([]);
    await sys.mount('y', '/slave/sub', 'tmpfs', {});
    await put(sys, '/slave/sub/f', 'mine');
    expect(await names(sys, '/one/sub')).toEqual([]);
  }));

test('pivot_root wants a mount point, and moves who stood at the old root', () =>
  inWorld(async sys => {
    await sys.unshare(['mnt']);
    await sys.mkdir('/new');
    await sys.mkdir('/new/old');
    await expect(sys.pivotRoot('/new', '/new/old')).rejects.toMatchObject({ code: 'EBUSY' });
    await sys.mount('/new', '/new', '', { bind: true });
    await sys.chdir('/new');
    await sys.pivotRoot('.', 'old');
    expect(await names(sys, '/')).toEqual(['old']);
    await sys.umount('/old', { detach: true });
    expect(await names(sys, '/old')).toEqual([]);
  }));

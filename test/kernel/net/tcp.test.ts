// TCP on a bare kernel: connections over loopback and a veth, refusal, half close, bulk, and the path that loses its peer.

import { expect, test } from 'vitest';
import { Errno } from '../../../src/abi/errno.ts';
import type { Sys } from '../../../src/abi/sys.ts';
import { decode, encode, testWorld } from '../world.ts';
import { configure, inNetns, newNetns, rtnl } from './lab.ts';

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

async function serve(sys: Sys, address: string, port: number): Promise<number> {
  const fd = await sys.socket(address.includes(':') ? 'inet6' : 'inet', 'stream');
  await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  await sys.bind(fd, { family: address.includes(':') ? 'inet6' : 'inet', address, port });
  await sys.listen(fd, 5);
  return fd;
}

test('an echo over loopback, with half close', async () => {
  const { run } = testWorld();
  const exit = await run(async sys => {
    await configure(sys, 'lo');
    const listener = await serve(sys, '127.0.0.1', 80);
    const pid = await sys.clone(async child => {
      const fd = await child.socket('inet', 'stream');
      await child.connect(fd, { family: 'inet', address: '127.0.0.1', port: 80 });
      await child.write(fd, encode('hello'));
      await child.shutdown(fd, 'write');
      const answer = await child.read(fd, 100);
      return decode(answer) === 'HELLO' && (await child.read(fd, 100)).length === 0 ? 0 : 1;
    });
    const { fd, peer } = await sys.accept(listener);
    expect(peer).toMatchObject({ family: 'inet', address: '127.0.0.1' });
    const asked = decode(await sys.read(fd, 100));
    expect((await sys.read(fd, 100)).length).toBe(0);
    await sys.write(fd, encode(asked.toUpperCase()));
    await sys.close(fd);
    expect(await sys.wait(pid)).toMatchObject({ status: 0 });
    const refused = await sys.socket('inet', 'stream');
    expect(await codeOf(sys.connect(refused, { family: 'inet', address: '127.0.0.1', port: 81 }))).toBe('ECONNREFUSED');
    expect(await codeOf(serve(sys, '127.0.0.1', 80))).toBe('EADDRINUSE');
  });
  expect(exit).toMatchObject({ status: 0 });
});

test('bulk crosses a veth whole, and a silent peer times out', async () => {
  const { run, kernel } = testWorld();
  const exit = await run(async sys => {
    const far = await newNetns(sys);
    await configure(sys, 'lo');
    await rtnl(sys, {
      type: 'newlink',
      link: { name: 'v0', kind: 'veth', peer: { name: 'eth0', netnsPid: far } },
      flags: { create: true, exclusive: true },
    });
    await configure(sys, 'v0', '10.1.0.1');
    const total = 64 << 20;
    const server = await inNetns(sys, far, async child => {
      await configure(child, 'eth0', '10.1.0.2');
      const listener = await serve(child, '0.0.0.0', 5001);
      const { fd } = await child.accept(listener);
      let got = 0;
      for (;;) {
        const bytes = await child.read(fd, 131072);
        if (bytes.length === 0) break;
        got += bytes.length;
      }
      await child.write(fd, encode(String(got)));
    });
    await sys.nanosleep(10);
    const fd = await sys.socket('inet', 'stream');
    await sys.connect(fd, { family: 'inet', address: '10.1.0.2', port: 5001 });
    const block = new Uint8Array(131072).fill(7);
    const begun = performance.now();
    for (let sent = 0; sent < total; ) sent += await sys.write(fd, block.subarray(0, Math.min(block.length, total - sent)));
    await sys.shutdown(fd, 'write');
    expect(decode(await sys.read(fd, 100))).toBe(String(total));
    const rate = total / 1e6 / ((performance.now() - begun) / 1000);
    console.log(`bulk: ${rate.toFixed(0)} MB/s`);
    await sys.wait(server);
    await rtnl(sys, { type: 'newlink', link: { name: 'v0', down: ['UP'] } });
    const lost = await sys.socket('inet', 'stream');
    expect(await codeOf(sys.connect(lost, { family: 'inet', address: '10.1.0.3', port: 1 }))).toBe('ENETUNREACH');
    await rtnl(sys, { type: 'newlink', link: { name: 'v0', up: ['UP'] } });
    const before = kernel.clock.monotonicMs;
    expect(await codeOf(sys.connect(lost, { family: 'inet', address: '10.1.0.3', port: 1 }))).toBe('EHOSTUNREACH');
    expect(kernel.clock.monotonicMs - before).toBeGreaterThan(2900);
    expect(kernel.clock.monotonicMs - before).toBeLessThan(3500);
  });
  expect(exit).toMatchObject({ status: 0 });
});

// TCP over a link that loses, delays, reorders and doubles frames: all of it arrives, in order, once. IP fragments likewise.

import { expect, test } from 'vitest';
import { testWorld } from '../world.ts';
import { configure, inNetns, newNetns, rtnl } from './lab.ts';

const TOTAL = 3_000_000;

/** A byte that depends on its place. */
const byteAt = (place: number): number => (place * 31 + (place >> 8) * 7) & 255;

async function transfer(options: Record<string, unknown>): Promise<void> {
  const { run, kernel } = testWorld();
  const exit = await run(async sys => {
    const far = await newNetns(sys);
    await rtnl(sys, {
      type: 'newlink',
      link: { name: 'v0', kind: 'veth', peer: { name: 'eth0', netnsPid: far } },
      flags: { create: true, exclusive: true },
    });
    await configure(sys, 'lo');
    await configure(sys, 'v0', '10.1.0.1');
    await rtnl(sys, { type: 'newqdisc', qdisc: { index: 2, kind: 'netem', options }, flags: { create: true } });
    const server = await inNetns(sys, far, async child => {
      await configure(child, 'eth0', '10.1.0.2');
      await rtnl(child, { type: 'newqdisc', qdisc: { index: 2, kind: 'netem', options }, flags: { create: true } });
      const fd = await child.socket('inet', 'stream');
      await child.bind(fd, { family: 'inet', address: '0.0.0.0', port: 5001 });
      await child.listen(fd, 1);
      const accepted = await child.accept(fd);
      let got = 0;
      for (;;) {
        const bytes = await child.read(accepted.fd, 65536);
        if (bytes.length === 0) break;
        for (const byte of bytes) if (byte !== byteAt(got++)) return void (await child.exit(3));
      }
      await child.exit(got === TOTAL ? 0 : 4);
    });
    await sys.nanosleep(1);
    const fd = await sys.socket('inet', 'stream');
    await sys.connect(fd, { family: 'inet', address: '10.1.0.2', port: 5001 });
    const block = new Uint8Array(20000);
    for (let sent = 0; sent < TOTAL; ) {
      const size = Math.min(block.length, TOTAL - sent);
      for (let at = 0; at < size; at++) block[at] = byteAt(sent + at);
      for (let at = 0; at < size; ) at += await sys.write(fd, block.subarray(at, size));
      sent += size;
    }
    await sys.close(fd);
    expect(await sys.wait(server)).toMatchObject({ how: 'exited', status: 0 });
    expect(kernel.clock.monotonicMs).toBeLessThan(120_000);
  });
  expect(exit).toMatchObject({ status: 0 });
}

test('loss of one in twenty', () => transfer({ delayMs: 10, loss: 0.05 }));
test('reordering and doubles', () => transfer({ delayMs: 5, jitterMs: 4, duplicate: 0.1 }));
test('all at once, on a slow link', () => transfer({ delayMs: 3, jitterMs: 2, loss: 0.02, duplicate: 0.02, rate: 2_000_000 }));

test('a large datagram crosses in fragments', async () => {
  const { run } = testWorld();
  const exit = await run(async sys => {
    const far = await newNetns(sys);
    await rtnl(sys, {
      type: 'newlink',
      link: { name: 'v0', kind: 'veth', peer: { name: 'eth0', netnsPid: far } },
      flags: { create: true, exclusive: true },
    });
    for (const [index, addresses] of [
      ['10.1.0.1', 'fd00::1'],
      ['10.1.0.2', 'fd00::2'],
    ].entries()) {
      const set = async (who: typeof sys): Promise<void> => {
        const name = index === 0 ? 'v0' : 'eth0';
        await configure(who, name, addresses[0]);
        await configure(who, name, addresses[1], 64);
      };
      if (index === 0) await set(sys);
      else await sys.wait(await inNetns(sys, far, set));
    }
    for (const family of ['inet', 'inet6'] as const) {
      const server = await inNetns(sys, far, async child => {
        const fd = await child.socket(family, 'dgram');
        await child.bind(fd, { family, address: family === 'inet' ? '0.0.0.0' : '::', port: 9 });
        const { data } = await child.recvfrom(fd, 65536);
        await child.exit(data.length === 20000 && data.every((byte, place) => byte === byteAt(place)) ? 0 : 1);
      });
      await sys.nanosleep(1);
      const fd = await sys.socket(family, 'dgram');
      const address = family === 'inet' ? '10.1.0.2' : 'fd00::2';
      await sys.sendto(
        fd,
        Uint8Array.from({ length: 20000 }, (_, place) => byteAt(place)),
        { family, address, port: 9 },
      );
      expect(await sys.wait(server)).toMatchObject({ how: 'exited', status: 0 });
    }
  });
  expect(exit).toMatchObject({ status: 0 });
});

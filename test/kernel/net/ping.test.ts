// One packet end to end: two namespaces, a veth, ARP, ICMP, and a router between networks.

import { expect, test } from 'vitest';
import type { Sys } from '../../../src/abi/sys.ts';
import { testWorld } from '../world.ts';
import { addRoute, configure, inNetns, newNetns, rtnl } from './lab.ts';

/** An echo request with one of four bytes of data. */
const echo = (sequence: number): Uint8Array => Uint8Array.of(8, 0, 0, 0, 0, 7, 0, sequence, 1, 2, 3, 4);

async function ping(sys: Sys, address: string, count = 1): Promise<number> {
  const fd = await sys.socket('inet', 'raw', 1);
  await sys.setsockopt(fd, 'SO_RCVTIMEO', 5000);
  await sys.setsockopt(fd, 'ICMP_FILTER', 1 << 8);
  let answers = 0;
  for (let sequence = 1; sequence <= count; sequence++) {
    const message = echo(sequence);
    let sum = 0;
    for (let at = 0; at < message.length; at += 2) sum += (message[at]! << 8) | message[at + 1]!;
    sum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
    message[2] = sum >> 8;
    message[3] = sum & 255;
    await sys.sendto(fd, message, { family: 'inet', address, port: 0 });
    try {
      const got = await sys.recvfrom(fd, 2000);
      if (got.data[20] === 0) answers++;
    } catch {
      // No answer in time.
    }
  }
  await sys.close(fd);
  return answers;
}

test('a ping crosses a veth, and one a router', async () => {
  const { run } = testWorld();
  const exit = await run(async sys => {
    const router = await newNetns(sys);
    const far = await newNetns(sys);
    await configure(sys, 'lo');
    await rtnl(
      sys,
      {
        type: 'newlink',
        link: { name: 'v0', kind: 'veth', peer: { name: 'eth0', netnsPid: router } },
        flags: { create: true, exclusive: true },
      },
      {
        type: 'newlink',
        link: { name: 'tmp', kind: 'veth', peer: { name: 'eth0', netnsPid: far } },
        flags: { create: true, exclusive: true },
      },
    );
    await rtnl(sys, { type: 'setlink', link: { name: 'tmp', netnsPid: router, newName: 'eth1' } });
    await configure(sys, 'v0', '10.1.0.1');
    expect(await ping(sys, '127.0.0.1')).toBe(1);
    expect(await ping(sys, '10.1.0.1')).toBe(1);
    const ends = [
      await inNetns(sys, router, async child => {
        await configure(child, 'eth0', '10.1.0.2');
        await configure(child, 'eth1', '10.2.0.1');
      }),
      await inNetns(sys, far, async child => {
        await configure(child, 'eth0', '10.2.0.2');
        await addRoute(child, undefined, 0, '10.2.0.1');
      }),
    ];
    for (const pid of ends) expect(await sys.wait(pid)).toMatchObject({ status: 0 });
    expect(await ping(sys, '10.1.0.2', 2)).toBe(2);
    await addRoute(sys, undefined, 0, '10.1.0.2');
    expect(await ping(sys, '10.2.0.2')).toBe(0);
  });
  expect(exit).toMatchObject({ status: 0 });
});

// Connections to named hosts, with Go's words for what goes wrong: "dial tcp: lookup NAME on SERVER: …". As Go's net package.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Address, Fd } from '../../../abi/types.ts';
import { concat, encode, readText } from '../../../userland/lib/io.ts';
import { parseAddress } from '../../../wire/address.ts';
import { goWords, internal, unless } from '../errors.ts';
import { readResolvConf } from '../network/etc-files.ts';

const TIMEOUT_MS = 5000;
const ATTEMPTS = 2;

function query(id: number, name: string): Uint8Array {
  const labels = name.split('.').filter(Boolean);
  const body = concat([...labels.flatMap(label => [new Uint8Array([label.length]), encode(label)]), new Uint8Array([0, 0, 1, 0, 1])]);
  return concat([new Uint8Array([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), body]);
}

/** The addresses in an answer's A records. */
function addressesIn(message: Uint8Array): string[] {
  const found: string[] = [];
  let at = 12;
  const skipName = (): void => {
    while (message[at] !== undefined && message[at] !== 0) {
      if ((message[at]! & 0xc0) === 0xc0) {
        at += 2;
        return;
      }
      at += message[at]! + 1;
    }
    at++;
  };
  skipName();
  at += 4;
  const count = (message[6]! << 8) | message[7]!;
  for (let record = 0; record < count; record++) {
    skipName();
    const type = (message[at]! << 8) | message[at + 1]!;
    const length = (message[at + 8]! << 8) | message[at + 9]!;
    if (type === 1 && length === 4) found.push(message.subarray(at + 10, at + 14).join('.'));
    at += 10 + length;
  }
  return found;
}

async function ask(sys: Sys, server: string, name: string): Promise<string[]> {
  let failure = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fd = await sys.socket('inet', 'dgram');
    let local: Address = { family: 'inet', address: '0.0.0.0', port: 0 };
    try {
      await sys.connect(fd, { family: 'inet', address: server, port: 53 });
      local = await sys.getsockname(fd);
      const [high = 0, low = 0] = await sys.getrandom(2);
      await sys.sendto(fd, query((high << 8) | low, name));
      if ((await sys.poll([{ fd, want: 'read' }], TIMEOUT_MS)).length === 0) throw new Errno('ETIMEDOUT');
      const { data } = await sys.recvfrom(fd, 65535);
      const code = data[3]! & 15;
      const addresses = addressesIn(data);
      if (code === 3 || (code === 0 && addresses.length === 0)) throw internal(`lookup ${name} on ${server}:53: no such host`);
      if (code !== 0) throw internal(`lookup ${name} on ${server}:53: server misbehaving`);
      return addresses;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const from = local.family === 'inet' ? `${local.address}:${local.port}` : '';
      const what = error.code === 'ETIMEDOUT' ? 'i/o timeout' : `read: ${goWords(error)}`;
      failure =
        error.code === 'ENETUNREACH' ? `dial udp ${server}:53: connect: network is unreachable` : `read udp ${from}->${server}:53: ${what}`;
    } finally {
      await sys.close(fd);
    }
  }
  throw internal(`lookup ${name} on ${server}:53: ${failure}`);
}

async function fromHosts(sys: Sys, name: string): Promise<string[]> {
  const text = (await unless(['ENOENT'], () => readText(sys, '/etc/hosts'))) ?? '';
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address && names.includes(name) && !address.includes(':')) found.push(address);
  }
  return found;
}

/** A connected socket. Throws ApiError "dial tcp …". */
export async function dialHost(sys: Sys, host: string, port: number): Promise<Fd> {
  let addresses = parseAddress(host) === undefined ? await fromHosts(sys, host) : [host];
  if (addresses.length === 0) {
    const { servers } = await readResolvConf(sys);
    try {
      addresses = await ask(sys, servers[0] ?? '127.0.0.1', host);
    } catch (error) {
      throw internal(`dial tcp: ${goWords(error)}`);
    }
  }
  const [address = ''] = addresses;
  const family = address.includes(':') ? 'inet6' : 'inet';
  const fd = await sys.socket(family, 'stream');
  try {
    await sys.setfl(fd, { cloexec: true });
    await sys.connect(fd, { family, address, port });
  } catch (error) {
    await sys.close(fd);
    throw internal(`dial tcp ${address.includes(':') ? `[${address}]` : address}:${port}: connect: ${goWords(error)}`);
  }
  return fd;
}

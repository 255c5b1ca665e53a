// cksum: checksums and digests of all kinds. As GNU coreutils 9.10.

import { blake2b } from '@noble/hashes/blake2.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { command, type Tool } from '../lib/command.ts';
import { chunks } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';
import { Sum } from './crc.ts';
import { type Hash, hex } from './digest.ts';
import { sumLine } from './sum-line.ts';

const DIGESTS: Readonly<Record<string, readonly [tag: string, make: () => Hash]>> = {
  md5: ['MD5', () => md5.create()],
  sha1: ['SHA1', () => sha1.create()],
  sha224: ['SHA224', () => sha224.create()],
  sha256: ['SHA256', () => sha256.create()],
  sha384: ['SHA384', () => sha384.create()],
  sha512: ['SHA512', () => sha512.create()],
  blake2b: ['BLAKE2b', () => blake2b.create({ dkLen: 64 })],
};
const NAMES = ['bsd', 'sysv', 'crc', 'crc32b', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha2', 'sha3', 'blake2b', 'sm3'];

export default command({
  name: 'cksum',
  summary: 'print or verify checksums',
  usage: '[OPTION]... [FILE]...',
  help: `By default use the 32 bit CRC algorithm.

  -a, --algorithm=TYPE  select the digest type to use
      --tag             create a BSD-style checksum (the default)
      --untagged        create a reversed style checksum, without digest type
  -z, --zero            end each output line with NUL, not newline`,
  short: 'a:cl:wz',
  long: { algorithm: '-a', tag: 'none', untagged: 'none', zero: '-z', check: '-c', length: '-l', base64: 'none', raw: 'none' },
  run: cksum,
});

async function cksum(tool: Tool): Promise<void> {
  const kind = tool.value('-a') ?? 'crc';
  if (!NAMES.includes(kind)) {
    tool.usage(
      `invalid argument ${quote(kind)} for ‘--algorithm’\nValid arguments are:\n${NAMES.map(name => `  - ${quote(name)}`).join('\n')}`,
    );
  }
  for (const option of ['-c', '-l', '--raw', '--base64']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (['sha2', 'sha3', 'sm3'].includes(kind)) tool.fail(`algorithm ${kind} is not simulated here`);
  const end = tool.has('-z') ? '\0' : '\n';
  const digest = DIGESTS[kind];
  await tool.eachInput(async (fd, path) => {
    const named = tool.operands.length > 0;
    if (digest !== undefined) {
      const hash = digest[1]();
      for await (const bytes of chunks(tool.sys, fd)) hash.update(bytes);
      const text = hex(hash.digest());
      return tool.out.write((tool.has('--untagged') ? `${text}  ${path}` : `${digest[0]} (${path}) = ${text}`) + end);
    }
    const sum = new Sum(kind as 'crc' | 'crc32b' | 'bsd' | 'sysv');
    for await (const bytes of chunks(tool.sys, fd)) sum.update(bytes);
    tool.out.write(sumLine(kind, sum, named ? path : undefined) + end);
  });
}

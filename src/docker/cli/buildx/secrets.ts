// --secret: ids and what they stand for, from files or the environment. As docker-buildx 0.29.1's build.ParseSecretSpecs.

import { Errno } from '../../../abi/errno.ts';
import { encode, readFile } from '../../../userland/lib/io.ts';
import type { Cli } from '../cli.ts';
import { base64 } from '../lib/base64.ts';

/** Ids to their contents in base64. Throws in buildx's words. */
export async function secretsOf(cli: Cli, given: readonly string[]): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const text of given) {
    const fields = new Map<string, string>();
    for (const field of text.split(',')) {
      const at = field.indexOf('=');
      if (at < 0) throw new Error(`invalid field '${field}' must be a key=value pair`);
      const key = field.slice(0, at).toLowerCase();
      if (!['type', 'id', 'source', 'src', 'env'].includes(key)) throw new Error(`unexpected key '${key}' in '${field}'`);
      fields.set(key, field.slice(at + 1));
    }
    const id = fields.get('id') ?? '';
    const file = fields.get('src') ?? fields.get('source');
    const variable = fields.get('env') ?? (file === undefined && cli.env[id] !== undefined ? id : undefined);
    if (variable !== undefined) secrets[id] = base64(encode(cli.env[variable] ?? ''));
    else secrets[id] = base64(await secretFile(cli, file ?? id));
  }
  return secrets;
}

async function secretFile(cli: Cli, path: string): Promise<Uint8Array> {
  try {
    return await readFile(cli.sys, path);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`failed to stat ${path}: stat ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
}

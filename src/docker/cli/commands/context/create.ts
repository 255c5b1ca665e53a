// docker context create: a name for a daemon. docker-cli 28.5.2.

import { parseHost } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { type ContextMeta, checkName, readContext, writeContext } from '../../contexts.ts';
import { exists } from './exists.ts';

/** The endpoint of "host=tcp://…,skip-tls-verify=true" pairs. Throws in docker's words. */
export function endpointOf(pairs: readonly string[]): { Host: string; SkipTLSVerify: boolean } {
  const values = new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  for (const key of values.keys()) {
    if (!['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify'].includes(key))
      throw new Error(`unable to create docker endpoint config: unrecognized config key: ${JSON.stringify(key)}`);
    if (['ca', 'cert', 'key'].includes(key)) throw new Error(`docker context: ${key} is not simulated here`);
  }
  return { Host: parseHost(values.get('host') ?? ''), SkipTLSVerify: values.get('skip-tls-verify') === 'true' };
}

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    checkName(name);
    if (await exists(cli, name)) throw new Error(`context ${JSON.stringify(name)} already exists`);
    const from = flags.string('from');
    const description = flags.string('description');
    let meta: ContextMeta = {
      Name: name,
      Metadata: {},
      Endpoints: { docker: { Host: 'unix:///var/run/docker.sock', SkipTLSVerify: false } },
    };
    if (from !== '' && from !== 'default') meta = { ...(await readContext(cli, from)), Name: name };
    if (flags.has('docker')) meta.Endpoints = { docker: endpointOf(flags.list('docker')) };
    if (description !== '') meta.Metadata = { ...meta.Metadata, Description: description };
    await writeContext(cli, meta);
    await cli.out(`${name}\n`);
    await cli.err(`Successfully created context ${JSON.stringify(name)}\n`);
  },
});

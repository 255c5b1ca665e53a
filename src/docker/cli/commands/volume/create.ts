// docker volume create: a new volume. docker-cli 28.5.2.

import type { Volume } from '../../../api/volume.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { pairsOf } from '../../run/env-files.ts';

const CLUSTER = [
  'group',
  'scope',
  'sharing',
  'type',
  'required-bytes',
  'limit-bytes',
  'availability',
  'secret',
  'topology-required',
  'topology-preferred',
];

export const command = defineCommand({
  args: [0, 1],
  hidden: '      --name string   Specify volume name',
  validators: { label: text => ((text.split('=', 1)[0] ?? '').trim() === '' ? `invalid label '${text}': empty name` : undefined) },
  async run(cli, flags, [name]) {
    if (name !== undefined && flags.string('name') !== '') {
      throw new Error('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
    }
    const cluster = CLUSTER.find(flag => flags.has(flag));
    if (cluster !== undefined) throw new StatusError(1, `docker volume create: option --${cluster} is not simulated here`);
    const body = {
      Name: name ?? flags.string('name'),
      Driver: flags.string('driver'),
      ...(flags.has('opt') ? { DriverOpts: pairsOf(flags.list('opt')) } : {}),
      ...(flags.has('label') ? { Labels: pairsOf(flags.list('label')) } : {}),
    };
    const volume = await (await cli.client()).json<Volume>('POST', '/volumes/create', { body });
    await cli.out(`${volume.Name}\n`);
  },
});

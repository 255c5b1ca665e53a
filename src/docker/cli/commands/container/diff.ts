// docker diff: what changed in a container's files. docker-cli 28.5.2.

import type { FilesystemChange } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';

const KINDS = ['C', 'A', 'D'];

export const command = defineCommand({
  args: [1, 1],
  async run(cli, _flags, [name = '']) {
    if (name === '') throw new Error('Container name cannot be empty');
    const changes = await (await cli.client()).json<FilesystemChange[] | null>('GET', `/containers/${name}/changes`);
    await cli.out((changes ?? []).map(({ Kind, Path }) => `${KINDS[Kind]} ${Path}\n`).join(''));
  },
});

// docker commit: an image of a container's changes. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { familiarName, parseReference } from '../../lib/reference.ts';

export const command = defineCommand({
  args: [1, 2],
  async run(cli, flags, [container = '', image]) {
    const reference = image === undefined || image === '' ? undefined : parseReference(image);
    if (reference?.digest) throw new Error('cannot create a tag: refusing to create a tag with a digest reference');
    const client = await cli.client();
    const { Id } = await client.json<{ Id: string }>('POST', '/commit', {
      query: {
        author: flags.string('author') || undefined,
        changes: flags.list('change'),
        comment: flags.string('message') || undefined,
        container,
        pause: flags.bool('pause') ? undefined : 0,
        repo: reference && familiarName(reference),
        tag: reference && (reference.tag ?? 'latest'),
      },
      body: null,
    });
    await cli.out(`${Id}\n`);
  },
});

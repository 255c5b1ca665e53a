// docker rmi: removes images, or their names. docker-cli 28.5.2.

import type { ImageDeleted } from '../../../api/image.ts';
import { ApiError } from '../../../client/errors.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    const force = flags.bool('force');
    const query = { force: force ? 1 : undefined, noprune: flags.bool('no-prune') ? 1 : undefined };
    const errors: string[] = [];
    let fatal = false;
    for (const name of names) {
      try {
        const rows = await client.json<ImageDeleted[]>('DELETE', `/images/${name}`, { query });
        await cli.out(rows.map(({ Deleted, Untagged }) => (Deleted ? `Deleted: ${Deleted}\n` : `Untagged: ${Untagged}\n`)).join(''));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) fatal = true;
        errors.push(wordsOf(error));
      }
    }
    if (errors.length === 0) return;
    if (!force || fatal) throw new Error(errors.join('\n'));
    await cli.err(`${errors.join('\n')}\n`);
  },
});

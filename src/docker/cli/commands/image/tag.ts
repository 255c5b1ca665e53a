// docker tag: another name for an image. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { familiarName, parseReference, type Reference } from '../../lib/reference.ts';

export const command = defineCommand({
  args: [2, 2],
  async run(cli, _flags, [source = '', target = '']) {
    const check = (text: string): Reference => {
      try {
        return parseReference(text);
      } catch (error) {
        throw new Error(`Error parsing reference: ${JSON.stringify(text)} is not a valid repository/tag: ${wordsOf(error)}`);
      }
    };
    if (!/^(sha256:)?[0-9a-f]{64}$/.test(source)) check(source);
    const reference = check(target);
    if (reference.digest !== undefined) throw new Error('refusing to create a tag with a digest reference');
    await (await cli.client()).done('POST', `/images/${source}/tag`, {
      query: { repo: familiarName(reference), tag: reference.tag ?? 'latest' },
    });
  },
});

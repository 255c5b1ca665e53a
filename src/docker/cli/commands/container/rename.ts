// docker rename: another name for a container. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';

export const command = defineCommand({
  args: [2, 2],
  async run(cli, _flags, [from = '', to = '']) {
    const [old, name] = [from.trim(), to.trim()];
    if (old === '' || name === '') throw new Error('Error: Neither old nor new names may be empty');
    try {
      await (await cli.client()).done('POST', `/containers/${old}/rename`, { query: { name } });
    } catch (error) {
      throw new Error(`${wordsOf(error)}\nError: failed to rename container named ${old}`);
    }
  },
});

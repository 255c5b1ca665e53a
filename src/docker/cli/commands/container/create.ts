// docker create: a container that is not started. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { wordsOf } from '../../lib/each.ts';
import { createContainer } from '../../run/create.ts';
import { HIDDEN, SYNONYMS } from '../../run/hidden-flags.ts';
import { type ContainerRequest, requestOf } from '../../run/options.ts';
import { VALIDATORS } from '../../run/validators.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  interspersed: false,
  hidden: HIDDEN,
  synonyms: SYNONYMS,
  validators: VALIDATORS,
  async run(cli, flags, args) {
    let request: ContainerRequest;
    try {
      request = await requestOf(cli, flags, args);
    } catch (error) {
      throw new StatusError(125, `docker: ${wordsOf(error)}\n\nRun 'docker create --help' for more information`);
    }
    await cli.out(`${await createContainer(cli, flags, request)}\n`);
  },
});

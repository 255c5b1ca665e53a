// Commands that need what is not simulated here: they say so.

import { type Command, defineCommand } from '../command.ts';
import { StatusError } from '../errors.ts';

/** A command that takes anything and refuses. */
export const refusedCommand = (path: string): Command =>
  defineCommand({
    args: [0, Number.POSITIVE_INFINITY],
    async run() {
      throw new StatusError(1, `${path}: not simulated here`);
    },
  });

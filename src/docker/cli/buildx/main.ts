// docker-buildx: the plugin behind `docker build` and `docker buildx`. As docker-buildx 0.29.1 of Debian.

import { program, warn } from '../../../userland/lib/io.ts';
import { ApiError } from '../../client/errors.ts';
import type { Cli } from '../cli.ts';
import { StatusError, UsageError } from '../errors.ts';
import { runPluginCommand } from '../plugin-command.ts';
import { BUILDX } from './tree.ts';

const METADATA = { SchemaVersion: '0.1.0', Vendor: 'Docker Inc.', Version: '0.29.1+ds1', ShortDescription: 'Docker Buildx' };

export default program({
  name: 'docker-buildx',
  summary: 'Docker CLI plugin for extended build capabilities with BuildKit',

  async main(sys, argv, env) {
    try {
      return await runPluginCommand(sys, argv.slice(1), env, {
        name: 'buildx',
        metadata: METADATA,
        group: BUILDX,
        async unknown(cli: Cli, word: string) {
          const { helpText } = await import('../help.ts');
          await cli.err(await helpText(cli, (await BUILDX.pages()).pages.buildx!));
          throw new Error(`unknown command: ${JSON.stringify(word)}`);
        },
      });
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
        throw error;
      if (error instanceof StatusError && (error.message === '' || error.status === 125)) {
        if (error.message !== '') await warn(sys, `${error.message}\n`);
        return error.status;
      }
      const words = error instanceof ApiError || error instanceof UsageError ? error.message : error.message;
      await warn(sys, `ERROR: ${words}\n`);
      return error instanceof StatusError ? error.status : 1;
    }
  },
});

// docker pull: an image from a registry. docker-cli 28.5.2.

import { STDOUT } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { showProgress } from '../../lib/progress.ts';
import { familiarName, parseReference } from '../../lib/reference.ts';
import { registryAuth } from '../../lib/registry-auth.ts';
import { windowSize } from '../../run/terminal.ts';

export const command = defineCommand({
  args: [1, 1],
  hidden: '      --disable-content-trust   Skip image verification (default true)',
  async run(cli, flags, [name = '']) {
    const reference = parseReference(name);
    const all = flags.bool('all-tags');
    if (all && (reference.tag !== undefined || reference.digest !== undefined)) throw new Error("tag can't be used with --all-tags/-a");
    const quiet = flags.bool('quiet');
    if (!all && reference.tag === undefined && reference.digest === undefined && !quiet) await cli.out('Using default tag: latest\n');
    const reply = await (await cli.client()).call('POST', '/images/create', {
      query: {
        fromImage: familiarName(reference),
        platform: flags.string('platform') || undefined,
        tag: all ? undefined : (reference.digest ?? reference.tag ?? 'latest'),
      },
      headers: await registryAuth(cli, reference.domain),
    });
    const columns = (await windowSize(cli.sys, STDOUT))?.columns ?? 80;
    await showProgress(reply, quiet ? async () => {} : text => cli.out(text), { terminal: await cli.stdoutIsTerminal(), columns });
    const tag = reference.digest === undefined ? `:${reference.tag ?? 'latest'}` : `@${reference.digest}`;
    await cli.out(`${reference.domain}/${reference.path}${all ? '' : tag}\n`);
  },
});

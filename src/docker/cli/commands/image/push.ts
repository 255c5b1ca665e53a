// docker push: an image to a registry. docker-cli 28.5.2.

import { STDOUT } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { showProgress } from '../../lib/progress.ts';
import { familiarName, familiarTagged, parseReference } from '../../lib/reference.ts';
import { registryAuth } from '../../lib/registry-auth.ts';
import { windowSize } from '../../run/terminal.ts';
import { platformJson } from './load.ts';

export const command = defineCommand({
  args: [1, 1],
  hidden: '      --disable-content-trust   Skip image signing (default true)',
  async run(cli, flags, [name = '']) {
    const reference = parseReference(name);
    const all = flags.bool('all-tags');
    const quiet = flags.bool('quiet');
    if (all && reference.tag !== undefined) throw new Error("tag can't be used with --all-tags/-a");
    if (!all && reference.tag === undefined && reference.digest === undefined && !quiet) await cli.out('Using default tag: latest\n');
    const platform = flags.string('platform');
    const reply = await (await cli.client()).call('POST', `/images/${familiarName(reference)}/push`, {
      query: { platform: platform === '' ? undefined : platformJson(platform), tag: all ? undefined : (reference.tag ?? 'latest') },
      headers: await registryAuth(cli, reference.domain),
    });
    const columns = (await windowSize(cli.sys, STDOUT))?.columns ?? 80;
    await showProgress(reply, quiet ? async () => {} : text => cli.out(text), { terminal: await cli.stdoutIsTerminal(), columns });
    if (quiet) await cli.out(`${reference.domain}/${reference.path}${familiarTagged(reference).slice(familiarName(reference).length)}\n`);
  },
});

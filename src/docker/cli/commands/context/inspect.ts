// docker context inspect: what is kept of contexts. docker-cli 28.5.2.

import { goJson } from '../../../../userland/lib/go-json.ts';
import { ANY } from '../../../../userland/lib/go-value.ts';
import { defineCommand } from '../../command.ts';
import { metaFolder, readContext } from '../../contexts.ts';
import { inspectAll } from '../../format/inspect.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const wanted = names.length > 0 ? names : [await cli.contextName()];
    await inspectAll(cli, wanted, flags.string('format'), async name => {
      const meta =
        name === 'default'
          ? { Name: name, Metadata: {}, Endpoints: { docker: { Host: await cli.host(), SkipTLSVerify: false } } }
          : await readContext(cli, name);
      const folder = metaFolder(cli, name);
      const Storage =
        name === 'default'
          ? { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' }
          : { MetadataPath: folder, TLSPath: folder.replace('/contexts/meta/', '/contexts/tls/') };
      const { Name, Metadata, Endpoints } = meta;
      return { raw: goJson({ Name, Metadata, Endpoints, TLSMaterial: {}, Storage }, { html: true }), type: ANY };
    });
  },
});

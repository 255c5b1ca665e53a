// docker buildx inspect: the builder that is used. docker-buildx 0.29.1.

import { Errno } from '../../../../abi/errno.ts';
import { bytesSize } from '../../../../userland/lib/units.ts';
import { defineCommand } from '../../command.ts';
import { checkBuilder, reachDaemon } from '../builder.ts';

export const command = defineCommand({
  args: [0, 1],
  async run(cli, flags, [name = '']) {
    await checkBuilder(cli, name === '' ? flags.string('builder') : name);
    const context = await cli.contextName();
    await reachDaemon(cli);
    const { MemTotal: _memory, DockerRootDir: root } = await (await cli.client()).json<{ MemTotal: number; DockerRootDir: string }>(
      'GET',
      '/info',
    );
    const rules = await collectionRules(cli.sys, root);
    const lines = [
      `Name:   ${context}`,
      'Driver: docker',
      '',
      'Nodes:',
      `Name:             ${context}`,
      `Endpoint:         ${context}`,
      'Status:           running',
      'BuildKit version: v0.0.0+unknown',
      'Platforms:        linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/amd64/v4, linux/386',
      'Labels:',
      ` org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1`,
    ];
    await cli.out(`${[...lines, ...rules].join('\n')}\n`);
  },
});

/** The rules of garbage collection follow from the disk that the daemon keeps its data on. */
async function collectionRules(sys: import('../../../../abi/sys.ts').Sys, root: string): Promise<string[]> {
  let total = 0;
  try {
    const { blocks, blockSizeBytes } = await sys.statfs(root);
    total = blocks * blockSizeBytes;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  const share = (part: number): string => bytesSize(Math.ceil((total * part) / 1e9) * 1e9);
  const limits = [` Reserved Space: ${share(0.1)}`, ` Max Used Space: ${share(0.8)}`, ` Min Free Space: ${share(0.2)}`];
  return [
    'GC Policy rule#0:',
    ' All:            false',
    ' Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout',
    ' Keep Duration:  48h0m0s',
    ` Max Used Space: ${bytesSize(3592 * 1e6)}`,
    'GC Policy rule#1:',
    ' All:            false',
    ' Keep Duration:  1440h0m0s',
    ...limits,
    'GC Policy rule#2:',
    ' All:            false',
    ...limits,
    'GC Policy rule#3:',
    ' All:            true',
    ...limits,
  ];
}

// docker update: other limits for containers. docker-cli 28.5.2.

import { parseRamBytes } from '../../../../userland/lib/units.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { nanoCpus } from '../../run/resources.ts';
import { parseRestartPolicy } from '../../run/restart.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  hidden: `      --kernel-memory bytes   Kernel memory limit (DEPRECATED: and no longer supported by the kernel)`,
  async run(cli, flags, names) {
    if (flags.names().length === 0) throw new Error('you must provide one or more flags when using this command');
    const size = (flag: string): number => {
      const text = flags.string(flag);
      return text === '' || text === '0' ? 0 : text === '-1' ? -1 : parseRamBytes(text);
    };
    const body = {
      BlkioWeight: flags.number('blkio-weight'),
      CpuPeriod: flags.number('cpu-period'),
      CpuQuota: flags.number('cpu-quota'),
      CpuRealtimePeriod: flags.number('cpu-rt-period'),
      CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
      CpuShares: flags.number('cpu-shares'),
      CpusetCpus: flags.string('cpuset-cpus'),
      CpusetMems: flags.string('cpuset-mems'),
      Memory: size('memory'),
      MemoryReservation: size('memory-reservation'),
      MemorySwap: size('memory-swap'),
      NanoCpus: nanoCpus(flags.string('cpus')),
      PidsLimit: flags.has('pids-limit') ? flags.number('pids-limit') : undefined,
      RestartPolicy: parseRestartPolicy(flags.string('restart')),
    };
    const client = await cli.client();
    const warnings: string[] = [];
    const errors: string[] = [];
    for (const name of names) {
      try {
        const answer = await client.json<{ Warnings: string[] | null }>('POST', `/containers/${name}/update`, { body });
        await cli.out(`${name}\n`);
        warnings.push(...(answer.Warnings ?? []));
      } catch (error) {
        errors.push(wordsOf(error));
      }
    }
    if (warnings.length > 0) await cli.out(`${warnings.join('\n')}\n`);
    if (errors.length > 0) throw new Error(errors.join('\n'));
  },
});

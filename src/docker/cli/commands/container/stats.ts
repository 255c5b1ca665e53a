// docker stats: what containers use, once or again and again. docker-cli 28.5.2.

import { bytesSize, shortSize } from '../../../../userland/lib/units.ts';
import type { ContainerSummary } from '../../../api/container.ts';
import type { StatsResponse } from '../../../api/stats.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { formatRows, type Shape, shortId } from '../../format/formatter.ts';
import { wordsOf } from '../../lib/each.ts';

const TABLE = 'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}';

interface Row {
  container: string;
  name: string;
  id: string;
  cpu: number;
  memory: number;
  limit: number;
  rx: number;
  tx: number;
  read: number;
  write: number;
  pids: number;
}

const shape = (trunc: boolean): Shape<Row> => ({
  goName: '*container.statsContext',
  columns: {
    Container: ['CONTAINER', row => row.container],
    Name: ['NAME', row => row.name.replace(/^\//, '') || '--'],
    ID: ['CONTAINER ID', row => (trunc ? shortId(row.id) : row.id)],
    CPUPerc: ['CPU %', row => `${row.cpu.toFixed(2)}%`],
    MemUsage: ['MEM USAGE / LIMIT', row => `${bytesSize(row.memory)} / ${bytesSize(row.limit)}`],
    MemPerc: ['MEM %', row => `${(row.limit === 0 ? 0 : (row.memory / row.limit) * 100).toFixed(2)}%`],
    NetIO: ['NET I/O', row => `${shortSize(row.rx)} / ${shortSize(row.tx)}`],
    BlockIO: ['BLOCK I/O', row => `${shortSize(row.read)} / ${shortSize(row.write)}`],
    PIDs: ['PIDS', row => String(row.pids)],
  },
});

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const given = flags.string('format') || ((await cli.configFile()).statsFormat ?? '');
    const format = given === '' || given === 'table' ? TABLE : given;
    const trunc = !flags.bool('no-trunc');
    const once = flags.bool('no-stream');
    for (;;) {
      const wanted = names.length > 0 ? names : await running(cli, flags.bool('all'));
      const { rows, errors } = await gather(cli, wanted, names.length > 0);
      if (errors.length > 0 && rows.length === 0) throw new Error(errors.join('\n'));
      const text = formatRows(shape(trunc), rows, format);
      if (once) {
        await cli.out(text);
        if (errors.length > 0) throw new Error(errors.join('\n'));
        return;
      }
      await cli.out(
        `\x1b[H${text
          .split('\n')
          .map(line => `${line} \x1b[K\n`)
          .join('')}\x1b[J`,
      );
      await cli.sys.nanosleep(500);
    }
  },
});

async function running(cli: Cli, all: boolean): Promise<string[]> {
  const query = { all: all ? 1 : undefined };
  const list = await (await cli.client()).json<ContainerSummary[]>('GET', '/containers/json', { query });
  return list.map(({ Id }) => shortId(Id));
}

async function gather(cli: Cli, names: readonly string[], strict: boolean): Promise<{ rows: Row[]; errors: string[] }> {
  const client = await cli.client();
  const rows: Row[] = [];
  const errors: string[] = [];
  for (const name of names) {
    try {
      const stats = await client.json<StatsResponse>('GET', `/containers/${name}/stats`, { query: { stream: 0 } });
      rows.push(rowOf(name, stats));
    } catch (error) {
      if (strict) errors.push(wordsOf(error));
    }
  }
  return { rows, errors };
}

function rowOf(container: string, stats: StatsResponse): Row {
  const used = stats.memory_stats.usage ?? 0;
  const detail = stats.memory_stats.stats ?? {};
  const inactive = detail.total_inactive_file ?? detail.inactive_file ?? 0;
  const blkio = stats.blkio_stats.io_service_bytes_recursive ?? [];
  const sum = (op: string): number => blkio.filter(entry => entry.op.toLowerCase() === op).reduce((total, entry) => total + entry.value, 0);
  const nets = Object.values(stats.networks ?? {});
  return {
    container,
    name: stats.name ?? '',
    id: stats.id ?? '',
    cpu: cpuPercent(stats),
    memory: inactive < used ? used - inactive : used,
    limit: stats.memory_stats.limit ?? 0,
    rx: nets.reduce((total, net) => total + net.rx_bytes, 0),
    tx: nets.reduce((total, net) => total + net.tx_bytes, 0),
    read: sum('read'),
    write: sum('write'),
    pids: stats.pids_stats.current ?? 0,
  };
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: StatsResponse): number {
  const used = now.cpu_usage.total_usage - (before.cpu_usage?.total_usage ?? 0);
  const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const cpus = now.online_cpus ?? 1;
  return system > 0 && used > 0 ? (used / system) * cpus * 100 : 0;
}

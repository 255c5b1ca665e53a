// What a container's processes are and use: top from ps, stats from its cgroup and network devices. As moby's daemon/top_unix.go and stats_unix.go.

import type { Sys } from '../../../abi/sys.ts';
import { decode, readAll, readText } from '../../../userland/lib/io.ts';
import type { CpuStats, StatsResponse } from '../../api/stats.ts';
import { type Engine, logContainer } from '../engine.ts';
import { conflict, internal, invalid, unless } from '../errors.ts';
import { inNetns, waitFor } from '../network/netns.ts';
import { now, rfc3339Nano, ZERO_TIME } from '../time.ts';
import type { Container } from './container.ts';

const CGROUP = '/sys/fs/cgroup';
const folderOf = (engine: Engine, container: Container): string =>
  `${CGROUP}${container.hostConfig.CgroupParent || engine.config.cgroupParent}/${container.id}`;

const read = async (sys: Sys, path: string): Promise<string> => (await unless(['ENOENT', 'ENODEV'], () => readText(sys, path))) ?? '';

/** "key value" lines as numbers. */
const keyed = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter(Boolean)
      .map(line => line.split(' '))
      .map(([key, value]) => [key!, Number(value)]),
  );

/** GET /containers/{id}/top: runs ps on the host and keeps the container's rows. Throws ApiError. */
export async function top(
  sys: Sys,
  engine: Engine,
  container: Container,
  args: string,
): Promise<{ Processes: string[][]; Titles: string[] }> {
  if (!container.state.Running) throw conflict(`container ${container.id} is not running`);
  if (container.state.Restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  const pids = new Set((await read(sys, `${folderOf(engine, container)}/cgroup.procs`)).split('\n').filter(Boolean));
  const words = args.split(/\s+/).filter(Boolean);
  const [out, into] = await sys.pipe({ cloexec: true });
  const pid = await sys.clone(async child => {
    const quiet = await child.open('/dev/null', { read: true });
    await child.dup2(quiet, 0);
    for (const fd of [1, 2]) await child.dup2(into, fd);
    return child.execve('/usr/bin/ps', ['ps', ...words], { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' });
  });
  await sys.close(into);
  const text = decode(await readAll(sys, out));
  await sys.close(out);
  const end = await waitFor(sys, pid);
  const lines = text.split('\n').filter(line => line !== '');
  if (end?.how !== 'exited' || end.status !== 0) throw internal(`ps: ${lines[0] ?? 'exit status 1'}`);
  const titles = (lines[0] ?? '').trim().split(/\s+/);
  const column = titles.indexOf('PID');
  if (column < 0) throw internal("Couldn't find PID field in ps output");
  await logContainer(sys, engine, container, 'top');
  const rows = lines.slice(1).map(line => line.trim().split(/\s+/));
  // The last column may have spaces in it.
  const cells = rows.map(row => [...row.slice(0, titles.length - 1), row.slice(titles.length - 1).join(' ')]);
  return { Processes: cells.filter(row => pids.has(row[column]!)), Titles: titles };
}

async function cpuStats(sys: Sys, folder: string): Promise<CpuStats> {
  const stat = keyed(await read(sys, `${folder}/cpu.stat`));
  const us = (key: string): number => (stat[key] ?? 0) * 1000;
  const ticks =
    /^cpu +(.+)$/m
      .exec(await read(sys, '/proc/stat'))?.[1]
      ?.split(' ')
      .slice(0, 8)
      .map(Number) ?? [];
  const cpus = (await read(sys, '/proc/stat')).match(/^cpu\d+ /gm)?.length ?? 1;
  return {
    cpu_usage: { total_usage: us('usage_usec'), usage_in_kernelmode: us('system_usec'), usage_in_usermode: us('user_usec') },
    system_cpu_usage: ticks.reduce((sum, value) => sum + value, 0) * 10_000_000,
    online_cpus: cpus,
    throttling_data: { periods: stat.nr_periods ?? 0, throttled_periods: stat.nr_throttled ?? 0, throttled_time: us('throttled_usec') },
  };
}

async function memoryStats(sys: Sys, folder: string): Promise<StatsResponse['memory_stats']> {
  const limit = (await read(sys, `${folder}/memory.max`)).trim();
  const total = Number(/^MemTotal: +(\d+)/m.exec(await read(sys, '/proc/meminfo'))?.[1] ?? 0) * 1024;
  return {
    usage: Number((await read(sys, `${folder}/memory.current`)).trim() || 0),
    stats: keyed(await read(sys, `${folder}/memory.stat`)),
    limit: limit === 'max' || limit === '' ? total : Number(limit),
  };
}

async function networkStats(sys: Sys, container: Container): Promise<StatsResponse['networks']> {
  const { sandbox } = container;
  if (!sandbox || container.hostConfig.NetworkMode === 'host') return undefined;
  const text = await inNetns(sys, sandbox.path, inside => readText(inside, '/proc/self/net/dev'));
  const networks: NonNullable<StatsResponse['networks']> = {};
  for (const line of text.split('\n').slice(2)) {
    const [name = '', rest = ''] = line.trim().split(':');
    if (name === '' || name === 'lo') continue;
    const n = rest.trim().split(/\s+/).map(Number);
    networks[name] = {
      rx_bytes: n[0] ?? 0,
      rx_packets: n[1] ?? 0,
      rx_errors: n[2] ?? 0,
      rx_dropped: n[3] ?? 0,
      tx_bytes: n[8] ?? 0,
      tx_packets: n[9] ?? 0,
      tx_errors: n[10] ?? 0,
      tx_dropped: n[11] ?? 0,
    };
  }
  return networks;
}

const NO_CPU: CpuStats = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
};

const empty = (container: Container): StatsResponse => ({
  name: `/${container.name}`,
  id: container.id,
  read: ZERO_TIME,
  preread: ZERO_TIME,
  pids_stats: {},
  blkio_stats: {
    io_service_bytes_recursive: null,
    io_serviced_recursive: null,
    io_queue_recursive: null,
    io_service_time_recursive: null,
    io_wait_time_recursive: null,
    io_merged_recursive: null,
    io_time_recursive: null,
    sectors_recursive: null,
  },
  num_procs: 0,
  storage_stats: {},
  cpu_stats: NO_CPU,
  precpu_stats: NO_CPU,
  memory_stats: {},
});

async function blockStats(sys: Sys, folder: string): Promise<StatsResponse['blkio_stats']> {
  const bytes: { major: number; minor: number; op: string; value: number }[] = [];
  for (const line of (await read(sys, `${folder}/io.stat`)).split('\n').filter(Boolean)) {
    const [device = '0:0', ...pairs] = line.split(' ');
    const [major = 0, minor = 0] = device.split(':').map(Number);
    for (const pair of pairs) {
      const [key, value] = pair.split('=');
      if (key === 'rbytes') bytes.push({ major, minor, op: 'read', value: Number(value) });
      if (key === 'wbytes') bytes.push({ major, minor, op: 'write', value: Number(value) });
    }
  }
  return { ...empty({ name: '', id: '' } as Container).blkio_stats, io_service_bytes_recursive: bytes };
}

/** One line of stats; `last` is the one before, whose processor times it is compared with. */
export async function stats(sys: Sys, engine: Engine, container: Container, last: StatsResponse | undefined): Promise<StatsResponse> {
  if (!container.state.Running) return empty(container);
  const folder = folderOf(engine, container);
  const limit = (await read(sys, `${folder}/pids.max`)).trim();
  const networks = await networkStats(sys, container);
  return {
    name: `/${container.name}`,
    id: container.id,
    read: rfc3339Nano(await now(sys)),
    preread: last?.read ?? ZERO_TIME,
    pids_stats: {
      current: Number((await read(sys, `${folder}/pids.current`)).trim() || 0),
      ...(limit === 'max' || limit === '' ? {} : { limit: Number(limit) }),
    },
    blkio_stats: await blockStats(sys, folder),
    num_procs: 0,
    storage_stats: {},
    cpu_stats: await cpuStats(sys, folder),
    precpu_stats: last?.cpu_stats ?? NO_CPU,
    memory_stats: await memoryStats(sys, folder),
    ...(networks ? { networks } : {}),
  };
}

/** A number of a query, or what it is without. Throws ApiError. */
export function numberOr(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isNaN(value)) throw invalid(`strconv.Atoi: parsing "${text}": invalid syntax`);
  return value;
}

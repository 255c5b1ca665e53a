// memory.*: what a group uses and may use. As mm/memcontrol.c, Linux 6.18, and cgroup-v2.rst.

import { Errno } from '../../../abi/errno.ts';
import { limitLowered } from '../../cgroup/memory.ts';
import type { MemoryEvents, MemoryState } from '../../cgroup/memory-state.ts';
import { text, value } from '../generated.ts';
import type { FileMaker } from './core-files.ts';
import { parseBytes, showMax } from './values.ts';

const eventsText = (events: MemoryEvents): string =>
  Object.entries(events)
    .map(([name, count]) => `${name} ${count}\n`)
    .join('');

/** Keys of memory.stat whose value is always 0 here, in their order, around those that are counted. */
const STAT_KEYS = [
  'anon',
  'file',
  'kernel',
  'kernel_stack',
  'pagetables',
  'sec_pagetables',
  'percpu',
  'sock',
  'vmalloc',
  'shmem',
  'zswap',
  'zswapped',
  'file_mapped',
  'file_dirty',
  'file_writeback',
  'swapcached',
  'anon_thp',
  'file_thp',
  'shmem_thp',
  'inactive_anon',
  'active_anon',
  'inactive_file',
  'active_file',
  'unevictable',
  'slab_reclaimable',
  'slab_unreclaimable',
  'slab',
  'workingset_refault_anon',
  'workingset_refault_file',
  'workingset_activate_anon',
  'workingset_activate_file',
  'workingset_restore_anon',
  'workingset_restore_file',
  'workingset_nodereclaim',
  'pswpin',
  'pswpout',
  'pgscan',
  'pgsteal',
  'pgscan_kswapd',
  'pgscan_direct',
  'pgscan_khugepaged',
  'pgscan_proactive',
  'pgsteal_kswapd',
  'pgsteal_direct',
  'pgsteal_khugepaged',
  'pgsteal_proactive',
  'pgfault',
  'pgmajfault',
  'pgrefill',
  'pgactivate',
  'pgdeactivate',
  'pglazyfree',
  'pglazyfreed',
  'swpin_zero',
  'swpout_zero',
  'zswpin',
  'zswpout',
  'zswpwb',
  'thp_fault_alloc',
  'thp_collapse_alloc',
  'thp_swpout',
  'thp_swpout_fallback',
];

export function memoryStat(memory: MemoryState): string {
  const counted: Readonly<Record<string, number>> = {
    anon: memory.anon,
    file: memory.shmem,
    kernel: memory.kernel,
    kernel_stack: Math.floor(memory.kernel / 8),
    pagetables: Math.floor(memory.kernel / 4),
    shmem: memory.shmem,
    inactive_anon: memory.anon + memory.shmem,
    slab_unreclaimable: Math.floor(memory.kernel / 2),
    slab: Math.floor(memory.kernel / 2),
  };
  return STAT_KEYS.map(key => `${key} ${counted[key] ?? 0}\n`).join('');
}

function numaStat(memory: MemoryState): string {
  const row = (name: string, bytes: number): string => `${name} N0=${bytes}\n`;
  return row('anon', memory.anon) + row('file', memory.shmem) + row('kernel_stack', 0) + row('pagetables', 0) + row('shmem', memory.shmem);
}

/** A limit in bytes. */
function limit(key: 'max' | 'high' | 'low' | 'min' | 'swapMax' | 'swapHigh' | 'zswapMax'): FileMaker {
  return cgroup =>
    value(
      () => showMax(cgroup.memory[key]),
      given => {
        cgroup.memory[key] = parseBytes(given);
        if (key === 'max') limitLowered(cgroup);
      },
    );
}

function bit(get: (memory: MemoryState) => number, set: (memory: MemoryState, on: boolean) => void): FileMaker {
  return ({ memory }) =>
    value(
      () => get(memory),
      given => {
        if (given !== '0' && given !== '1') throw new Errno('EINVAL');
        set(memory, given === '1');
      },
    );
}

/** Nothing that a group has can be taken from it: there is no swap. */
const reclaim: FileMaker = () => ({
  kind: 'file',
  mode: 0o200,
  write(given) {
    if (parseBytes(given.trim().split(' ')[0] ?? '') === Infinity) throw new Errno('EINVAL');
    throw new Errno('EAGAIN');
  },
});

const peak: FileMaker = ({ memory }) =>
  value(
    () => memory.peak,
    () => {
      memory.peak = memory.current;
    },
  );

const zswapWriteback = bit(
  memory => memory.zswapWriteback,
  (memory, on) => {
    memory.zswapWriteback = on ? 1 : 0;
  },
);

export const MEMORY_FILES: Readonly<Record<string, FileMaker>> = {
  'memory.current': ({ memory }) => value(() => memory.current),
  'memory.peak': peak,
  'memory.min': limit('min'),
  'memory.low': limit('low'),
  'memory.high': limit('high'),
  'memory.max': limit('max'),
  'memory.events': ({ memory }) => text(() => eventsText(memory.events)),
  'memory.events.local': ({ memory }) => text(() => eventsText(memory.eventsLocal)),
  'memory.stat': ({ memory }) => text(() => memoryStat(memory)),
  'memory.numa_stat': ({ memory }) => text(() => numaStat(memory)),
  'memory.oom.group': bit(
    memory => (memory.oomGroup ? 1 : 0),
    (memory, on) => {
      memory.oomGroup = on;
    },
  ),
  'memory.reclaim': reclaim,
  'memory.swap.current': () => value(() => 0),
  'memory.swap.high': limit('swapHigh'),
  'memory.swap.max': limit('swapMax'),
  'memory.swap.peak': () =>
    value(
      () => 0,
      () => undefined,
    ),
  'memory.swap.events': () => text(() => 'high 0\nmax 0\nfail 0\n'),
  'memory.zswap.current': () => value(() => 0),
  'memory.zswap.max': limit('zswapMax'),
  'memory.zswap.writeback': zswapWriteback,
};

/** The root's, which are always there. */
export const ROOT_MEMORY_FILES: Readonly<Record<string, FileMaker>> = {
  'memory.numa_stat': ({ memory }) => text(() => numaStat(memory)),
  'memory.reclaim': reclaim,
  'memory.stat': ({ memory }) => text(() => memoryStat(memory)),
  'memory.zswap.writeback': zswapWriteback,
};

// /proc/PID/smaps and smaps_rollup: what of each region is resident. As fs/proc/task_mmu.c: show_smap, Linux 6.18.

import { memoryOf } from '../../cgroup/process-memory.ts';
import type { Process } from '../../process/process.ts';
import { maps } from './pid-status.ts';

interface Region {
  head: string;
  sizeKb: number;
  mode: string;
  label: string;
}

function* regions(process: Process): Generator<Region> {
  for (const head of maps(process).split('\n')) {
    const [, from, to, mode = '', label = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/.exec(head) ?? [];
    if (from === undefined || to === undefined) continue;
    yield { head, sizeKb: (Number.parseInt(to, 16) - Number.parseInt(from, 16)) / 1024, mode, label };
  }
}

interface Use {
  clean: number;
  dirty: number;
}

/** The program's pages are there whole; what was written to is shared out over the heap and what was mapped, in their order. */
function uses(process: Process): Map<Region, Use> {
  const found = new Map<Region, Use>();
  let dirty = memoryOf(process)?.anonKb ?? 0;
  for (const region of regions(process)) {
    if (region.label.startsWith('[v')) found.set(region, { clean: 0, dirty: 0 });
    else if (region.mode[1] !== 'w') found.set(region, { clean: region.sizeKb, dirty: 0 });
    else {
      const taken = Math.min(dirty, region.sizeKb);
      dirty -= taken;
      found.set(region, { clean: 0, dirty: taken });
    }
  }
  return found;
}

const row = (name: string, kb: number): string => `${`${name}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`;

function counts({ clean, dirty }: Use): string {
  const rows: readonly (readonly [string, number])[] = [
    ['Rss', clean + dirty],
    ['Pss', clean + dirty],
    ['Pss_Dirty', dirty],
    ['Shared_Clean', 0],
    ['Shared_Dirty', 0],
    ['Private_Clean', clean],
    ['Private_Dirty', dirty],
    ['Referenced', clean + dirty],
    ['Anonymous', dirty],
    ...['KSM', 'LazyFree', 'AnonHugePages', 'ShmemPmdMapped', 'FilePmdMapped'].map(name => [name, 0] as const),
    ...['Shared_Hugetlb', 'Private_Hugetlb', 'Swap', 'SwapPss', 'Locked'].map(name => [name, 0] as const),
  ];
  return rows.map(each => row(...each)).join('');
}

function flagsOf(mode: string): string {
  const own = (['r', 'w', 'x'] as const).filter((letter, at) => mode[at] === letter).map(letter => ({ r: 'rd', w: 'wr', x: 'ex' })[letter]);
  return `VmFlags: ${[...own, 'mr', 'mw', 'me', ...(mode[1] === 'w' ? ['ac'] : [])].join(' ')} \n`;
}

/** The text of smaps. */
export function smaps(process: Process): string {
  let text = '';
  for (const [{ head, sizeKb, mode }, use] of uses(process)) {
    text += `${head}\n${row('Size', sizeKb)}${row('KernelPageSize', 4)}${row('MMUPageSize', 4)}${counts(use)}`;
    text += `THPeligible:           0\n${flagsOf(mode)}`;
  }
  return text;
}

/** The sums of all regions. */
export function smapsRollup(process: Process): string {
  const all = [...uses(process)];
  const first = all[0]?.[0].head.split('-')[0];
  const last = all.at(-1)?.[0].head.split(' ')[0]?.split('-')[1];
  if (first === undefined || last === undefined) return '';
  const whole: Use = { clean: 0, dirty: 0 };
  for (const [, { clean, dirty }] of all) {
    whole.clean += clean;
    whole.dirty += dirty;
  }
  const head = `${first}-${last} ---p 00000000 00:00 0`;
  return `${head.padEnd(72)} [rollup]\n${counts(whole).replace(
    row('Pss_Dirty', whole.dirty),
    each => `${each}${row('Pss_Anon', whole.dirty)}${row('Pss_File', whole.clean)}${row('Pss_Shmem', 0)}`,
  )}`;
}

// The files of the cpu, pids, io, cpuset, hugetlb, rdma and misc controllers. As Documentation/admin-guide/cgroup-v2.rst, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import type { Cgroup, Controller } from '../../cgroup/cgroup.ts';
import { quotaChanged, settleGroup } from '../../cgroup/cpu.ts';
import { machineProcessors } from '../../machine-size.ts';
import { text, value } from '../generated.ts';
import type { FileMaker } from './core-files.ts';
import { parseList, showMax } from './values.ts';

const MIN_US = 1000;
const PERIOD_MAX_US = 1_000_000;
const PIDS_MAX = 4_194_304;
const WEIGHT_MAX = 10_000;

/** sched_prio_to_weight: what nice -20 to 19 weigh. */
const NICE_WEIGHTS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277, 1024,
  820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];
const NICE_0_WEIGHT = 1024;

export const PRESSURE = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';

function parseUnsigned(given: string): number {
  const word = given.trim();
  if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(word)) throw new Errno('EINVAL');
  return Number(word);
}

function writeCpuMax({ cpu }: Cgroup, given: string): void {
  const [quotaText = '', periodText] = given.trim().split(/\s+/);
  let quota = Infinity;
  if (quotaText !== 'max') {
    if (!/^\d+/.test(quotaText)) throw new Errno('EINVAL');
    quota = Number.parseInt(quotaText, 10);
  }
  const period = periodText !== undefined && /^\d+/.test(periodText) ? Number.parseInt(periodText, 10) : cpu.periodUs;
  if (period < MIN_US || period > PERIOD_MAX_US || quota < MIN_US || (quota !== Infinity && cpu.burstUs > quota)) throw new Errno('EINVAL');
  cpu.quotaUs = quota;
  cpu.periodUs = period;
}

function writeBurst({ cpu }: Cgroup, given: string): void {
  const burst = parseUnsigned(given);
  if (cpu.quotaUs !== Infinity && burst > cpu.quotaUs) throw new Errno('EINVAL');
  cpu.burstUs = burst;
}

function writeWeight({ cpu }: Cgroup, given: string): void {
  const weight = parseUnsigned(given);
  if (weight < 1 || weight > WEIGHT_MAX) throw new Errno('ERANGE');
  if (cpu.idle) throw new Errno('EINVAL');
  cpu.weight = weight;
}

function niceOf(weight: number): number {
  const scaled = Math.round((weight * NICE_0_WEIGHT) / 100);
  let nearest = Infinity;
  for (const [index, each] of NICE_WEIGHTS.entries()) {
    const distance = Math.abs(each - scaled);
    if (distance >= nearest) return index - 21;
    nearest = distance;
  }
  return 19;
}

function writeNice({ cpu }: Cgroup, given: string): void {
  const word = given.trim();
  if (!/^[-+]?\d+$/.test(word)) throw new Errno('EINVAL');
  const nice = Number(word);
  if (nice < -20 || nice > 19) throw new Errno('ERANGE');
  if (cpu.idle) throw new Errno('EINVAL');
  cpu.weight = Math.round(((NICE_WEIGHTS[nice + 20] ?? NICE_0_WEIGHT) * 100) / NICE_0_WEIGHT);
}

function writeIdle({ cpu }: Cgroup, given: string): void {
  const word = given.trim();
  if (word !== '0' && word !== '1') throw new Errno('EINVAL');
  const idle = word === '1';
  if (idle === cpu.idle) return;
  cpu.idle = idle;
  cpu.weight = idle ? 1 : 100;
}

/** A percentage with two places; "max" is 100. */
function parseClamp(given: string): number {
  const word = given.trim();
  if (word === 'max') return 100;
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(word);
  if (!match) throw new Errno('EINVAL');
  const percent = Number(word);
  if (percent > 100) throw new Errno('ERANGE');
  return percent;
}

const us = (microseconds: number): number => Math.floor(microseconds);

export function cpuStat(cgroup: Cgroup): string {
  settleGroup(cgroup);
  const { cpu } = cgroup;
  const user = us(cpu.userUs);
  const system = us(cpu.systemUs);
  let shown = `usage_usec ${user + system}\nuser_usec ${user}\nsystem_usec ${system}\nnice_usec 0\n`;
  const own = cgroup.parent ? cgroup.has('cpu') : cgroup.subtreeControl.has('cpu');
  if (own) {
    shown += `nr_periods ${cpu.periods}\nnr_throttled ${cpu.throttled}\nthrottled_usec ${us(cpu.throttledUs)}\n`;
    shown += `nr_bursts ${cpu.bursts}\nburst_usec ${us(cpu.burstUsedUs)}\n`;
  }
  return shown;
}

export const cpuStatLocal = (cgroup: Cgroup): string =>
  (cgroup.parent ? cgroup.has('cpu') : cgroup.subtreeControl.has('cpu')) ? `throttled_usec ${us(cgroup.cpu.throttledUs)}\n` : '';

const CPU: Readonly<Record<string, FileMaker>> = {
  'cpu.weight': cgroup =>
    value(
      () => cgroup.cpu.weight,
      given => writeWeight(cgroup, given),
    ),
  'cpu.weight.nice': cgroup =>
    value(
      () => niceOf(cgroup.cpu.weight),
      given => writeNice(cgroup, given),
    ),
  'cpu.idle': cgroup =>
    value(
      () => (cgroup.cpu.idle ? 1 : 0),
      given => writeIdle(cgroup, given),
    ),
  'cpu.max': cgroup =>
    value(
      () => `${showMax(cgroup.cpu.quotaUs)} ${cgroup.cpu.periodUs}`,
      given => {
        writeCpuMax(cgroup, given);
        quotaChanged(cgroup);
      },
    ),
  'cpu.max.burst': cgroup =>
    value(
      () => cgroup.cpu.burstUs,
      given => writeBurst(cgroup, given),
    ),
  'cpu.uclamp.min': cgroup =>
    value(
      () => cgroup.cpu.uclampMin.toFixed(2),
      given => {
        cgroup.cpu.uclampMin = parseClamp(given);
      },
    ),
  'cpu.uclamp.max': cgroup =>
    value(
      () => (cgroup.cpu.uclampMax === undefined || cgroup.cpu.uclampMax === 100 ? 'max' : cgroup.cpu.uclampMax.toFixed(2)),
      given => {
        cgroup.cpu.uclampMax = parseClamp(given);
      },
    ),
};

function parsePids(given: string): number {
  const word = given.trim();
  if (word === 'max') return Infinity;
  const number = parseUnsigned(word);
  if (number > PIDS_MAX) throw new Errno('EINVAL');
  return number;
}

const PIDS: Readonly<Record<string, FileMaker>> = {
  'pids.max': ({ pids }) =>
    value(
      () => showMax(pids.max),
      given => {
        pids.max = parsePids(given);
      },
    ),
  'pids.current': ({ pids }) => value(() => pids.current),
  'pids.peak': ({ pids }) => value(() => pids.peak),
  'pids.events': ({ pids }) => text(() => `max ${pids.events}\n`),
  'pids.events.local': ({ pids }) => text(() => `max ${pids.eventsLocal}\n`),
};

/** A file whose value is kept for the group, checked and put into the kernel's form by `parse`. */
function setting(name: string, initial: string, parse: (given: string, before: string) => string): FileMaker {
  return ({ settings }) =>
    value(
      () => settings.get(name) ?? initial,
      given => void settings.set(name, parse(given, settings.get(name) ?? initial)),
    );
}

function parseIoWeight(given: string): string {
  const match = /^(?:default\s+)?(\d+)$/.exec(given);
  if (!match) throw new Errno('EINVAL');
  const weight = Number(match[1]);
  if (weight < 1 || weight > WEIGHT_MAX) throw new Errno('EINVAL');
  return `default ${weight}`;
}

const IO_KEYS = ['rbps', 'wbps', 'riops', 'wiops'];
const DISK = '254:0';

/** "254:0 rbps=1048576 wiops=max": limits of one device; all "max" takes its line away. */
function parseIoMax(given: string, before: string): string {
  const [device = '', ...words] = given.split(/\s+/);
  if (!/^\d+:\d+$/.test(device)) throw new Errno('EINVAL');
  if (device !== DISK) throw new Errno('ENODEV');
  const limits = new Map(IO_KEYS.map(key => [key, 'max']));
  for (const part of before.split(' ').slice(1)) {
    const [key, limit] = part.split('=');
    if (key && limit) limits.set(key, limit);
  }
  for (const word of words) {
    const match = /^(rbps|wbps|riops|wiops)=(max|[1-9]\d*)$/.exec(word);
    if (!match?.[1] || !match[2]) throw new Errno('EINVAL');
    limits.set(match[1], match[2]);
  }
  if ([...limits.values()].every(limit => limit === 'max')) return '';
  return `${device} ${[...limits].map(([key, limit]) => `${key}=${limit}`).join(' ')}`;
}

const IO: Readonly<Record<string, FileMaker>> = {
  'io.stat': () => text(() => ''),
  'io.weight': setting('io.weight', 'default 100', parseIoWeight),
  'io.max': ({ settings }) =>
    text(
      () => (settings.get('io.max') ? `${settings.get('io.max')}\n` : ''),
      given => void settings.set('io.max', parseIoMax(given.trim(), settings.get('io.max') ?? '')),
    ),
};

const processors = (cgroup: Cgroup): string => {
  const last = machineProcessors(cgroup.kernel) - 1;
  return last > 0 ? `0-${last}` : '0';
};

/** What a group may use in the end: its own list, or that of the nearest group above with one. */
function effective(cgroup: Cgroup, name: string, all: string): string {
  for (const at of cgroup.ancestry()) {
    const own = at.settings.get(name);
    if (own) return own;
  }
  return all;
}

const PARTITIONS = ['member', 'root', 'isolated'];

const CPUSET: Readonly<Record<string, FileMaker>> = {
  'cpuset.cpus': cgroup => setting('cpuset.cpus', '', given => parseList(given, machineProcessors(cgroup.kernel) - 1))(cgroup),
  'cpuset.mems': setting('cpuset.mems', '', given => parseList(given, 0)),
  'cpuset.cpus.effective': cgroup => value(() => effective(cgroup, 'cpuset.cpus', processors(cgroup))),
  'cpuset.mems.effective': cgroup => value(() => effective(cgroup, 'cpuset.mems', '0')),
  'cpuset.cpus.exclusive': cgroup =>
    setting('cpuset.cpus.exclusive', '', given => parseList(given, machineProcessors(cgroup.kernel) - 1))(cgroup),
  'cpuset.cpus.exclusive.effective': cgroup => value(() => cgroup.settings.get('cpuset.cpus.exclusive') ?? ''),
  'cpuset.cpus.partition': setting('cpuset.cpus.partition', 'member', given => {
    if (!PARTITIONS.includes(given)) throw new Errno('EINVAL');
    return given;
  }),
};

function hugetlbFiles(): Record<string, FileMaker> {
  const files: Record<string, FileMaker> = {};
  for (const size of ['1GB', '2MB']) {
    const name = (file: string): string => `hugetlb.${size}.${file}`;
    files[name('current')] = files[name('rsvd.current')] = () => value(() => 0);
    files[name('events')] = files[name('events.local')] = () => text(() => 'max 0\n');
    files[name('numa_stat')] = () => text(() => 'total=0 N0=0\n');
    for (const file of ['max', 'rsvd.max']) {
      files[name(file)] = setting(name(file), 'max', given => {
        if (given !== 'max' && !/^\d+[kmg]?$/i.test(given)) throw new Errno('EINVAL');
        return given;
      });
    }
  }
  return files;
}

const RDMA: Readonly<Record<string, FileMaker>> = {
  'rdma.current': () => text(() => ''),
  'rdma.max': () =>
    text(
      () => '',
      () => {
        throw new Errno('EINVAL');
      },
    ),
};

const MISC: Readonly<Record<string, FileMaker>> = {
  'misc.current': () => text(() => ''),
  'misc.peak': () => text(() => ''),
  'misc.max': () =>
    text(
      () => '',
      () => {
        throw new Errno('EINVAL');
      },
    ),
  'misc.events': () => text(() => ''),
  'misc.events.local': () => text(() => ''),
};

/** What each controller adds to a group that has it; memory's are in memory-files.ts. */
export const CONTROLLER_FILES: Readonly<Record<Exclude<Controller, 'memory'>, Readonly<Record<string, FileMaker>>>> = {
  cpuset: CPUSET,
  cpu: CPU,
  io: IO,
  hugetlb: hugetlbFiles(),
  pids: PIDS,
  rdma: RDMA,
  misc: MISC,
};

/** What the root has of controllers, whatever it hands down. */
export const ROOT_FILES: Readonly<Record<string, FileMaker>> = {
  'cpuset.cpus.effective': cgroup => value(() => processors(cgroup)),
  'cpuset.cpus.isolated': () => value(() => ''),
  'cpuset.mems.effective': () => value(() => 0),
  'io.stat': () => text(() => ''),
  'io.cost.model': () =>
    text(
      () => '',
      () => undefined,
    ),
  'io.cost.qos': () =>
    text(
      () => '',
      () => undefined,
    ),
  'misc.capacity': () => text(() => ''),
  'misc.current': () => text(() => ''),
  'misc.peak': () => text(() => ''),
};

/** A pressure file takes triggers and shows averages. */
export const pressureFile: FileMaker = () =>
  text(
    () => PRESSURE,
    given => void parseTrigger(given),
  );

function parseTrigger(given: string): void {
  const match = /^(some|full) (\d+) (\d+)$/.exec(given.trim());
  if (!match) throw new Errno('EINVAL');
}

// /proc itself: the folders of processes, and files about the machine. As fs/proc/root.c and generic.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import type { SysvKind } from '../../../abi/types.ts';
import { type KernelContext, singleton } from '../../context.ts';
import { demand, mayInspect } from '../../credentials.ts';
import type { IpcNamespace } from '../../ns/ipc.ts';
import type { PidNamespace } from '../../ns/pid.ts';
import type { UserNamespace } from '../../ns/user.ts';
import type { Process } from '../../process/process.ts';
import { filesystemTypes } from '../../vfs/filesystems.ts';
import { showLocks } from '../../vfs/flock.ts';
import { dir, type FileNode, type FolderNode, type LinkNode, link, type Node, text, value } from '../generated.ts';
import {
  cpuinfo,
  DEVICES,
  DISKSTATS,
  IOMEM,
  IOPORTS,
  interrupts,
  MISC,
  MSG_HEAD,
  PARTITIONS,
  SEM_HEAD,
  SHM_HEAD,
  TTY_DRIVERS,
} from './kernel-text.ts';
import { loadavg, meminfo, stat, uptime, vmstat } from './machine-state.ts';
import { pidFolder } from './pid.ts';
import { COMMAND_LINE, VERSION_LINE } from './release.ts';
import { sysctlFolder } from './sysctl.ts';

/** Options of one proc mount. */
export interface ProcOptions {
  hidepid: 0 | 1 | 2 | 4;
  gid: number;
  subset: boolean;
}

const NUMBER = /^[1-9]\d*$/;
const FILES = Symbol('proc files');

function filesystems(kernel: KernelContext): string {
  let list = '';
  for (const { name, nodev } of filesystemTypes(kernel)) list += `${nodev ? 'nodev' : ''}\t${name}\n`;
  return list;
}

const PRESSURE = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';

function kmsg(kernel: KernelContext): FileNode {
  const opened = (who: Process): void => demand(who, 'CAP_SYSLOG');
  const read = (): string =>
    kernel.log.lines.map(line => `<${line.priority}>[${line.seconds.toFixed(6).padStart(12)}] ${line.text}\n`).join('');
  return { kind: 'file', mode: 0o400, opened, read };
}

const secret = (read: () => string): FileNode => ({ kind: 'file', mode: 0o400, read });

/** A kind of System V's objects, of the IPC namespace that the reader is in. */
const sysv = (kind: SysvKind, head: string): FileNode =>
  text(who => head + (who.ns.ipc as IpcNamespace).sysv.show(kind, who.ns.user as UserNamespace));

/** The names beside the processes', the same for all mounts of a machine. */
function filesOf(kernel: KernelContext): ReadonlyMap<string, Node> {
  const named: Record<string, Node> = {
    acpi: dir({ wakeup: text(() => 'Device\tS-state\t  Status   Sysfs node\n') }),
    buddyinfo: text(() => 'Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3 \n'),
    bus: dir({ input: dir({ devices: text(() => ''), handlers: text(() => '') }), pci: dir({ devices: text(() => '') }) }),
    cgroups: text(() => `#subsys_name\thierarchy\tnum_cgroups\tenabled\n`),
    cmdline: text(() => COMMAND_LINE),
    consoles: text(() => 'ttyS0                -W- (EC  p a)    4:64\n'),
    cpuinfo: text(() => cpuinfo(kernel)),
    crypto: text(() => ''),
    devices: text(() => DEVICES),
    diskstats: text(() => DISKSTATS),
    dma: text(() => ' 4: cascade\n'),
    driver: dir({}),
    execdomains: text(() => '0-0\tLinux           \t[kernel]\n'),
    filesystems: text(() => filesystems(kernel)),
    fs: dir({ ext4: dir({ vda: dir({}) }), jbd2: dir({}) }),
    interrupts: text(() => interrupts(kernel)),
    iomem: text(() => IOMEM),
    ioports: text(() => IOPORTS),
    irq: dir({
      default_smp_affinity: value(
        () => '3',
        () => undefined,
      ),
    }),
    kallsyms: text(() => ''),
    'key-users': text(() => '    0:     2 1/1 1/1000000 9/25000000\n'),
    keys: text(() => '1e2199fc I--Q---     2 perm 1f3f0000     0 65534 keyring   _uid.0: empty\n'),
    kmsg: kmsg(kernel),
    kpagecgroup: secret(() => ''),
    kpagecount: secret(() => ''),
    kpageflags: secret(() => ''),
    loadavg: text(loadavg),
    locks: text(() => showLocks(kernel)),
    meminfo: text(meminfo),
    misc: text(() => MISC),
    mounts: link(() => 'self/mounts'),
    mtrr: text(
      () => '',
      () => undefined,
    ),
    net: link(() => 'self/net'),
    pagetypeinfo: secret(() => 'Page block order: 9\nPages per block:  512\n'),
    partitions: text(() => PARTITIONS),
    pressure: dir({ cpu: text(() => PRESSURE), io: text(() => PRESSURE), memory: text(() => PRESSURE) }),
    slabinfo: secret(() => 'slabinfo - version: 2.1\n'),
    softirqs: text(() => `${' '.repeat(20)}CPU0       CPU1       \n`),
    stat: text(stat),
    swaps: text(() => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'),
    sys: sysctlFolder(kernel),
    sysvipc: dir({ msg: sysv('msg', MSG_HEAD), sem: sysv('sem', SEM_HEAD), shm: sysv('shm', SHM_HEAD) }),
    timer_list: secret(
      () => `Timer List Version: v0.10\nHRTIMER_MAX_CLOCK_BASES: 8\nnow at ${Math.round(kernel.clock.monotonicMs * 1e6)} nsecs\n`,
    ),
    tty: dir({ drivers: text(() => TTY_DRIVERS), ldiscs: text(() => 'n_tty       0\nn_null     27\n') }),
    uptime: text(uptime),
    version: text(() => VERSION_LINE),
    vmallocinfo: secret(() => ''),
    vmstat: text(vmstat),
    zoneinfo: text(() => 'Node 0, zone      DMA\n'),
  };
  return new Map(Object.entries(named));
}

/** The number of the reader in a mount's pid namespace. Throws ENOENT where it has none. */
function ownNumber(view: PidNamespace, who: Process): number {
  const pid = view.numberOf(who);
  if (pid === 0) throw new Errno('ENOENT');
  return pid;
}

const NO_FILES: ReadonlyMap<string, Node> = new Map();

/** The root folder of one mount. */
export function procRoot(kernel: KernelContext, view: PidNamespace, options: ProcOptions): FolderNode {
  const files = options.subset ? NO_FILES : singleton(kernel, FILES, () => filesOf(kernel));
  const folders = new WeakMap<Process, FolderNode>();
  const self: LinkNode = link(who => String(ownNumber(view, who)));
  const threadSelf: LinkNode = link(who => `${ownNumber(view, who)}/task/${ownNumber(view, who)}`);
  const folderOf = (process: Process): FolderNode => {
    let folder = folders.get(process);
    if (!folder) folders.set(process, (folder = pidFolder(process, view)));
    return folder;
  };
  const hidden = (process: Process, who: Process): boolean => {
    if (options.hidepid === 0 || who.credentials.inGroup(options.gid)) return false;
    return !mayInspect(who, process);
  };
  return {
    kind: 'directory',
    mode: 0o555,
    nlink: () => 9 + view.processes.size,
    lookup(name, who) {
      if (!NUMBER.test(name)) return name === 'self' ? self : name === 'thread-self' ? threadSelf : files.get(name);
      const number = Number(name);
      const process = view.processes.get(number) ?? view.threads.get(number)?.process;
      if (!process || process.gone || (options.hidepid >= 2 && hidden(process, who))) return undefined;
      return folderOf(process);
    },
    *list(who) {
      yield* files;
      if (!options.subset) yield ['self', self] as const;
      if (!options.subset) yield ['thread-self', threadSelf] as const;
      const numbers = [...view.processes.keys()].sort((a, b) => a - b);
      for (const number of numbers) {
        const process = view.processes.get(number);
        if (process && !(options.hidepid >= 2 && hidden(process, who))) yield [String(number), folderOf(process)] as const;
      }
    },
  };
}

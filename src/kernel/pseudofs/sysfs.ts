// sysfs: devices, the kernel's knobs, and where cgroups are mounted. As fs/sysfs and drivers/base, Linux 6.18; what daily tools read of it.

import { type KernelContext, singleton } from '../context.ts';
import { machineProcessors } from '../machine-size.ts';
import type { Namespace } from '../ns/namespace.ts';
import { current } from '../process/current.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { FilesystemType, Superblock } from '../vfs/inode.ts';
import { dir, dynamicDir, type FolderNode, GeneratedFs, link, type Node, value } from './generated.ts';
import { sysClassNet } from './registry.ts';

const MAGIC = 0x62656572;
const PAGE = 4096;
const DISK_SECTORS = 536870912;

const folder = (entries: Readonly<Record<string, Node>>): FolderNode => dir(entries, 0o755);
const fixed = (text: string | number): Node => value(() => text);
const kept = (initial: string): Node => {
  let now = initial;
  return value(
    () => now,
    given => {
      now = given;
    },
  );
};

/** A choice shown as "always [madvise] never". */
function choice(options: readonly string[], initial: string): Node {
  let now = initial;
  return value(
    () => options.map(option => (option === now ? `[${option}]` : option)).join(' '),
    given => {
      if (options.includes(given)) now = given;
    },
  );
}

function cpuFolder(kernel: KernelContext): FolderNode {
  const count = machineProcessors(kernel);
  const list = count > 1 ? `0-${count - 1}` : '0';
  const entries: Record<string, Node> = {
    online: fixed(list),
    possible: fixed(list),
    present: fixed(list),
    offline: fixed(''),
    kernel_max: fixed(63),
    isolated: fixed(''),
    nohz_full: fixed(''),
    vulnerabilities: folder({
      meltdown: fixed('Not affected'),
      spectre_v1: fixed('Mitigation: usercopy/swapgs barriers and __user pointer sanitization'),
      spectre_v2: fixed('Mitigation: Enhanced / Automatic IBRS; PBRSB-eIBRS: Not affected; BHI: Not affected'),
      l1tf: fixed('Not affected'),
      mds: fixed('Not affected'),
    }),
  };
  for (let index = 0; index < count; index++) {
    entries[`cpu${index}`] = folder({
      ...(index > 0 ? { online: fixed(1) } : {}),
      topology: folder({
        core_id: fixed(index),
        physical_package_id: fixed(0),
        die_id: fixed(0),
        thread_siblings_list: fixed(index),
        thread_siblings: fixed((1 << index).toString(16)),
        core_siblings_list: fixed(list),
        core_siblings: fixed(((1 << count) - 1).toString(16)),
        core_cpus_list: fixed(index),
        package_cpus_list: fixed(list),
      }),
      cache: folder({}),
    });
  }
  return folder(entries);
}

function blockFolder(name: string, major: number, minor: number, sectors: number): FolderNode {
  return folder({
    dev: fixed(`${major}:${minor}`),
    size: fixed(sectors),
    ro: fixed(0),
    removable: fixed(0),
    hidden: fixed(0),
    range: fixed(16),
    ext_range: fixed(256),
    alignment_offset: fixed(0),
    stat: fixed(`${'0'.padStart(8)} `.repeat(17).trimEnd()),
    uevent: fixed(`MAJOR=${major}\nMINOR=${minor}\nDEVNAME=${name}\nDEVTYPE=disk`),
    queue: folder({
      rotational: fixed(1),
      logical_block_size: fixed(512),
      physical_block_size: fixed(512),
      scheduler: choice(['none', 'mq-deadline'], 'none'),
      read_ahead_kb: fixed(128),
      hw_sector_size: fixed(512),
    }),
    holders: folder({}),
    slaves: folder({}),
    power: folder({}),
  });
}

function netFolder(netns: Namespace, kernel: KernelContext): FolderNode {
  const devices = (): Map<string, Node> => new Map(sysClassNet(netns, kernel));
  return dynamicDir(
    name => devices().get(name),
    () => devices().keys(),
    0o755,
  );
}

/** /sys/kernel: knobs of memory, and places to mount on. */
function kernelFolder(): FolderNode {
  return folder({
    address_bits: fixed(64),
    boot_params: folder({}),
    btf: folder({}),
    cgroup: folder({
      delegate: fixed('cgroup.procs\ncgroup.threads\ncgroup.subtree_control\nmemory.oom.group\nmemory.reclaim'),
      features: fixed('nsdelegate\nfavordynmods\nmemory_localevents\nmemory_recursiveprot\nmemory_hugetlb_accounting\npids_localevents'),
    }),
    cpu_byteorder: fixed('little'),
    debug: dir({}, 0o700),
    fscaps: fixed(1),
    iommu_groups: folder({}),
    irq: folder({}),
    mm: folder({
      hugepages: folder({ 'hugepages-2048kB': folder({ nr_hugepages: kept('0'), free_hugepages: fixed(0) }) }),
      ksm: folder({ run: kept('0'), pages_shared: fixed(0) }),
      transparent_hugepage: folder({
        enabled: choice(['always', 'madvise', 'never'], 'madvise'),
        defrag: choice(['always', 'defer', 'defer+madvise', 'madvise', 'never'], 'madvise'),
        shmem_enabled: choice(['always', 'within_size', 'advise', 'never', 'deny', 'force'], 'never'),
      }),
    }),
    notes: fixed(''),
    oops_count: fixed(0),
    profiling: kept('0'),
    rcu_expedited: kept('0'),
    rcu_normal: kept('0'),
    reboot: folder({}),
    security: dir({}),
    slab: folder({}),
    software_nodes: folder({}),
    tracing: dir({}, 0o700),
    uevent_seqnum: fixed(1024),
    warn_count: fixed(0),
  });
}

function blockDevices(): Record<string, Node> {
  const devices: Record<string, Node> = { vda: blockFolder('vda', 254, 0, DISK_SECTORS), zram0: blockFolder('zram0', 253, 0, 0) };
  for (let minor = 0; minor < 8; minor++) devices[`loop${minor}`] = blockFolder(`loop${minor}`, 7, minor, 0);
  return devices;
}

/** Folders that are the same in all network namespaces. */
function sharedFolders(kernel: KernelContext): Record<string, Node> {
  const blocks = blockDevices();
  const inVirtual = Object.fromEntries(Object.entries(blocks));
  const links = Object.fromEntries(Object.keys(blocks).map(name => [name, link(() => `../devices/virtual/block/${name}`)]));
  return {
    block: folder(links),
    bus: folder({ cpu: folder({}), pci: folder({ devices: folder({}) }), platform: folder({}), virtio: folder({}) }),
    dev: folder({ block: folder({}), char: folder({}) }),
    firmware: folder({ acpi: folder({}) }),
    fs: folder({
      bpf: dir({}),
      btrfs: folder({}),
      cgroup: dir({}, 0o755),
      ext4: folder({ vda: folder({}) }),
      fuse: folder({ connections: folder({}) }),
      pstore: dir({}),
      tmpfs: folder({}),
      xfs: folder({}),
    }),
    kernel: kernelFolder(),
    module: folder({}),
    power: folder({ state: fixed('freeze mem disk') }),
    blocks: folder(inVirtual),
    system: folder({
      cpu: cpuFolder(kernel),
      node: folder({ online: fixed(0), possible: fixed(0), node0: folder({ cpulist: fixed('0-1'), cpumap: fixed('3') }) }),
      clocksource: folder({ clocksource0: folder({ current_clocksource: kept('tsc'), available_clocksource: fixed('tsc') }) }),
    }),
  };
}

function rootFolder(kernel: KernelContext, netns: Namespace): FolderNode {
  const { blocks, system, ...shared } = singleton(kernel, SHARED, () => sharedFolders(kernel)) as Record<string, Node>;
  const net = netFolder(netns, kernel);
  const netLinks = dynamicDir(
    name => {
      for (const [device] of sysClassNet(netns, kernel)) if (device === name) return link(() => `../../devices/virtual/net/${name}`);
      return undefined;
    },
    function* () {
      for (const [device] of sysClassNet(netns, kernel)) yield device;
    },
    0o755,
  );
  const virtual = folder({ block: blocks!, net, tty: folder({}), misc: folder({}), mem: folder({}) });
  return dir({
    block: shared.block!,
    bus: shared.bus!,
    class: folder({
      block: folder({}),
      bdi: folder({}),
      mem: folder({}),
      misc: folder({}),
      net: netLinks,
      tty: folder({}),
      thermal: folder({}),
    }),
    dev: shared.dev!,
    devices: folder({ system: system!, virtual, platform: folder({}), pci0000: folder({}) }),
    firmware: shared.firmware!,
    fs: shared.fs!,
    kernel: shared.kernel!,
    module: shared.module!,
    power: shared.power!,
  });
}

const SHARED = Symbol('sysfs folders');
const superblocks = new WeakMap<Namespace, Superblock>();

/** One for each network namespace, wherever it is mounted. */
export const sysfs: FilesystemType = {
  name: 'sysfs',
  nodev: true,
  userns: true,
  shows: 'net',
  mount(kernel) {
    const netns = current().process.ns.net;
    const there = superblocks.get(netns);
    if (there) return there;
    const made = new GeneratedFs(kernel, {
      type: sysfs,
      dev: anonymousDevice(kernel),
      magic: MAGIC,
      root: rootFolder(kernel, netns),
      fileSize: PAGE,
      settable: true,
      strict: true,
      rootIno: 1,
      firstIno: 2,
      release: () => superblocks.delete(netns),
    });
    superblocks.set(netns, made);
    return made;
  },
};

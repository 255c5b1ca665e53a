// /proc's files about the machine that never change: processors, devices, memory map. The recorded machine's, Linux 6.18 in a small VM.

import type { KernelContext } from '../../context.ts';
import { machineProcessors } from '../../machine-size.ts';

const FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx mmxext fxsr_opt pdpe1gb ' +
  'rdtscp lm constant_tsc rep_good nopl xtopology nonstop_tsc cpuid extd_apicid tsc_known_freq pni pclmulqdq ssse3 fma cx16 pcid sse4_1 ' +
  'sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave avx f16c rdrand hypervisor lahf_lm cmp_legacy cr8_legacy abm sse4a misalignsse ' +
  '3dnowprefetch osvw topoext vmmcall fsgsbase tsc_adjust bmi1 avx2 smep bmi2 erms invpcid adx smap clflushopt clwb sha_ni xsaveopt xsavec ' +
  'xgetbv1 xsaves clzero xsaveerptr arat umip rdpid fsrm';

/** One block for each processor, keys padded as the kernel does by tabs. */
export function cpuinfo(kernel: KernelContext): string {
  const count = machineProcessors(kernel);
  let text = '';
  for (let index = 0; index < count; index++) {
    text += [
      `processor\t: ${index}`,
      'vendor_id\t: AuthenticAMD',
      'cpu family\t: 26',
      'model\t\t: 2',
      'model name\t: AMD EPYC',
      'stepping\t: 1',
      'microcode\t: 0x1000065',
      'cpu MHz\t\t: 2596.122',
      'cache size\t: 1024 KB',
      'physical id\t: 0',
      `siblings\t: ${count}`,
      `core id\t\t: ${index}`,
      `cpu cores\t: ${count}`,
      `apicid\t\t: ${index}`,
      `initial apicid\t: ${index}`,
      'fpu\t\t: yes',
      'fpu_exception\t: yes',
      'cpuid level\t: 28',
      'wp\t\t: yes',
      `flags\t\t: ${FLAGS}`,
      'bugs\t\t: sysret_ss_attrs null_seg spectre_v1 spectre_v2 spec_store_bypass srso spectre_v2_user',
      'bogomips\t: 5192.24',
      'TLB size\t: 192 4K pages',
      'clflush size\t: 64',
      'cache_alignment\t: 64',
      'address sizes\t: 48 bits physical, 48 bits virtual',
      'power management:',
      '',
      '',
    ].join('\n');
  }
  return text;
}

export const DEVICES = `Character devices:
  1 mem
  4 /dev/vc/0
  4 tty
  4 ttyS
  5 /dev/tty
  5 /dev/console
  5 /dev/ptmx
  7 vcs
 10 misc
 13 input
128 ptm
136 pts

Block devices:
  7 loop
253 zram
254 virtblk
259 blkext
`;

export const MISC = `234 btrfs-control
259 cpu_dma_latency
258 vsock
200 tun
237 loop-control
229 fuse
235 autofs
257 userfaultfd
232 kvm
183 hw_random
256 vga_arbiter
`;

/** Kilobyte blocks of the disk. */
export const PARTITIONS = `major minor  #blocks  name

 254        0  268435456 vda
`;

const ZEROS = ' 0'.repeat(17);

export const DISKSTATS =
  Array.from({ length: 8 }, (_, minor) => `   7       ${minor} loop${minor}${ZEROS}\n`).join('') +
  ` 254       0 vda${ZEROS}\n 253       0 zram0${ZEROS}\n`;

export const IOMEM = `00000000-00000fff : Reserved
00001000-0009fbff : System RAM
0009fc00-000fffff : Reserved
  000f0000-000fffff : System ROM
00100000-bfffffff : System RAM
c0001000-eebfffff : PCI Bus 0000:00
fec00000-fec003ff : IOAPIC 0
100000000-63fffffff : System RAM
`;

export const IOPORTS = `0000-0cf7 : PCI Bus 0000:00
  0000-001f : dma1
  0020-0021 : pic1
  0040-0043 : timer0
  0060-0060 : keyboard
  0070-0071 : rtc_cmos
  03f8-03ff : serial
0cf8-0cff : PCI conf1
0d00-ffff : PCI Bus 0000:00
`;

export const TTY_DRIVERS = `/dev/tty             /dev/tty        5       0 system:/dev/tty
/dev/console         /dev/console    5       1 system:console
/dev/ptmx            /dev/ptmx       5       2 system
/dev/vc/0            /dev/vc/0       4       0 system:vtmaster
serial               /dev/ttyS       4      64 serial
pty_slave            /dev/pts      136 0-1048575 pty:slave
pty_master           /dev/ptm      128 0-1048575 pty:master
unknown              /dev/tty        4 1-63 console
`;

/** Two columns of counters, of which a machine without interrupts has none but the timer's. */
export function interrupts(kernel: KernelContext): string {
  const count = machineProcessors(kernel);
  const ticks = Math.floor(kernel.clock.monotonicMs / 10);
  const row = (name: string, value: number, what: string): string =>
    `${name.padStart(3)}:${String(value).padStart(11).repeat(count)}   ${what}\n`;
  let text = `${' '.repeat(11)}${Array.from({ length: count }, (_, index) => `CPU${index}       `).join('')}\n`;
  text += `${' 26:'}${String(0).padStart(11).repeat(count)}  IO-APIC   4-edge      ttyS0\n`;
  text += row('NMI', 0, 'Non-maskable interrupts');
  text += row('LOC', ticks, 'Local timer interrupts');
  text += row('SPU', 0, 'Spurious interrupts');
  text += row('RES', 0, 'Rescheduling interrupts');
  text += row('CAL', 0, 'Function call interrupts');
  text += row('TLB', 0, 'TLB shootdowns');
  return `${text}ERR:${'0'.padStart(11)}\nMIS:${'0'.padStart(11)}\n`;
}

export const SHM_HEAD =
  '       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime' +
  '                   rss                  swap\n';
export const MSG_HEAD =
  '       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n';
export const SEM_HEAD = '       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n';

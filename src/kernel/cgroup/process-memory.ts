// How much memory a process has: a base for any program, its executable, and what mmap gave. What /proc/PID/status, statm and cgroups count.

import type { Process } from '../process/process.ts';

/** Of a small program with the C library, in kB, as the recorded host's sleep had. */
const BASE = { anon: 104, file: 1700, libraries: 1612, stack: 132, data: 224, tables: 40, maps: 1056 };
/** An executable's pages that are in use, of those it has. */
const USED_SHARE = 0.7;
const EXE_KB_MAX = 65536;

export interface ProcessMemory {
  sizeKb: number;
  residentKb: number;
  anonKb: number;
  fileKb: number;
  dataKb: number;
  stackKb: number;
  exeKb: number;
  libraryKb: number;
  tablesKb: number;
}

/** In kB; nothing of a zombie. */
export function memoryOf(process: Process): ProcessMemory | undefined {
  if (process.exit) return undefined;
  const exeBytes = process.exe?.dentry.inode.stat().sizeBytes ?? 0;
  const exeKb = Math.min(EXE_KB_MAX, Math.max(8, Math.ceil(exeBytes / 4096) * 4));
  const mappedKb = Math.ceil(process.mappedBytes / 1024);
  const anonKb = BASE.anon + mappedKb;
  const fileKb = BASE.file + Math.floor((exeKb * USED_SHARE) / 4) * 4;
  return {
    sizeKb: BASE.libraries + BASE.stack + BASE.data + BASE.maps + exeKb + mappedKb,
    residentKb: anonKb + fileKb,
    anonKb,
    fileKb,
    dataKb: BASE.data + mappedKb,
    stackKb: BASE.stack,
    exeKb,
    libraryKb: BASE.libraries,
    tablesKb: BASE.tables,
  };
}

/** What a cgroup is charged for a process, in bytes: its anonymous memory and what the kernel keeps for it. */
export const KERNEL_BYTES_PER_PROCESS = 152 * 1024;
export const ANON_BYTES_PER_PROCESS = BASE.anon * 1024;

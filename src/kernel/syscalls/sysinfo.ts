// sysinfo(2).

import { machineMemoryBytes } from '../machine-size.ts';
import { pidNamespaceOf } from '../ns/pid.ts';
import type { TimeNamespace } from '../ns/time.ts';
import { loads } from '../process/load.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sysinfo',
  args: [],
  status: 'whole',
  run({ process }) {
    const { kernel } = process;
    let first = pidNamespaceOf(process);
    while (first.parent) first = first.parent;
    let used = 0;
    for (const each of first.processes.values()) used += each.mappedBytes;
    const totalRamBytes = machineMemoryBytes(kernel);
    const { boottimeMs } = (process.ns.time as TimeNamespace).offsets;
    return {
      uptimeSeconds: (kernel.clock.monotonicMs + boottimeMs) / 1000,
      loads: loads(),
      totalRamBytes,
      freeRamBytes: totalRamBytes - used,
      processes: first.processes.size,
    };
  },
});

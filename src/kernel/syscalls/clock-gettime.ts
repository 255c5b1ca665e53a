// clock_gettime(2).

import type { Timespec } from '../../abi/types.ts';
import type { TimeNamespace } from '../ns/time.ts';
import { defineSyscall } from './define.ts';

const timespec = (ms: number): Timespec => {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.floor((ms - seconds * 1000) * 1e6) };
};

export default defineSyscall({
  name: 'clockGettime',
  args: ['string'],
  status: 'whole',
  run({ process }, clock) {
    const { kernel } = process;
    if (clock === 'realtime') return timespec(kernel.clock.realtimeMs);
    if (clock === 'process' || clock === 'thread') return timespec(process.userMs + process.systemMs);
    const offsets = (process.ns.time as TimeNamespace).offsets;
    return timespec(kernel.clock.monotonicMs + (clock === 'monotonic' ? offsets.monotonicMs : offsets.boottimeMs));
  },
});

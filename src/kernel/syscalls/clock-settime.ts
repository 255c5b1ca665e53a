// clock_settime(2): sets the time of day.

import { Errno } from '../../abi/errno.ts';
import { demand } from '../credentials.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'clockSettime',
  args: ['string', 'json'],
  status: 'whole',
  run({ process }, _clock, time) {
    demand(process, 'CAP_SYS_TIME');
    if (time.seconds < 0 || time.nanoseconds < 0 || time.nanoseconds > 999_999_999) throw new Errno('EINVAL');
    process.kernel.clock.setRealtime(time.seconds * 1000 + time.nanoseconds / 1e6);
  },
});

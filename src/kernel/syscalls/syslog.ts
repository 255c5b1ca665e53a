// syslog(2): reads or clears the kernel's log.

import { demand } from '../credentials.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'syslog',
  args: ['string'],
  status: 'whole',
  run({ process }, action) {
    demand(process, 'CAP_SYSLOG');
    const { log } = process.kernel;
    const lines = [...log.lines];
    if (action === 'clear') log.clear();
    return lines;
  },
});

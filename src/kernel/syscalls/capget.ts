// capget(2), and the bounding and ambient sets with it.

import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'capget',
  args: ['pid'],
  status: 'whole',
  run({ process: caller }, pid = 0) {
    const { effective, permitted, inheritable, bounding, ambient } = (pid === 0 ? caller : findProcess(caller, pid)).credentials;
    return { effective, permitted, inheritable, bounding, ambient };
  },
});

// getpgid(2).

import { findProcess, pidNamespaceOf } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getpgid',
  args: ['pid'],
  status: 'whole',
  run: ({ process }, pid = 0) => pidNamespaceOf(process).groupNumberOf((pid === 0 ? process : findProcess(process, pid)).group),
});

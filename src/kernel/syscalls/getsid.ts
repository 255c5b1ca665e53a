// getsid(2).

import { findProcess, pidNamespaceOf } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getsid',
  args: ['pid'],
  status: 'whole',
  run: ({ process }, pid = 0) => pidNamespaceOf(process).sessionNumberOf((pid === 0 ? process : findProcess(process, pid)).group),
});

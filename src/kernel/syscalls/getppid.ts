// getppid(2): 0 where the parent is outside the pid namespace.

import { pidNamespaceOf } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getppid',
  args: [],
  status: 'whole',
  run: ({ process }) => pidNamespaceOf(process).numberOf(process.parent),
});

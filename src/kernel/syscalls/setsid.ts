// setsid(2).

import { pidNamespaceOf } from '../ns/pid.ts';
import { newSession } from '../process/session.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setsid',
  args: [],
  status: 'whole',
  run({ process }) {
    newSession(process);
    return pidNamespaceOf(process).numberOf(process);
  },
});

// execve(2).

import { execve } from '../process/exec.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'execve',
  args: ['path', 'argv', 'env'],
  status: 'whole',
  run(thread, path, argv, env) {
    execve(thread, path, argv, env);
    return undefined as never;
  },
});

// exit_group(2): ends the process; the status is its low byte.

import { exitProcess } from '../process/exit.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'exit',
  args: ['int'],
  status: 'whole',
  run({ process }, status) {
    exitProcess(process, { how: 'exited', status: status & 255 });
    return undefined as never;
  },
});

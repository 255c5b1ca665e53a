// pipe2(2).

import { pipePair } from '../ipc/pipe-pair.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'pipe',
  args: ['json'],
  status: 'whole',
  run({ process }, how = {}) {
    const { fds, kernel } = process;
    fds.reserve(2);
    const [reader, writer] = pipePair(kernel, how.nonblock ? { nonblock: true } : {});
    const cloexec = how.cloexec ?? false;
    return [fds.install(reader, { cloexec }), fds.install(writer, { cloexec })];
  },
});

// clone(2): the child runs a closure, since a coroutine cannot be copied.

import { clone } from '../process/clone.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'clone',
  args: ['entry', 'json'],
  status: 'whole',
  run: (thread, entry, how = {}) => clone(thread, entry, how),
});

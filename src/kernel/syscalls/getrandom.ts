// getrandom(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getrandom',
  args: ['int'],
  status: 'whole',
  run: ({ process }, lengthBytes) => process.kernel.random.bytes(lengthBytes),
});

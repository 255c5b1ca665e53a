// getrusage(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getrusage',
  args: ['string'],
  status: 'whole',
  run: ({ process }, who) => (who === 'self' ? process.usage() : { ...process.childrenUsage }),
});

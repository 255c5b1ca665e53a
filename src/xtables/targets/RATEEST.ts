// -j RATEEST: known by name only.

import { defineTarget, Usage } from '../extension.ts';

export default defineTarget<Record<string, never>>({
  name: 'RATEEST',
  options: {},
  parse() {
    throw new Usage('the RATEEST target is not simulated here');
  },
  save: () => '',
  act: () => 'CONTINUE',
});

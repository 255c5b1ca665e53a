// -m rateest: known by name only.

import { defineMatch, Usage } from '../extension.ts';

export default defineMatch<Record<string, never>>({
  name: 'rateest',
  options: {},
  parse() {
    throw new Usage('the rateest match is not simulated here');
  },
  save: () => '',
  matches: () => false,
});

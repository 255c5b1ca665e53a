// -j HMARK: known by name only.

import { defineTarget, Usage } from '../extension.ts';

export default defineTarget<Record<string, never>>({
  name: 'HMARK',
  options: {},
  parse() {
    throw new Usage('the HMARK target is not simulated here');
  },
  save: () => '',
  act: () => 'CONTINUE',
});

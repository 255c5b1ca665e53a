// Goal 26: the memory of the tab's worker after the boot, once Docker is up.

import type { Goal } from './lib/goal.ts';

const MB = 1e6;
const OF_V86_MAX = 1 / 9;

export const memory: Goal = {
  number: 26,
  async measure({ site, baselines: { v86 } }) {
    const measured = (await (await site()).workerBytes()) / MB;
    const baseline = v86.memoryBytes / MB;
    return [{ what: "worker's memory after the boot", measured, unit: 'MB', target: baseline * OF_V86_MAX, baseline, of: 'v86' }];
  },
};

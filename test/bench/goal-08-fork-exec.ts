// Goal 8: fork and exec of /bin/true from bash, in a loop.

import { best, type Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const COUNT = 2000;
const TIMES = 7;
const OF_JUST_BASH_MIN = 3;
const MS = 1000;

export const forkExec: Goal = {
  number: 8,
  async measure({ baselines: { justBash } }) {
    const host = await liveHost();
    const ms = await best(TIMES, async () => (await host.line(`i=0; while [ $i -lt ${COUNT} ]; do /bin/true; i=$((i+1)); done`)).ms);
    host.end();
    const baseline = MS / justBash.trueMs;
    const measured = (COUNT * MS) / ms;
    const what = 'fork+exec /bin/true';
    return [{ what, measured, unit: '/s', target: baseline * OF_JUST_BASH_MIN, baseline, of: 'just-bash', rate: true }];
  },
};

// Goal 5: a builtin, from the line's last key to the next prompt, in the worker.

import { best, type Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const LINES = 200;
const OF_V86_MAX = 1 / 8;
const OF_JUST_BASH_MAX = 4;

export const builtin: Goal = {
  number: 5,
  async measure({ baselines: { v86, justBash } }) {
    const host = await liveHost();
    const times: number[] = [];
    const measured = await best(5, async () => {
      times.length = 0;
      for (let line = 0; line < LINES; line++) times.push((await host.line(':')).ms);
      return times.sort((a, b) => a - b)[LINES / 2]!;
    });
    host.end();
    const row = { what: "builtin ':', Enter to prompt (median)", measured, unit: 'ms' };
    return [
      { ...row, target: v86.builtinMs * OF_V86_MAX, baseline: v86.builtinMs, of: 'v86' },
      { ...row, target: justBash.builtinMs * OF_JUST_BASH_MAX, baseline: justBash.builtinMs, of: 'just-bash' },
    ];
  },
};

// Goal 7: docker ps and docker network ls, from Enter to the next prompt.

import { best, type Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const TIMES = 30;
const OF_DOCKER_MAX = 1 / 7;

export const dockerPs: Goal = {
  number: 7,
  async measure({ baselines: { docker } }) {
    const host = await liveHost();
    const rows = [];
    for (const line of ['docker ps', 'docker network ls']) {
      const measured = await best(TIMES, async () => (await host.line(line)).ms);
      rows.push({ what: line, measured, unit: 'ms', target: docker.psMs * OF_DOCKER_MAX, baseline: docker.psMs, of: 'real Docker' });
    }
    host.end();
    return rows;
  },
};

// Goal 20: docker run --rm busybox true, from Enter to the next prompt.

import { best, type Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const TIMES = 20;
const OF_DOCKER_MAX = 1 / 45;

export const dockerRun: Goal = {
  number: 20,
  async measure({ baselines: { docker } }) {
    const host = await liveHost();
    const first = await host.line('docker pull -q busybox');
    if (!first.output.includes('busybox')) throw new Error(`the image could not be pulled:\n${first.output}`);
    const measured = await best(TIMES, async () => (await host.line('docker run --rm busybox true')).ms);
    host.end();
    const row = { what: 'docker run --rm busybox true', measured, unit: 'ms' };
    return [{ ...row, target: docker.runMs * OF_DOCKER_MAX, baseline: docker.runMs, of: 'real Docker' }];
  },
};

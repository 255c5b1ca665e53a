// Goal 27: a host that has been up for a quarter of an hour, at its prompt, Docker running, does nothing: no timer of the wall is set off, and no system call made.

import { LiveOutside } from '../../src/machine/live-outside.ts';
import type { Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const IDLE_MS = 5000;
const UP_MS = 900_000;
const MS = 1000;
const OF_V86_MAX = 1 / 50;
const PERCENT = 100;
const MICRO = 1e6;

/** Counts how often the wall's time brings the world back to life. */
class CountingOutside extends LiveOutside {
  wakeUps = 0;

  override get waitUntil(): LiveOutside['waitUntil'] {
    const wait = super.waitUntil;
    return (
      wait &&
      ((ms, then) =>
        wait(ms, () => {
          this.wakeUps++;
          then();
        }))
    );
  }
}

export const idle: Goal = {
  number: 27,
  async measure({ baselines: { v86 } }) {
    const outside = new CountingOutside(then => void setImmediate(then));
    const host = await liveHost(outside);
    await host.line('docker ps');
    // By then IPv6's router solicitations, which any Linux sends ever more rarely after a device comes up, are minutes apart.
    outside.follow(host.world.clock.nowMs + UP_MS);
    await host.line('docker ps');
    await new Promise(resolve => setTimeout(resolve, MS));
    const before = { calls: host.world.scheduler.calls, wakeUps: outside.wakeUps, cpu: process.cpuUsage() };
    await new Promise(resolve => setTimeout(resolve, IDLE_MS));
    const { user, system } = process.cpuUsage(before.cpu);
    const wakeUps = outside.wakeUps - before.wakeUps;
    const calls = host.world.scheduler.calls - before.calls;
    host.end();
    const of = 'v86';
    const load = ((user + system) / MICRO / (IDLE_MS / MS)) * PERCENT;
    const baseline = v86.idleLoad * PERCENT;
    return [
      {
        what: `idle: load (${calls} system calls in ${IDLE_MS / MS} s)`,
        measured: load,
        unit: '%',
        target: baseline * OF_V86_MAX,
        baseline,
        of,
      },
      { what: 'idle: wake-ups a second', measured: wakeUps / (IDLE_MS / MS), unit: '/s', target: 0, baseline: Number.NaN, of: '' },
    ];
  },
};

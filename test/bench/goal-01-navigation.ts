// Goal 1: from the navigation to a working prompt, for a browser that has never been here; against a page with nothing but xterm.js.

import type { Goal } from './lib/goal.ts';

const VISITS = 7;
const OF_BARE_MAX = 1.8;
const OF_V86_MAX = 1 / 20;

export const navigation: Goal = {
  number: 1,
  async measure({ site, baselines }) {
    const pages = await site();
    let measured = Number.POSITIVE_INFINITY;
    let bare = Number.POSITIVE_INFINITY;
    for (let visit = 0; visit < VISITS; visit++) {
      bare = Math.min(bare, (await pages.visit('bare')).promptMs);
      measured = Math.min(measured, (await pages.visit('site')).promptMs);
    }
    const row = { what: 'navigation to prompt, cold', measured, unit: 'ms' };
    return [
      { ...row, target: bare * OF_BARE_MAX, baseline: bare, of: 'bare xterm page' },
      { ...row, target: baselines.v86.bootMs * OF_V86_MAX, baseline: baselines.v86.bootMs, of: 'v86 boot' },
    ];
  },
};

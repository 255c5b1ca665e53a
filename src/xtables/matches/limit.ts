// -m limit: a token bucket for the whole rule. As xt_limit.c and libxt_limit.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { parseRate, printRate } from '../rates.ts';

const DEFAULT_BURST = 5;

export default defineMatch<{ rate: number; burst: number }>({
  name: 'limit',
  options: { '--limit': { type: 'string' }, '--limit-burst': { type: 'u32', max: 10000 } },
  parse(given) {
    const rate = given.find(one => one.option === '--limit');
    const burst = given.find(one => one.option === '--limit-burst');
    return { rate: parseRate(rate?.text ?? '3/hour'), burst: burst?.number || DEFAULT_BURST };
  },
  save: ({ rate, burst }) => `--limit ${printRate(rate)}${burst === DEFAULT_BURST ? '' : ` --limit-burst ${burst}`}`,
  list: ({ rate, burst }) => `limit: avg ${printRate(rate)} burst ${burst}`,
  matches({ rate, burst }, _skb, at) {
    // `rate` is the time between two packets in ten-thousandths of a second.
    const costMs = rate / 10;
    const bucket = at.state(() => ({ creditMs: costMs * burst, atMs: at.nowMs }));
    bucket.creditMs = Math.min(bucket.creditMs + at.nowMs - bucket.atMs, costMs * burst);
    bucket.atMs = at.nowMs;
    if (bucket.creditMs < costMs) return false;
    bucket.creditMs -= costMs;
    return true;
  },
});

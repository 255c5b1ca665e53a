// Resource limits: what the first process has. As setrlimit(2); the figures are those of the recorded host.

import type { Resource, Rlimit } from '../../abi/types.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;
const both = (value: number): Rlimit => ({ soft: value, hard: value });

/** A fresh set of limits for the first process. */
export const firstLimits = (): Record<Resource, Rlimit> => ({
  cpu: both(UNLIMITED),
  fsize: both(UNLIMITED),
  data: both(UNLIMITED),
  stack: { soft: 8388608, hard: UNLIMITED },
  core: { soft: 0, hard: UNLIMITED },
  rss: both(UNLIMITED),
  nproc: both(96365),
  nofile: both(20000),
  memlock: both(8388608),
  as: both(UNLIMITED),
  locks: both(UNLIMITED),
  sigpending: both(96365),
  msgqueue: both(819200),
  nice: both(0),
  rtprio: both(0),
  rttime: both(UNLIMITED),
});

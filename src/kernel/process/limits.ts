// Resource limits: what the first process has. As setrlimit(2); the figures are those of a Debian host started by systemd.

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
  nproc: both(31693),
  nofile: { soft: 1024, hard: 524288 },
  memlock: both(8388608),
  as: both(UNLIMITED),
  locks: both(UNLIMITED),
  sigpending: both(31693),
  msgqueue: both(819200),
  nice: both(0),
  rtprio: both(0),
  rttime: both(UNLIMITED),
});

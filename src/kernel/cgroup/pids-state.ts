// What the pids controller keeps for a group. As kernel/cgroup/pids.c, Linux 6.18.

export class PidsState {
  max = Infinity;
  current = 0;
  peak = 0;
  /** Forks refused here or below for this group's limit or one below it, and for this group's own. */
  events = 0;
  eventsLocal = 0;
  /** The kernel's log tells of a group's first refusal only. */
  told = false;
}

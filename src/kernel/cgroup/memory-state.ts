// What the memory controller keeps for a group, in bytes. As mm/memcontrol.c, Linux 6.18. Use is that of the group and all below.

export interface MemoryEvents {
  low: number;
  high: number;
  max: number;
  oom: number;
  oom_kill: number;
  oom_group_kill: number;
}

const none = (): MemoryEvents => ({ low: 0, high: 0, max: 0, oom: 0, oom_kill: 0, oom_group_kill: 0 });

export class MemoryState {
  max = Infinity;
  high = Infinity;
  low = 0;
  min = 0;
  swapMax = Infinity;
  swapHigh = Infinity;
  zswapMax = Infinity;
  zswapWriteback = 1;
  oomGroup = false;
  anon = 0;
  shmem = 0;
  kernel = 0;
  peak = 0;
  readonly events = none();
  readonly eventsLocal = none();

  get current(): number {
    return this.anon + this.shmem + this.kernel;
  }
}

// What uname(2) and /proc/version say of this kernel.

export const RELEASE = '6.18.44';
export const VERSION = '#1 SMP PREEMPT_DYNAMIC';

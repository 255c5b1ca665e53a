// What uname(2) and /proc/version say of this kernel.

export const RELEASE = '6.18.44-fc-v657';
export const VERSION = '#1 SMP PREEMPT_DYNAMIC @0';

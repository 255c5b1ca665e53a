// System calls about files, descriptors and mounts.

import type { Syscall } from './define.ts';

export const FILE_CALLS = [] as unknown as readonly Syscall[];

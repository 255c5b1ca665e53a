// uname(2).

import type { UtsNamespace } from '../ns/uts.ts';
import { KERNEL_RELEASE, KERNEL_VERSION } from '../pseudofs/procfs/release.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'uname',
  args: [],
  status: 'whole',
  run({ process }) {
    const { nodename, domainname } = process.ns.uts as UtsNamespace;
    return { sysname: 'Linux', nodename, release: KERNEL_RELEASE, version: KERNEL_VERSION, machine: 'x86_64', domainname };
  },
});

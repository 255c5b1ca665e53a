// uname(2).

import type { UtsNamespace } from '../ns/uts.ts';
import { RELEASE, VERSION } from '../release.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'uname',
  args: [],
  status: 'whole',
  run({ process }) {
    const { nodename, domainname } = process.ns.uts as UtsNamespace;
    return { sysname: 'Linux', nodename, release: RELEASE, version: VERSION, machine: 'x86_64', domainname };
  },
});

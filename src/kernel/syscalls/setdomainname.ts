// setdomainname(2).

import { Errno } from '../../abi/errno.ts';
import { demand } from '../credentials.ts';
import type { UtsNamespace } from '../ns/uts.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setdomainname',
  args: ['string'],
  status: 'whole',
  run({ process }, name) {
    const uts = process.ns.uts as UtsNamespace;
    demand(process, 'CAP_SYS_ADMIN', uts.owner);
    if (name.length > 64) throw new Errno('EINVAL');
    uts.domainname = name;
  },
});

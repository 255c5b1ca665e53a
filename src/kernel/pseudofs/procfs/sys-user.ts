// /proc/sys/user: how many namespaces of each kind a user may have, in the reader's user namespace. As namespaces(7).

import type { Namespace as Kind } from '../../../abi/types.ts';
import { userNamespaceOf } from '../../credentials.ts';
import { namespaceLimit, setNamespaceLimit } from '../../ns/ucounts.ts';
import { integer } from '../generated.ts';
import { registerSysctl } from '../registry.ts';

const KINDS: readonly Kind[] = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];

for (const kind of KINDS) {
  const node = integer(
    who => namespaceLimit(userNamespaceOf(who), kind),
    (limit, who) => setNamespaceLimit(userNamespaceOf(who), kind, limit),
    { min: 0 },
  );
  registerSysctl(`user/max_${kind}_namespaces`, () => node);
}

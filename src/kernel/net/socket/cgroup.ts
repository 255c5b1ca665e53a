// The cgroup that a socket is counted to: that of the process which made it, by its path from the root.

import { cgroupOf, rootCgroup } from '../../cgroup/cgroup.ts';
import { relativePath } from '../../cgroup/path.ts';
import { setCgroupPath } from './inet-socket.ts';

setCgroupPath(process => relativePath(cgroupOf(process), rootCgroup(process.kernel)));

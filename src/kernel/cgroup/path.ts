// A group's path as a process sees it: below the root of its cgroup namespace, by ".." above or beside it. As cgroup_namespaces(7).

import type { Process } from '../process/process.ts';
import { type Cgroup, cgroupOf, namespaceRootOf } from './cgroup.ts';

/** From `root` to `cgroup`, as kernfs_path_from_node writes it. */
export function relativePath(cgroup: Cgroup, root: Cgroup): string {
  let up = '';
  let from = root;
  while (!cgroup.isBelow(from)) {
    up += '/..';
    if (!from.parent) break;
    from = from.parent;
  }
  let down = '';
  for (let at = cgroup; at !== from && at.parent; at = at.parent) down = `/${at.name}${down}`;
  return up + down || '/';
}

/** The third field of /proc/PID/cgroup. */
export function cgroupPathFor(process: Process, reader: Process): string {
  const cgroup = cgroupOf(process);
  return relativePath(cgroup, namespaceRootOf(reader)) + (cgroup.removed ? ' (deleted)' : '');
}

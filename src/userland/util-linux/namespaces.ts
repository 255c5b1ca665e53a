// The kinds of namespaces: their options, and their files under /proc/PID/ns.

import type { Namespace } from '../../abi/types.ts';

export interface NamespaceOption {
  kind: Namespace;
  letter: string;
  long: string;
}

/** In the order in which nsenter enters them; the user namespace goes first or last as its owner allows. */
export const NAMESPACES: readonly NamespaceOption[] = [
  { kind: 'user', letter: '-U', long: 'user' },
  { kind: 'cgroup', letter: '-C', long: 'cgroup' },
  { kind: 'ipc', letter: '-i', long: 'ipc' },
  { kind: 'uts', letter: '-u', long: 'uts' },
  { kind: 'net', letter: '-n', long: 'net' },
  { kind: 'pid', letter: '-p', long: 'pid' },
  { kind: 'mnt', letter: '-m', long: 'mount' },
  { kind: 'time', letter: '-T', long: 'time' },
];

// /proc/PID/uid_map, gid_map and setgroups: reading and, once, writing the maps of a user namespace. As user_namespaces(7), Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { capable, userNamespaceOf } from '../../credentials.ts';
import type { IdRange, UserNamespace } from '../../ns/user.ts';
import type { Process } from '../../process/process.ts';

const LINES_MAX = 340;
const ID_MAX = 4294967295;

type Side = 'uid' | 'gid';

const mapOf = (namespace: UserNamespace, side: Side): readonly IdRange[] => (side === 'uid' ? namespace.uidMap : namespace.gidMap);

/** Outside ids as the reader's user namespace numbers them; the kernel's own in the parent's where it is the namespace's own reader. */
export function showMap(process: Process, side: Side, reader: Process): string {
  const namespace = userNamespaceOf(process);
  const seen = userNamespaceOf(reader);
  const lower = seen === namespace && namespace.parent ? namespace.parent : seen;
  let text = '';
  for (const { inside, outside, count } of mapOf(namespace, side)) {
    const shown = lower.parent ? (side === 'uid' ? lower.shownUid(outside) : lower.shownGid(outside)) : outside;
    text += `${String(inside).padStart(10)} ${String(shown).padStart(10)} ${String(count).padStart(10)}\n`;
  }
  return text;
}

function parseMap(given: string): IdRange[] {
  const lines = given.replace(/\n$/, '').split('\n');
  if (lines.length > LINES_MAX) throw new Errno('EINVAL');
  return lines.map(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
    if (!match) throw new Errno('EINVAL');
    const [inside, outside, count] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (count === 0 || inside + count > ID_MAX + 1 || outside + count > ID_MAX + 1) throw new Errno('EINVAL');
    return { inside, outside, count };
  });
}

function overlaps(ranges: readonly IdRange[]): boolean {
  return ranges.some((one, index) =>
    ranges
      .slice(index + 1)
      .some(
        two =>
          (one.inside < two.inside + two.count && two.inside < one.inside + one.count) ||
          (one.outside < two.outside + two.count && two.outside < one.outside + one.count),
      ),
  );
}

/** Writes a map: once, by who has CAP_SETUID over it, or the creator mapping its own id alone. */
export function writeMap(process: Process, side: Side, given: string, writer: Process): void {
  const namespace = userNamespaceOf(process);
  const { parent } = namespace;
  if (!parent || mapOf(namespace, side).length > 0) throw new Errno('EPERM');
  if (!capable(writer, 'CAP_SYS_ADMIN', namespace)) throw new Errno('EPERM');
  const writerNamespace = userNamespaceOf(writer);
  if (writerNamespace !== namespace && writerNamespace !== parent) throw new Errno('EPERM');
  const ranges = parseMap(given);
  if (overlaps(ranges)) throw new Errno('EINVAL');
  if (!mayMap(namespace, parent, side, ranges, writer)) throw new Errno('EPERM');
  const mapped = ranges.map(({ inside, outside, count }) => {
    const first = side === 'uid' ? parent.kernelUid(outside) : parent.kernelGid(outside);
    const last = side === 'uid' ? parent.kernelUid(outside + count - 1) : parent.kernelGid(outside + count - 1);
    if (first === undefined || last === undefined || last - first !== count - 1) throw new Errno('EPERM');
    return { inside, outside: first, count };
  });
  if (side === 'uid') namespace.uidMap = mapped;
  else namespace.gidMap = mapped;
}

function mayMap(namespace: UserNamespace, parent: UserNamespace, side: Side, ranges: readonly IdRange[], writer: Process): boolean {
  const mapsRoot = ranges.some(({ outside }) => outside === 0);
  const { credentials } = writer;
  if (side === 'uid' && mapsRoot && userNamespaceOf(writer) === namespace && !namespace.mayMapRoot) return false;
  const [only, ...others] = ranges;
  if (only && others.length === 0 && only.count === 1 && credentials.euid === namespace.ownerUid) {
    if (side === 'uid' && parent.kernelUid(only.outside) === credentials.euid) return true;
    if (side === 'gid' && namespace.setgroups === 'deny' && parent.kernelGid(only.outside) === credentials.egid) return true;
  }
  const needed = side === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID';
  return capable(writer, needed, parent);
}

/** Writes /proc/PID/setgroups: "deny" for good, as long as no gid_map is there. */
export function writeSetgroups(process: Process, given: string, writer: Process): void {
  const namespace = userNamespaceOf(process);
  if (!capable(writer, 'CAP_SYS_ADMIN', namespace)) throw new Errno('EPERM');
  const word = given.trim();
  if (word !== 'allow' && word !== 'deny') throw new Errno('EINVAL');
  if (word === 'allow') {
    if (namespace.setgroups === 'deny') throw new Errno('EPERM');
    return;
  }
  if (namespace.gidMap.length > 0) throw new Errno('EPERM');
  namespace.setgroups = 'deny';
}

// /proc/PID/{uid_map,gid_map,setgroups}: who may write which map, and how it reads. As kernel/user_namespace.c: map_write, Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import { capable, type Subject, userNamespaceOf } from '../credentials.ts';
import type { IdRange, UserNamespace } from './user.ts';

export type MapKind = 'uid' | 'gid';

const PAGE_BYTES = 4096;
const RANGES_MAX = 340;
const ID_MAX = 4294967295;

/** The map's text as the reader's user namespace numbers the outer ids. */
export function showIdMap(namespace: UserNamespace, kind: MapKind, reader: Subject): string {
  const own = userNamespaceOf(reader);
  const outer = own === namespace && namespace.parent ? namespace.parent : own;
  const lines = (kind === 'uid' ? namespace.uidMap : namespace.gidMap).map(({ inside, outside, count }) => {
    const maps = kind === 'uid' ? outer.mapsUid(outside) : outer.mapsGid(outside);
    const shown = maps ? (kind === 'uid' ? outer.shownUid(outside) : outer.shownGid(outside)) : ID_MAX;
    return `${pad(inside)} ${pad(shown)} ${pad(count)}\n`;
  });
  return lines.join('');
}

const pad = (number: number): string => String(number).padStart(10);

/** Writes a map, once and for all. Throws EPERM where the writer may not, EINVAL for what is no map. */
export function writeIdMap(namespace: UserNamespace, kind: MapKind, text: string, writer: Subject): void {
  const { parent } = namespace;
  const own = userNamespaceOf(writer);
  if (text.length >= PAGE_BYTES) throw new Errno('EINVAL');
  if (!parent || (own !== namespace && own !== parent)) throw new Errno('EPERM');
  const written = kind === 'uid' ? namespace.uidMap : namespace.gidMap;
  if (written.length > 0 || !capable(writer, 'CAP_SYS_ADMIN', namespace)) throw new Errno('EPERM');
  const ranges = parseRanges(text);
  if (!permitted(namespace, parent, kind, ranges, writer)) throw new Errno('EPERM');
  const map = ranges.map(range => lowered(range, parent, kind));
  if (kind === 'uid') namespace.uidMap = map;
  else namespace.gidMap = map;
}

function parseRanges(text: string): IdRange[] {
  const ranges: IdRange[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
    if (!match) throw new Errno('EINVAL');
    const [inside, outside, count] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (count === 0 || inside + count > ID_MAX || outside + count > ID_MAX) throw new Errno('EINVAL');
    if (ranges.some(range => overlaps(range, { inside, outside, count }))) throw new Errno('EINVAL');
    ranges.push({ inside, outside, count });
  }
  if (ranges.length === 0 || ranges.length > RANGES_MAX) throw new Errno('EINVAL');
  return ranges;
}

const overlaps = (one: IdRange, other: IdRange): boolean =>
  (one.inside < other.inside + other.count && other.inside < one.inside + one.count) ||
  (one.outside < other.outside + other.count && other.outside < one.outside + one.count);

/** Its own id may be mapped by who made the namespace; all else takes CAP_SETUID or CAP_SETGID outside. */
function permitted(namespace: UserNamespace, parent: UserNamespace, kind: MapKind, ranges: readonly IdRange[], writer: Subject): boolean {
  const { credentials } = writer;
  if (kind === 'uid' && ranges.some(({ outside }) => outside === 0) && !mayMapRoot(namespace, parent, writer)) return false;
  const [only] = ranges;
  if (ranges.length === 1 && only!.count === 1 && namespace.ownerUid === credentials.euid) {
    if (kind === 'uid' && parent.kernelUid(only!.outside) === credentials.euid) return true;
    if (kind === 'gid' && namespace.setgroups === 'deny' && parent.kernelGid(only!.outside) === credentials.egid) return true;
  }
  return capable(writer, kind === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID', parent);
}

function mayMapRoot(namespace: UserNamespace, parent: UserNamespace, writer: Subject): boolean {
  return userNamespaceOf(writer) === namespace ? namespace.mayMapRoot : capable(writer, 'CAP_SETFCAP', parent);
}

/** The range in the kernel's ids: all of it must lie in one range of the parent. Throws EPERM. */
function lowered({ inside, outside, count }: IdRange, parent: UserNamespace, kind: MapKind): IdRange {
  const map = kind === 'uid' ? parent.uidMap : parent.gidMap;
  const range = map.find(each => outside >= each.inside && outside + count <= each.inside + each.count);
  if (!range) throw new Errno('EPERM');
  return { inside, outside: range.outside + outside - range.inside, count };
}

/** Writes "allow" or "deny". Throws EPERM where it would loosen, or come too late. */
export function writeSetgroups(namespace: UserNamespace, text: string, writer: Subject): void {
  const word = text.trimEnd();
  if (word !== 'allow' && word !== 'deny') throw new Errno('EINVAL');
  if (!capable(writer, 'CAP_SYS_ADMIN', namespace)) throw new Errno('EACCES');
  if (word === 'allow' && namespace.setgroups === 'deny') throw new Errno('EPERM');
  if (word === 'deny' && namespace.gidMap.length > 0 && namespace.setgroups === 'allow') throw new Errno('EPERM');
  namespace.setgroups = word;
}

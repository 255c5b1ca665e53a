// A file's capabilities as security.capability holds them: struct vfs_cap_data of include/uapi/linux/capability.h.

import { CAPABILITIES, type Capability } from '../../abi/caps.ts';
import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { ThreeSets } from './text.ts';

const NAME = 'security.capability';
const REVISION_2 = 0x02000000;
const REVISION_3 = 0x03000000;
const EFFECTIVE = 1;

export interface FileCapabilities extends ThreeSets {
  rootId: number;
}

const words = (set: ReadonlySet<Capability>): [low: number, high: number] => {
  let low = 0;
  let high = 0;
  for (const each of set) {
    const bit = CAPABILITIES.indexOf(each);
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return [low >>> 0, high >>> 0];
};

/** What a file has; undefined where it has none. Throws where it cannot be read. */
export async function readFileCapabilities(sys: Sys, path: string): Promise<FileCapabilities | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await sys.getxattr(path, NAME);
  } catch (error) {
    if (error instanceof Errno && (error.code === 'ENODATA' || error.code === 'EOPNOTSUPP')) return undefined;
    throw error;
  }
  if (bytes.length < 20) throw new Errno('EINVAL');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const setOf = (at: number): Set<Capability> =>
    new Set(
      CAPABILITIES.filter(
        (_, bit) => ((bit < 32 ? view.getUint32(at, true) >>> bit : view.getUint32(at + 8, true) >>> (bit - 32)) & 1) === 1,
      ),
    );
  const magic = view.getUint32(0, true);
  const permitted = setOf(4);
  const inheritable = setOf(8);
  const effective = magic & EFFECTIVE ? new Set([...permitted, ...inheritable]) : new Set<Capability>();
  return { permitted, inheritable, effective, rootId: bytes.length >= 24 ? view.getUint32(20, true) : 0 };
}

/** Whether the first capability whose effective bit is not what its others say comes with or after an effective one: setcap says so then. */
export function effectiveAlone({ effective, permitted, inheritable }: ThreeSets): boolean {
  const at = CAPABILITIES.findIndex(each => effective.has(each) !== (permitted.has(each) || inheritable.has(each)));
  return at >= 0 && CAPABILITIES.slice(0, at + 1).some(each => effective.has(each));
}

/** Writes them. Throws as setxattr(2), and EINVAL where some but not all are effective: one bit in the file stands for all. */
export async function writeFileCapabilities(sys: Sys, path: string, sets: ThreeSets, rootId: number): Promise<void> {
  const { effective } = sets;
  if (effective.size > 0 && [...sets.permitted, ...sets.inheritable].some(each => !effective.has(each))) throw new Errno('EINVAL');
  const bytes = new Uint8Array(rootId === 0 ? 20 : 24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (rootId === 0 ? REVISION_2 : REVISION_3) | (sets.effective.size > 0 ? EFFECTIVE : 0), true);
  const [permittedLow, permittedHigh] = words(sets.permitted);
  const [inheritableLow, inheritableHigh] = words(sets.inheritable);
  for (const [at, word] of [permittedLow, inheritableLow, permittedHigh, inheritableHigh].entries()) view.setUint32(4 + 4 * at, word, true);
  if (rootId !== 0) view.setUint32(20, rootId, true);
  await sys.setxattr(path, NAME, bytes, { nofollow: true });
}

export const removeFileCapabilities = (sys: Sys, path: string): Promise<void> => sys.removexattr(path, NAME, { nofollow: true });

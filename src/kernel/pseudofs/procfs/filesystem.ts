// proc as a filesystem: each mount shows the processes of the mounter's pid namespace. As fs/proc/root.c, Linux 6.18; options as proc(5).

import { Errno } from '../../../abi/errno.ts';
import type { PidNamespace } from '../../ns/pid.ts';
import { current } from '../../process/current.ts';
import { anonymousDevice } from '../../vfs/ids.ts';
import type { FilesystemType } from '../../vfs/inode.ts';
import { GeneratedFs } from '../generated.ts';
import { type ProcOptions, procRoot } from './root.ts';

const MAGIC = 0x9fa0;
const ROOT_INO = 1;
const FIRST_INO = 4026532300;

const HIDEPID: Readonly<Record<string, ProcOptions['hidepid']>> = {
  off: 0,
  0: 0,
  noaccess: 1,
  1: 1,
  invisible: 2,
  2: 2,
  ptraceable: 4,
  4: 4,
};
const SHOWN: Readonly<Record<number, string>> = { 1: 'noaccess', 2: 'invisible', 4: 'ptraceable' };

function parse(options: ReadonlyMap<string, string | true>, into: ProcOptions): void {
  for (const [name, given] of options) {
    const text = given === true ? '' : given;
    if (name === 'hidepid') {
      const found = HIDEPID[text];
      if (found === undefined) throw new Errno('EINVAL', `proc: Unknown value of hidepid - '${text}'`);
      into.hidepid = found;
    } else if (name === 'gid') {
      if (!/^\d+$/.test(text)) throw new Errno('EINVAL', `proc: Bad value for 'gid'`);
      into.gid = Number(text);
    } else if (name === 'subset') {
      if (text !== 'pid') throw new Errno('EINVAL', `proc: Unsupported subset option - ${text}`);
      into.subset = true;
    } else throw new Errno('EINVAL', `proc: Unknown parameter '${name}'`);
  }
}

function show({ hidepid, gid, subset }: ProcOptions): string {
  const shown: string[] = [];
  if (gid !== 0) shown.push(`gid=${gid}`);
  if (hidepid !== 0) shown.push(`hidepid=${SHOWN[hidepid]}`);
  if (subset) shown.push('subset=pid');
  return shown.join(',');
}

export const procfs: FilesystemType = {
  name: 'proc',
  nodev: true,
  userns: true,
  shows: 'pid',
  mount(kernel, _source, options) {
    const parsed: ProcOptions = { hidepid: 0, gid: 0, subset: false };
    parse(options, parsed);
    const view = current().process.ns.pid as PidNamespace;
    return new GeneratedFs(kernel, {
      type: procfs,
      dev: anonymousDevice(kernel),
      magic: MAGIC,
      root: procRoot(kernel, view, parsed),
      fileSize: 0,
      settable: false,
      rootIno: ROOT_INO,
      firstIno: FIRST_INO,
      noWrite: 'EIO',
      showOptions: () => show(parsed),
      remount: changed => parse(changed, parsed),
    });
  },
};

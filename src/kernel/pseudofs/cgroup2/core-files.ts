// cgroup.* files: the tree itself, its processes, freezing and killing. As kernel/cgroup/cgroup.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { type Cgroup, CONTROLLERS, type Controller, cgroupOf, isFrozen, namespaceRootOf, THREADED } from '../../cgroup/cgroup.ts';
import { frozenUsec, setFreeze } from '../../cgroup/freezer.ts';
import { killAll, moveProcess } from '../../cgroup/membership.ts';
import { pidNamespaceOf } from '../../ns/pid.ts';
import type { Process } from '../../process/process.ts';
import type { FileNode } from '../generated.ts';
import { text, value } from '../generated.ts';
import { parseBit, parseInt32, parseMaxCount, showMax } from './values.ts';

export type FileMaker = (cgroup: Cgroup) => FileNode;

/** Numbers as the reader's pid namespace has them; 0 for who is not in it. */
function processList(cgroup: Cgroup, reader: Process): string {
  if (cgroup.type === 'threaded') throw new Errno('EOPNOTSUPP');
  const view = pidNamespaceOf(reader);
  const list = cgroup.type === 'domain threaded' ? [...cgroup.subtree()].filter(at => at === cgroup || at.threaded) : [cgroup];
  const numbers = list.flatMap(at => [...at.processes].map(process => view.numberOf(process))).sort((a, b) => a - b);
  return numbers.map(number => `${number}\n`).join('');
}

function threadList(cgroup: Cgroup, reader: Process): string {
  const { level } = pidNamespaceOf(reader);
  const numbers = [...cgroup.processes].flatMap(process => [...process.threads].map(thread => thread.tids[level] ?? 0));
  return numbers
    .sort((a, b) => a - b)
    .map(number => `${number}\n`)
    .join('');
}

function findWritten(given: string, writer: Process): Process {
  const number = parseInt32(given);
  if (number < 0) throw new Errno('EINVAL');
  if (number === 0) return writer;
  const found = pidNamespaceOf(writer).processes.get(number) ?? pidNamespaceOf(writer).threads.get(number)?.process;
  if (!found || found.exit) throw new Errno('ESRCH');
  return found;
}

function attach(cgroup: Cgroup, given: string, writer: Process): void {
  const process = findWritten(given, writer);
  requireMayMove(cgroupOf(process), cgroup, writer);
  moveProcess(process, cgroup);
}

/** The writer must see both groups from its cgroup namespace, and be root or own the lowest group above both. */
function requireMayMove(from: Cgroup, to: Cgroup, writer: Process): void {
  const root = namespaceRootOf(writer);
  if (!from.isBelow(root) || !to.isBelow(root)) throw new Errno('ENOENT');
  if (writer.credentials.effective.has('CAP_DAC_OVERRIDE')) return;
  let common = to;
  while (!from.isBelow(common) && common.parent) common = common.parent;
  if (ownerOf(common) !== writer.credentials.fsuid) throw new Errno('EACCES');
}

let ownerOf: (cgroup: Cgroup) => number = () => 0;

/** For the folders' module: who owns a group's cgroup.procs. */
export function registerOwner(find: typeof ownerOf): void {
  ownerOf = find;
}

function writeSubtreeControl(cgroup: Cgroup, given: string): void {
  const enable = new Set<Controller>();
  const disable = new Set<Controller>();
  for (const word of given.trim().split(' ')) {
    if (word === '') continue;
    const name = CONTROLLERS.find(controller => controller === word.slice(1));
    if (!name || (word[0] !== '+' && word[0] !== '-')) throw new Errno('EINVAL');
    (word[0] === '+' ? enable : disable).add(name);
    (word[0] === '+' ? disable : enable).delete(name);
  }
  for (const name of enable) {
    if (cgroup.subtreeControl.has(name)) enable.delete(name);
    else if (!cgroup.has(name)) throw new Errno('ENOENT');
  }
  for (const name of disable) {
    if (!cgroup.subtreeControl.has(name)) disable.delete(name);
    else if ([...cgroup.children.values()].some(child => child.subtreeControl.has(name))) throw new Errno('EBUSY');
  }
  requireMayHandDown(cgroup, enable);
  for (const name of enable) cgroup.subtreeControl.add(name);
  for (const name of disable) cgroup.subtreeControl.delete(name);
}

/** Processes and handing down exclude each other, but at the root. */
function requireMayHandDown(cgroup: Cgroup, enable: ReadonlySet<Controller>): void {
  if (enable.size === 0 || !cgroup.parent) return;
  const domain = [...enable].some(name => !THREADED.has(name));
  if (cgroup.type === 'domain invalid') throw new Errno('EOPNOTSUPP');
  if (domain && (cgroup.threaded || cgroup.isThreadRoot)) throw new Errno('EOPNOTSUPP');
  if (cgroup.processes.size > 0 && !cgroup.threaded) throw new Errno('EBUSY');
}

function writeType(cgroup: Cgroup, given: string): void {
  if (given.trim() !== 'threaded') throw new Errno('EINVAL');
  if (cgroup.threaded) return;
  const { parent } = cgroup;
  if (!parent || (cgroup.populated && cgroup.children.size > 0)) throw new Errno('EOPNOTSUPP');
  if ([...cgroup.subtreeControl].some(name => !THREADED.has(name))) throw new Errno('EOPNOTSUPP');
  if ([...parent.subtreeControl].some(name => !THREADED.has(name)) && parent.parent) throw new Errno('EOPNOTSUPP');
  if (parent.type === 'domain invalid') throw new Errno('EOPNOTSUPP');
  cgroup.threaded = true;
}

function statText(cgroup: Cgroup): string {
  const subtree = [...cgroup.subtree()];
  const count = (controller: Controller): number => subtree.filter(at => at.has(controller)).length;
  let shown = `nr_descendants ${cgroup.descendants}\n`;
  for (const controller of CONTROLLERS) shown += `nr_subsys_${controller} ${count(controller)}\n`;
  shown += 'nr_dying_descendants 0\n';
  for (const controller of CONTROLLERS) shown += `nr_dying_subsys_${controller} 0\n`;
  return shown;
}

const line = (names: Iterable<string>): string => {
  const joined = [...names].join(' ');
  return joined === '' ? '' : `${joined}\n`;
};

const handedDown = (cgroup: Cgroup): string => line(CONTROLLERS.filter(name => cgroup.subtreeControl.has(name)));

const procs: FileMaker = cgroup =>
  text(
    reader => processList(cgroup, reader),
    (given, writer) => attach(cgroup, given, writer),
  );

const threads: FileMaker = cgroup =>
  text(
    reader => threadList(cgroup, reader),
    (given, writer) => attach(cgroup, given, writer),
  );

/** Files of every group, the root's too. */
export const EVERYWHERE: Readonly<Record<string, FileMaker>> = {
  'cgroup.procs': procs,
  'cgroup.threads': threads,
  'cgroup.controllers': cgroup => text(() => line(cgroup.controllers)),
  'cgroup.subtree_control': cgroup =>
    text(
      () => handedDown(cgroup),
      given => writeSubtreeControl(cgroup, given),
    ),
  'cgroup.max.descendants': cgroup =>
    value(
      () => showMax(cgroup.maxDescendants),
      given => {
        cgroup.maxDescendants = parseMaxCount(given);
      },
    ),
  'cgroup.max.depth': cgroup =>
    value(
      () => showMax(cgroup.maxDepth),
      given => {
        cgroup.maxDepth = parseMaxCount(given);
      },
    ),
  'cgroup.stat': cgroup => text(() => statText(cgroup)),
  'cgroup.pressure': cgroup =>
    value(
      () => (cgroup.pressure ? 1 : 0),
      given => {
        cgroup.pressure = parseBit(given);
      },
    ),
};

/** Files of every group but the root. */
export const BELOW_ROOT: Readonly<Record<string, FileMaker>> = {
  'cgroup.type': cgroup =>
    value(
      () => cgroup.type,
      given => writeType(cgroup, given),
    ),
  'cgroup.events': cgroup => ({
    ...text(() => `populated ${cgroup.populated ? 1 : 0}\nfrozen ${isFrozen(cgroup) ? 1 : 0}\n`),
    changed: cgroup.eventsChanged,
  }),
  'cgroup.stat.local': cgroup => text(() => `frozen_usec ${frozenUsec(cgroup)}\n`),
  'cgroup.freeze': cgroup =>
    value(
      () => (cgroup.freeze ? 1 : 0),
      given => setFreeze(cgroup, parseBit(given)),
    ),
  'cgroup.kill': cgroup => ({
    kind: 'file',
    mode: 0o200,
    write(given) {
      if (cgroup.type === 'threaded') throw new Errno('EOPNOTSUPP');
      if (!parseBit(given)) throw new Errno('ERANGE');
      killAll(cgroup);
    },
  }),
};

// /proc/sys: the kernel's variables. Those of the network come from net/, which registers them. As fs/proc/proc_sysctl.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { type KernelContext, singleton } from '../../context.ts';
import { capable } from '../../credentials.ts';
import type { PidNamespace } from '../../ns/pid.ts';
import type { UtsNamespace } from '../../ns/uts.ts';
import type { Process } from '../../process/process.ts';
import { dir, type FileNode, type FolderNode, integer, markStrict, type Node, text, value } from '../generated.ts';
import { registeredSysctls } from '../registry.ts';
import { KERNEL_RELEASE, KERNEL_VERSION } from './release.ts';
import { SYSCTLS } from './sysctl-values.ts';

const NAME_MAX = 64;
const INT_MAX = 2147483647;
const INT_MIN = -2147483648;
const VALUES = Symbol('sysctl values');

/** The values that are only kept. */
const valuesOf = (kernel: KernelContext): Map<string, string> =>
  singleton(kernel, VALUES, () => new Map(SYSCTLS.map(([path, , given]) => [path, given])));

/** A variable's value now: for parts of the kernel that obey one. */
export const sysctlValue = (kernel: KernelContext, path: string): number => Number(valuesOf(kernel).get(path) ?? 0);

/** Writes as proc_dointvec and proc_dostring do: as many numbers as there were, or a line of text. */
function checked(path: string, before: string, given: string): string {
  const line = given.split('\n')[0] ?? '';
  if (!/^-?\d+(\t-?\d+)*$/.test(before)) return line.trim();
  const numbers = line.trim().split(/\s+/);
  const old = before.split('\t');
  if (numbers[0] === '') return before;
  for (const [index, number] of numbers.entries()) {
    if (!/^[-+]?(0[xX][0-9a-fA-F]+|\d+)$/.test(number)) throw new Errno('EINVAL');
    const parsed = Number(number);
    if (!Number.isSafeInteger(Number(old[index] ?? 0))) continue;
    const unsigned = Number(old[index] ?? 0) > INT_MAX;
    if (!unsigned && (parsed > INT_MAX || parsed < INT_MIN)) throw new Errno('EINVAL');
    if (BOUNDS[path] && (parsed < BOUNDS[path][0] || parsed > BOUNDS[path][1])) throw new Errno('EINVAL');
    old[index] = String(parsed);
  }
  return old.join('\t');
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  'vm/swappiness': [0, 200],
  'vm/overcommit_memory': [0, 2],
  'vm/panic_on_oom': [0, 2],
  'vm/dirty_ratio': [0, 100],
  'vm/dirty_background_ratio': [0, 100],
  'kernel/randomize_va_space': [0, 2],
  'kernel/kptr_restrict': [0, 2],
  'kernel/sysrq': [0, 511],
  'fs/protected_hardlinks': [0, 1],
  'fs/protected_symlinks': [0, 1],
  'fs/protected_fifos': [0, 2],
  'fs/protected_regular': [0, 2],
  'kernel/unprivileged_bpf_disabled': [0, 2],
};

function kept(kernel: KernelContext, path: string, mode: number): FileNode {
  const values = valuesOf(kernel);
  const read = (): string => `${values.get(path) ?? ''}\n`;
  const write = (given: string): void => void values.set(path, checked(path, values.get(path) ?? '', given));
  if (mode === 0o200) return { kind: 'file', mode, write };
  return text(read, mode & 0o222 ? write : undefined, mode);
}

const uts = (who: Process): UtsNamespace => who.ns.uts as UtsNamespace;

/** A name of the UTS namespace: one line, at most 64 bytes. */
function utsName(key: 'nodename' | 'domainname'): FileNode {
  return text(
    who => `${uts(who)[key]}\n`,
    (given, who) => {
      if (!capable(who, 'CAP_SYS_ADMIN', who.ns.uts.owner)) throw new Errno('EPERM');
      uts(who)[key] = (given.split('\n')[0] ?? '').slice(0, NAME_MAX);
    },
  );
}

function hex(bytes: Uint8Array): string {
  const text = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
}

const BOOT_ID = Symbol('boot id');

const pidNamespace = (who: Process): PidNamespace => who.ns.pid as PidNamespace;

/** Variables behind which is more than a value. */
function special(kernel: KernelContext): Readonly<Record<string, Node>> {
  return {
    'kernel/hostname': utsName('nodename'),
    'kernel/domainname': utsName('domainname'),
    'kernel/ostype': value(() => 'Linux'),
    'kernel/osrelease': value(() => KERNEL_RELEASE),
    'kernel/version': value(() => KERNEL_VERSION),
    'kernel/cap_last_cap': value(() => 40),
    'kernel/pid_max': integer(
      who => pidNamespace(who).pidMax,
      (number, who) => {
        pidNamespace(who).pidMax = number;
      },
      { min: 301, max: 4194304 },
    ),
    'kernel/ns_last_pid': integer(
      who => pidNamespace(who).lastPid,
      (number, who) => {
        pidNamespace(who).lastPid = number;
      },
      { min: 0, max: 4194304 },
      0o666,
    ),
    'kernel/threads-max': value(
      () => 192730,
      () => undefined,
    ),
    'kernel/overflowuid': value(
      () => 65534,
      () => undefined,
    ),
    'kernel/overflowgid': value(
      () => 65534,
      () => undefined,
    ),
    'kernel/dmesg_restrict': kept(kernel, 'kernel/dmesg_restrict', 0o644),
    'kernel/random/boot_id': value(() => singleton(kernel, BOOT_ID, () => hex(kernel.random.bytes(16)))),
    'kernel/random/uuid': value(() => hex(kernel.random.bytes(16))),
    'kernel/random/entropy_avail': value(() => 256),
    'fs/file-nr': value(() => '1144\t0\t2466177'),
    'fs/dentry-state': value(() => '85934\t82952\t45\t0\t23315\t0'),
    'fs/inode-nr': value(() => '60202\t0'),
    'fs/inode-state': value(() => '60202\t0\t0\t0\t0\t0\t0'),
    'vm/drop_caches': { kind: 'file', mode: 0o200, write: dropCaches },
    'vm/compact_memory': { kind: 'file', mode: 0o200, write: given => void checkNumber(given, 1, 1) },
  };
}

function checkNumber(given: string, min: number, max: number): number {
  const number = Number(given.trim());
  if (!/^\d+\s*$/.test(given) || number < min || number > max) throw new Errno('EINVAL');
  return number;
}

const dropCaches = (given: string, who: Process): void => {
  const level = checkNumber(given, 1, 4);
  who.kernel.log.print(6, `${who.comm} (${who.pid}): drop_caches: ${level}`);
};

/** A folder whose names are fixed, or asked of who registered them. */
class Branch {
  readonly entries = new Map<string, Branch | Node | ((who: Process) => Node | undefined)>();
  readonly node: FolderNode = {
    kind: 'directory',
    mode: 0o555,
    lookup: (name, who) => this.find(name, who),
    list: who => this.all(who),
  };

  find(name: string, who: Process): Node | undefined {
    const entry = this.entries.get(name);
    if (entry instanceof Branch) return entry.node;
    const node = typeof entry === 'function' ? entry(who) : entry;
    return node && strictly(node);
  }

  *all(who: Process): Generator<readonly [string, Node]> {
    for (const name of this.entries.keys()) {
      const node = this.find(name, who);
      if (node) yield [name, node] as const;
    }
  }

  add(path: string, entry: Node | ((who: Process) => Node | undefined)): void {
    const at = path.indexOf('/');
    if (at < 0) return void this.entries.set(path, entry);
    const name = path.slice(0, at);
    let branch = this.entries.get(name);
    if (!(branch instanceof Branch)) this.entries.set(name, (branch = new Branch()));
    branch.add(path.slice(at + 1), entry);
  }
}

const wrapped = new WeakMap<Node, Node>();

/** The modes of sysctls hold for root too, and for those below a registered folder. */
function strictly(node: Node): Node {
  if (node.kind === 'file') {
    markStrict(node);
    return node;
  }
  if (node.kind !== 'directory') return node;
  let made = wrapped.get(node);
  if (!made) {
    const folder: FolderNode = {
      ...node,
      lookup(name, who) {
        const found = node.lookup(name, who);
        return found && strictly(found);
      },
      *list(who) {
        for (const [name, found] of node.list(who)) yield [name, strictly(found)] as const;
      },
    };
    wrapped.set(node, (made = folder));
  }
  return made;
}

/** The whole tree of a machine. */
export function sysctlFolder(kernel: KernelContext): FolderNode {
  const root = new Branch();
  for (const name of ['abi', 'debug', 'dev', 'fs', 'kernel', 'net', 'user', 'vm']) root.entries.set(name, new Branch());
  for (const [path, mode] of SYSCTLS) root.add(path, kept(kernel, path, mode));
  for (const [path, node] of Object.entries(special(kernel))) root.add(path, node);
  root.add('fs/binfmt_misc', dir({}));
  for (const [path, node] of registeredSysctls()) root.add(path, node);
  return root.node;
}

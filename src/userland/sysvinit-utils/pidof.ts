// pidof: the processes of a program. sysvinit-utils 3.15, whose pidof is killall5 by another name.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { getopt, type Options, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { baseName } from '../lib/path.ts';
import { pids, procArguments, procStat } from '../lib/proc.ts';

const HELP = `pidof usage: [options] <program-name>

 -c           Return PIDs with the same root directory
 -d <sep>     Use the provided character as output separator
 -h           Display this help text
 -n           Avoid using stat system function on network shares
 -o <pid>     Omit results with a given PID
 -q           Quiet mode. Do not display output
 -s           Only return one PID
 -x           Return PIDs of shells running scripts with a matching name
 -z           List zombie and I/O waiting processes. May cause pidof to hang.

`;

interface Found {
  pid: Pid;
  ppid: Pid;
  comm: string;
  state: string;
  words: string[];
  exe: string | undefined;
}

export default program({ name: 'pidof', summary: 'find the process ID of a running program', main });

async function main(sys: Sys, argv: string[]): Promise<number> {
  let options: Options;
  try {
    options = getopt(argv, 'hcd:no:qsxz');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await warn(sys, `pidof: invalid options on command line!\n\n`);
    return 1;
  }
  const has = (option: string): boolean => options.given.some(each => each.option === option);
  if (has('-h')) {
    await print(sys, HELP);
    return 0;
  }
  const omitted = await omittedPids(sys, options);
  const all = await processes(sys);
  const found: Pid[] = [];
  const root = has('-c') ? await link(sys, '/proc/self/root') : undefined;
  for (const name of options.operands) {
    for (const each of all.filter(candidate => matches(candidate, name, has('-x')))) {
      if (omitted.has(each.pid) || found.includes(each.pid)) continue;
      if (!has('-z') && (each.state === 'Z' || each.state === 'D')) continue;
      if (root !== undefined && (await link(sys, `/proc/${each.pid}/root`)) !== root) continue;
      found.push(each.pid);
      if (has('-s')) break;
    }
  }
  const separator = options.given.findLast(({ option }) => option === '-d')?.value?.charAt(0) ?? ' ';
  if (found.length > 0 && !has('-q')) await print(sys, `${found.join(separator)}\n`);
  return found.length > 0 ? 0 : 1;
}

const link = (sys: Sys, path: string): Promise<string | undefined> =>
  sys.readlink(path).catch(error => {
    if (error instanceof Errno) return undefined;
    throw error;
  });

/** The caller, and what -o names; %PPID is the caller's parent. */
async function omittedPids(sys: Sys, options: Options): Promise<Set<Pid>> {
  const omitted = new Set<Pid>([await sys.getpid()]);
  const parent = await sys.getppid();
  for (const { option, value = '' } of options.given) {
    if (option === '-o') for (const word of value.split(/[,;: ]/)) omitted.add(word === '%PPID' ? parent : Number(word));
  }
  return omitted;
}

/** All of them, the youngest first. */
async function processes(sys: Sys): Promise<Found[]> {
  const found: Found[] = [];
  for (const pid of await pids(sys)) {
    const stat = await procStat(sys, pid);
    if (!stat) continue;
    const { ppid, comm, state } = stat;
    found.push({ pid, ppid, comm, state, words: await procArguments(sys, pid), exe: await link(sys, `/proc/${pid}/exe`) });
  }
  return found.reverse();
}

function matches({ comm, words, exe }: Found, name: string, scripts: boolean): boolean {
  const first = (words[0] ?? '').replace(/^-/, '');
  if (name.startsWith('/')) {
    if (exe === name || first === name) return true;
  } else if (first === name || baseName(first) === name || (words.length > 0 && comm === name)) return true;
  if (!scripts) return false;
  const script = words.slice(1).find(word => !word.startsWith('-')) ?? '';
  return script !== '' && (script === name || baseName(script) === baseName(name));
}

// ionice: the I/O scheduling class and priority of a process. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { IoPriority } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { become } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/ionice.ts';

export default utilLinux({
  name: 'ionice',
  summary: 'set or get process I/O scheduling class and priority',
  help: HELP,
  short: '+n:c:p:P:u:t',
  long: { classdata: '-n', class: '-c', pid: '-p', pgid: '-P', uid: '-u', ignore: '-t' },
  run: ionice,
});

const CLASSES: readonly IoPriority['class'][] = ['none', 'realtime', 'best-effort', 'idle'];

async function ionice(tool: Tool): Promise<number> {
  for (const option of ['-P', '-u']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const classText = tool.value('-c');
  const level = tool.value('-n');
  if (level !== undefined && !/^\d+$/.test(level)) tool.fail(`invalid class data argument: '${level}'`);
  const named =
    classText === undefined ? 'best-effort' : (CLASSES[Number(classText)] ?? CLASSES.find(each => each === classText.toLowerCase()));
  if (named === undefined || (classText !== undefined && classText === '')) tool.fail(`unknown scheduling class: '${classText}'`);
  const sets = classText !== undefined || level !== undefined;
  const targets = [...(tool.has('-p') ? [tool.value('-p')!, ...tool.operands] : [])];
  if (!tool.has('-p') && tool.operands.length === 0) return show(tool, 0);
  const wanted: IoPriority = { class: named, level: named === 'none' || named === 'idle' ? 0 : Number(level ?? 4) & 7 };
  if (targets.length === 0) {
    await set(tool, 0, wanted);
    return become(tool.sys, tool.name, tool.operands, tool.env);
  }
  for (const target of targets) {
    if (!/^\d+$/.test(target)) tool.fail(`invalid PID argument: '${target}'`);
    if (sets) await set(tool, Number(target), wanted);
    else await show(tool, Number(target));
  }
  return 0;
}

async function show(tool: Tool, pid: number): Promise<number> {
  try {
    const { class: kind, level } = await tool.sys.ioprioGet(pid);
    tool.out.write(kind === 'idle' ? 'idle\n' : `${kind}: prio ${level}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`ioprio_get failed: ${error.message}`);
  }
}

async function set(tool: Tool, pid: number, priority: IoPriority): Promise<void> {
  try {
    await tool.sys.ioprioSet(pid, priority);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (!tool.has('-t')) tool.fail(`ioprio_set failed: ${error.message}`);
  }
}

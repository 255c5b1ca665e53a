// namei: follows a path step by step. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Kind, Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/namei.ts';

export default utilLinux({
  name: 'namei',
  summary: 'follow a pathname until a terminal point is found',
  help: HELP,
  short: 'lmnovxZ',
  long: { long: '-l', mountpoints: '-x', modes: '-m', owners: '-o', vertical: '-v', nosymlinks: '-n', context: '-Z' },
  run: namei,
});

const LINKS_MAX = 256;
const LETTERS: Readonly<Record<Kind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  char: 'c',
  block: 'b',
  fifo: 'p',
  socket: 's',
};

interface Step {
  level: number;
  name: string;
  stat: Stat | undefined;
  target?: string;
  error?: string;
  mountpoint: boolean;
}

interface How {
  modes: boolean;
  owners: boolean;
  vertical: boolean;
  mountpoints: boolean;
  follows: boolean;
}

async function namei(tool: Tool): Promise<number> {
  if (tool.has('-Z')) tool.fail('option --context is not simulated here');
  if (tool.operands.length === 0) tool.usage('pathname argument is missing');
  const how: How = {
    modes: tool.has('-l', '-m'),
    owners: tool.has('-l', '-o'),
    vertical: tool.has('-l', '-v'),
    mountpoints: tool.has('-x'),
    follows: !tool.has('-n'),
  };
  const names = await new Names(tool.sys).load();
  for (const path of tool.operands) {
    const steps: Step[] = [];
    const ok = await follow(tool.sys, path, '', 0, steps, { how, links: 0 });
    tool.out.write(`f: ${path}\n${show(steps, how, names)}`);
    if (!ok) tool.status = 1;
  }
  return tool.status;
}

/** Adds the steps of a path that begins at `from` ('' is where the caller is); false where it ends early. */
async function follow(
  sys: Sys,
  path: string,
  from: string,
  level: number,
  steps: Step[],
  state: { how: How; links: number },
): Promise<boolean> {
  let at = from;
  const parts = path.split('/').filter(part => part !== '');
  if (path.startsWith('/')) {
    at = '/';
    steps.push(await look(sys, '/', '/', '', level, state.how));
  }
  for (const part of parts) {
    const full = at === '' ? part : `${at.replace(/\/$/, '')}/${part}`;
    const step = await look(sys, full, part, at, level, state.how);
    steps.push(step);
    if (step.error !== undefined) return false;
    if (step.target !== undefined && state.how.follows) {
      if (++state.links > LINKS_MAX) return false;
      if (!(await follow(sys, step.target, at, level + 1, steps, state))) return false;
    }
    at = full;
  }
  return true;
}

async function look(sys: Sys, full: string, name: string, above: string, level: number, how: How): Promise<Step> {
  try {
    const stat = await sys.stat(full, { nofollow: true });
    const target = stat.kind === 'symlink' ? await sys.readlink(full) : undefined;
    const parent = how.mountpoints && stat.kind === 'directory' ? await sys.stat(full === '/' ? '/' : above || '.') : undefined;
    const mountpoint =
      full === '/' || (parent !== undefined && (parent.dev.major !== stat.dev.major || parent.dev.minor !== stat.dev.minor));
    return { level, name, stat, mountpoint, ...(target === undefined ? {} : { target }) };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { level, name, stat: undefined, error: error.message, mountpoint: false };
  }
}

function modeText({ stat, mountpoint }: Step, how: How): string {
  if (!stat) return '';
  const letter = how.mountpoints && mountpoint ? 'D' : LETTERS[stat.kind];
  if (!how.modes) return letter;
  const { mode } = stat;
  const three = (shift: number, special: boolean, mark: string): string => {
    const bits = mode >> shift;
    const execute = bits & 1 ? (special ? mark : 'x') : special ? mark.toUpperCase() : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${execute}`;
  };
  return `${letter}${three(6, (mode & 0o4000) !== 0, 's')}${three(3, (mode & 0o2000) !== 0, 's')}${three(0, (mode & 0o1000) !== 0, 't')}`;
}

function show(steps: readonly Step[], how: How, names: Names): string {
  const user = ({ stat }: Step): string => (stat ? (names.user(stat.uid) ?? String(stat.uid)) : '');
  const group = ({ stat }: Step): string => (stat ? (names.group(stat.gid) ?? String(stat.gid)) : '');
  const userWidth = Math.max(...steps.map(step => user(step).length));
  const groupWidth = Math.max(...steps.map(step => group(step).length));
  return steps
    .map(step => {
      const indent = '  '.repeat(step.level);
      const before = how.vertical ? '' : ` ${indent}`;
      const mode = step.stat ? modeText(step, how) : ' '.repeat(how.modes ? 10 : 1);
      const owners = how.owners ? `${user(step).padEnd(userWidth)} ${group(step).padEnd(groupWidth)} ` : '';
      const after = how.vertical ? indent : '';
      const error = step.error === undefined ? '' : ` - ${step.error}`;
      return `${before}${mode} ${owners}${after}${step.stat ? '' : ' '}${step.name}${step.target === undefined ? '' : ` -> ${step.target}`}${error}\n`;
    })
    .join('');
}

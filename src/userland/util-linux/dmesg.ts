// dmesg: prints the kernel's log. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/dmesg.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const FORMATS = ['ctime', 'reltime', 'delta', 'iso', 'raw', 'notime'];

export default utilLinux({
  name: 'dmesg',
  summary: 'print or control the kernel ring buffer',
  help: HELP,
  short: 'CcDdEeF:f:HJK:kL::l:n:iPprSs:TtuWwx',
  long: {
    buffer_size: '-s',
    clear: '-C',
    color: '-L',
    'console-level': '-n',
    'console-off': '-D',
    'console-on': '-E',
    decode: '-x',
    facility: '-f',
    file: '-F',
    follow: '-w',
    'follow-new': '-W',
    force: 'none',
    human: '-H',
    json: '-J',
    kernel: '-k',
    level: '-l',
    since: 'required',
    syslog: '-S',
    raw: '-r',
    'read-clear': '-c',
    reltime: '-e',
    'show-delta': '-d',
    ctime: '-T',
    notime: '-t',
    nopager: '-P',
    userspace: '-u',
    until: 'required',
    'time-format': 'required',
  },
  run: dmesg,
});

const REFUSED = ['-F', '-K', '-w', '-W', '--since', '--until', '-i', '-p'];

interface Line {
  seconds: number;
  priority: number;
  text: string;
}

async function dmesg(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (tool.operands.length > 0) tool.usage('bad usage');
  const levels = levelsOf(tool);
  if (tool.has('-D', '-E', '-n')) {
    // The console shows nothing here whatever its level is: only the right to change it is asked for.
    if (!(await sys.capget()).effective.has('CAP_SYSLOG')) tool.fail('klogctl failed: Operation not permitted');
    return 0;
  }
  if (tool.has('-C')) return clear(tool);
  let lines: Line[];
  try {
    lines = await sys.syslog('read-all');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`read kernel buffer failed: ${error.message}`);
  }
  // Only the kernel writes to this log, so -u leaves nothing.
  const shown = tool.has('-u') ? [] : lines.filter(({ priority }) => levels === undefined || levels.has(priority & 7));
  if (tool.has('-J')) tool.out.write(json(shown));
  else tool.out.write(await formatted(tool, shown));
  return tool.has('-c') ? clear(tool) : 0;
}

function levelsOf(tool: Tool): Set<number> | undefined {
  const list = tool.value('-l');
  if (list === undefined) return undefined;
  const chosen = new Set<number>();
  for (const word of list.split(',')) {
    const name = word.replace(/^\+|\+$/g, '');
    const level = LEVELS.indexOf(name);
    if (level < 0) tool.fail(`unknown level '${name}'`);
    const upTo = word.startsWith('+') ? [level, 7] : word.endsWith('+') ? [0, level] : [level, level];
    for (let each = upTo[0]!; each <= upTo[1]!; each++) chosen.add(each);
  }
  return chosen;
}

async function clear(tool: Tool): Promise<number> {
  try {
    await tool.sys.syslog('clear');
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`clear kernel buffer failed: ${error.message}`);
  }
}

const stamp = (seconds: number): string => seconds.toFixed(6).padStart(12);

async function formatted(tool: Tool, lines: readonly Line[]): Promise<string> {
  const asked = tool.value('--time-format');
  if (asked !== undefined && !FORMATS.includes(asked)) tool.fail(`unknown time format: ${asked}`);
  const has = (option: string, format: string): boolean => tool.has(option) || asked === format;
  const boot = await bootSeconds(tool);
  const relative = has('-e', 'reltime') || tool.has('-H');
  let before: number | undefined;
  let minute = '';
  let text = '';
  for (const { seconds, priority, text: words } of lines) {
    const delta = before === undefined ? 0 : seconds - before;
    before = seconds;
    const at = boot + seconds;
    let time = `[${stamp(seconds)}] `;
    if (has('-t', 'notime')) time = '';
    else if (has('-T', 'ctime')) time = `[${clock('%a %b %e %H:%M:%S %Y', at)}${tool.has('-d') ? ` <${stamp(delta)}>` : ''}] `;
    else if (relative) {
      const own = clock('%b%e %H:%M', at);
      time = own === minute ? `[${`+${delta.toFixed(6)}`.padStart(11)}] ` : `[${own}] `;
      minute = own;
    } else if (asked === 'iso') time = `${iso(at)} `;
    else if (asked === 'delta') time = `[<${stamp(delta)}>] `;
    else if (tool.has('-d')) time = `[${stamp(seconds)} <${stamp(delta)}>] `;
    const raw = tool.has('-r') ? `<${priority}>` : tool.has('-x') ? `${'kern'.padEnd(6)}:${LEVELS[priority & 7]!.padEnd(6)}: ` : '';
    text += `${raw}${time}${words}\n`;
  }
  return text;
}

/** When the machine was started, in seconds since 1970. */
async function bootSeconds(tool: Tool): Promise<number> {
  const now = await tool.sys.clockGettime('realtime');
  const up = await tool.sys.clockGettime('boottime');
  return now.seconds + now.nanoseconds / 1e9 - (up.seconds + up.nanoseconds / 1e9);
}

/** A point in time in strftime(3)'s format, in UTC. */
const clock = (format: string, seconds: number): string => strftime(format, { seconds: Math.floor(seconds), nanoseconds: 0 });

function iso(seconds: number): string {
  const micros = Math.floor((seconds % 1) * 1e6);
  return `${clock('%Y-%m-%dT%H:%M:%S', seconds)},${String(micros).padStart(6, '0')}+00:00`;
}

function json(lines: readonly Line[]): string {
  const one = ({ seconds, priority, text }: Line): string =>
    `{\n         "pri": ${priority},\n         "time": ${stamp(seconds)},\n         "msg": ${JSON.stringify(text)}\n      }`;
  return `{\n   "dmesg": [\n      ${lines.map(one).join(',')}\n   ]\n}\n`;
}

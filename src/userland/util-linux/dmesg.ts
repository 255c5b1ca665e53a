// dmesg: prints the kernel's log. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/dmesg.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const FORMATS = ['ctime', 'reltime', 'delta', 'iso', 'raw', 'notime'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

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
    const clock = new Clock(boot + seconds);
    let time = `[${stamp(seconds)}] `;
    if (has('-t', 'notime')) time = '';
    else if (has('-T', 'ctime')) time = `[${clock.ctime()}${tool.has('-d') ? ` <${stamp(delta)}>` : ''}] `;
    else if (relative) {
      time = clock.minute() === minute ? `[${`+${delta.toFixed(6)}`.padStart(11)}] ` : `[${clock.minute()}] `;
      minute = clock.minute();
    } else if (asked === 'iso') time = `${clock.iso()} `;
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

/** A point in time by the calendar, in UTC. */
class Clock {
  readonly #seconds: number;
  readonly #date: readonly [year: number, month: number, day: number, weekday: number];

  constructor(seconds: number) {
    this.#seconds = seconds;
    const days = Math.floor(seconds / 86400);
    // Days of the civil calendar, counted from March of the year 0.
    const shifted = days + 719468;
    const era = Math.floor(shifted / 146097);
    const dayOfEra = shifted - era * 146097;
    const yearOfEra = Math.floor(
      (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const part = Math.floor((5 * dayOfYear + 2) / 153);
    const month = part < 10 ? part + 2 : part - 10;
    this.#date = [yearOfEra + era * 400 + (month < 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * part + 2) / 5) + 1, (days + 4) % 7];
  }

  #time(withSeconds: boolean): string {
    const inDay = Math.floor(this.#seconds) % 86400;
    const parts = [Math.floor(inDay / 3600), Math.floor(inDay / 60) % 60, ...(withSeconds ? [inDay % 60] : [])];
    return parts.map(part => String(part).padStart(2, '0')).join(':');
  }

  ctime(): string {
    const [year, month, day, weekday] = this.#date;
    return `${DAYS[weekday]} ${MONTHS[month]} ${String(day).padStart(2)} ${this.#time(true)} ${year}`;
  }

  minute(): string {
    const [, month, day] = this.#date;
    return `${MONTHS[month]}${String(day).padStart(2)} ${this.#time(false)}`;
  }

  iso(): string {
    const [year, month, day] = this.#date;
    const micros = Math.floor((this.#seconds % 1) * 1e6);
    const two = (part: number): string => String(part).padStart(2, '0');
    return `${year}-${two(month + 1)}-${two(day)}T${this.#time(true)},${String(micros).padStart(6, '0')}+00:00`;
  }
}

function json(lines: readonly Line[]): string {
  const one = ({ seconds, priority, text }: Line): string =>
    `{\n         "pri": ${priority},\n         "time": ${stamp(seconds)},\n         "msg": ${JSON.stringify(text)}\n      }`;
  return `{\n   "dmesg": [\n      ${lines.map(one).join(',')}\n   ]\n}\n`;
}

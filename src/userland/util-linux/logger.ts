// logger: sends lines to the system's log. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { encode, lines, STDIN, warn } from '../lib/io.ts';
import { calendarTime } from './date-text.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/logger.ts';

const SOCKET = '/dev/log';
const PRIORITIES: Readonly<Record<string, number>> = {
  emerg: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  err: 3,
  error: 3,
  warning: 4,
  warn: 4,
  notice: 5,
  info: 6,
  debug: 7,
};
const FACILITIES: Readonly<Record<string, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  security: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

export default utilLinux({
  name: 'logger',
  summary: 'enter messages into the system log',
  help: HELP,
  short: 'dTef:in:P:p:st:u:S:',
  long: {
    file: '-f',
    id: 'optional',
    'no-act': 'none',
    priority: '-p',
    'octet-count': 'none',
    'prio-prefix': 'none',
    'skip-empty': '-e',
    stderr: '-s',
    size: '-S',
    tag: '-t',
    server: '-n',
    port: '-P',
    tcp: '-T',
    udp: '-d',
    socket: '-u',
    'socket-errors': 'optional',
    rfc3164: 'none',
    rfc5424: 'optional',
    'sd-id': 'required',
    'sd-param': 'required',
    msgid: 'required',
    journald: 'optional',
  },
  run: logger,
});

const REFUSED = ['-n', '-P', '-T', '-d', '--rfc5424', '--sd-id', '--sd-param', '--msgid', '--journald', '--octet-count', '--prio-prefix'];

function priorityOf(tool: Tool): number {
  const text = tool.value('-p') ?? 'user.notice';
  const [first = '', second] = text.split('.');
  const facility = second === undefined ? 1 : FACILITIES[first];
  if (facility === undefined) tool.fail(`unknown facility name: ${first}`);
  const level = PRIORITIES[second ?? first];
  return facility * 8 + (level ?? tool.fail(`unknown priority name: ${second ?? first}`));
}

async function logger(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const priority = priorityOf(tool);
  const path = tool.value('-u') ?? SOCKET;
  const socket = await connect(sys, path);
  if (typeof socket === 'string') {
    // Nobody reads the log. Without -s that is no error where the machine has no init that would (--socket-errors=auto).
    if (tool.has('-s') || tool.value('--socket-errors') === 'on') tool.fail(`socket ${path}: ${socket}`);
    return 0;
  }
  const tag = tool.value('-t') ?? (await new Names(sys).load()).user((await sys.getids()).uid) ?? 'root';
  const id = tool.has('-i', '--id') ? `[${tool.value('--id') ?? (await sys.getpid())}]` : '';
  const send = async (line: string): Promise<void> => {
    if (line === '' && tool.has('-e')) return;
    const header = `<${priority}>${await timestamp(sys)} ${tag}${id}: ${line}`;
    if (tool.has('-s')) await warn(sys, `${header}\n`);
    if (!tool.has('--no-act')) await sys.sendto(socket, encode(header));
  };
  if (tool.operands.length > 0) await send(tool.operands.join(' '));
  else for await (const line of lines(sys, await input(tool))) await send(line);
  return 0;
}

async function input(tool: Tool): Promise<number> {
  const path = tool.value('-f');
  if (path === undefined || path === '-') return STDIN;
  try {
    return await tool.sys.open(path, { read: true, cloexec: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`file ${path}: ${error.message}`);
  }
}

/** The socket, or why there is none. */
async function connect(sys: Sys, path: string): Promise<number | string> {
  const fd = await sys.socket('unix', 'dgram');
  try {
    await sys.connect(fd, { family: 'unix', path });
    return fd;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return error.message;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Nov 25 09:31:52", as RFC 3164 has it. */
async function timestamp(sys: Sys): Promise<string> {
  const { month, day, time } = calendarTime((await sys.clockGettime('realtime')).seconds);
  return `${MONTHS[month]} ${String(day).padStart(2)} ${time}`;
}

// w: who is logged in, and what they do. procps-ng 4.0.7.

import type { Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { TICKS_PER_SECOND } from '../lib/proc.ts';
import { zoneOf } from '../lib/zones.ts';
import { procps } from './frame.ts';
import { HELP } from './help/w.ts';
import { commandLine, cpuSeconds, readTasks, type Task } from './process.ts';
import { type Session, sessions, uptimeLine } from './uptime-line.ts';

const FIELD_SESSION = 6;
const FIELD_FOREGROUND = 8;
const FIELD_GROUP = 5;

export default procps({
  name: 'w',
  summary: 'show who is logged on and what they are doing',
  help: HELP,
  helpOptions: ['--help'],
  short: 'chusftoip',
  long: {
    container: '-c',
    'no-header': '-h',
    'no-current': '-u',
    short: '-s',
    terminal: '-t',
    from: '-f',
    'old-style': '-o',
    'ip-addr': '-i',
    pids: '-p',
  },

  async run(tool) {
    const { sys, out } = tool;
    if (!tool.has('-h')) {
      out.write(`${await uptimeLine(sys, tool.env, tool.has('-c'))}\n`);
      out.write(header(tool));
    }
    const tasks = await readTasks(sys);
    for (const session of await sessions(sys)) {
      const [user] = tool.operands;
      if (user === undefined || session.get('USER') === user || session.get('UID') === user) out.write(await row(tool, session, tasks));
    }
    return 0;
  },
});

const showsFrom = (tool: Tool): boolean => tool.given.filter(({ option }) => option === '-f').length % 2 === 0;

function header(tool: Tool): string {
  const from = showsFrom(tool) ? 'FROM            ' : '';
  return `USER     TTY      ${from}${tool.has('-s') ? '   IDLE WHAT' : ' LOGIN@   IDLE   JCPU   PCPU  WHAT'}\n`;
}

/** How long ago, in five or six columns: "3.00s", "1:05", "2:10m", "3days". */
function ago(seconds: number): string {
  if (seconds >= 48 * 3600) return ` ${Math.floor(seconds / 86400)}days`;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (seconds >= 3600) return `${String(Math.floor(seconds / 3600)).padStart(2)}:${two((seconds / 60) % 60)}m`;
  if (seconds > 60) return `${String(Math.floor(seconds / 60)).padStart(2)}:${two(seconds % 60)} `;
  return ` ${seconds.toFixed(2).padStart(5, ' ')}s`;
}

async function row(tool: Tool, session: Session, tasks: readonly Task[]): Promise<string> {
  const leader = Number(session.get('LEADER') ?? 0);
  const tty = session.get('TTY') ?? '';
  const shell = tasks.find(({ pid }) => pid === leader);
  const of = tasks.filter(task => task.field(FIELD_SESSION) === shell?.field(FIELD_SESSION));
  const front = of.findLast(task => task.field(FIELD_GROUP) === task.field(FIELD_FOREGROUND)) ?? shell;
  const now = await tool.sys.clockGettime('realtime');
  const touched =
    tty === ''
      ? now
      : await tool.sys.stat(`/dev/${tty}`).then(
          ({ atime }) => atime,
          () => now,
        );
  const idle = ago(Math.max(0, now.seconds - touched.seconds));
  const began = { seconds: Math.floor(Number(session.get('REALTIME') ?? 0) / 1e6), nanoseconds: 0 };
  const login = strftime('%H:%M', began, zoneOf(tool.env.TZ));
  const from = showsFrom(tool) ? (session.get('REMOTE_HOST') ?? '-').padEnd(17).slice(0, 17) : ' ';
  const start = `${(session.get('USER') ?? '').padEnd(8)} ${tty.padEnd(8)} ${from}`;
  const what = `${tool.has('-p') ? `${leader}/${front?.pid ?? 0} ` : ''}${front ? commandLine(front) : '-'}`;
  if (tool.has('-s')) return `${start}${idle} ${what}\n`;
  const jobs = of.reduce((sum, task) => sum + cpuSeconds(task), 0);
  const current = front ? Math.floor(cpuSeconds(front) * TICKS_PER_SECOND) / TICKS_PER_SECOND : 0;
  return `${start}${login.padStart(6)} ${idle} ${ago(jobs)} ${ago(current)}  ${what}\n`;
}

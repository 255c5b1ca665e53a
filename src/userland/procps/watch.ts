// watch: runs a command again and again, and shows its output on a whole screen. procps-ng 4.0.7.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { decode, print, readAll, STDOUT, warn } from '../lib/io.ts';
import { shellStatus, spawn, waitFor } from '../lib/run-program.ts';
import { padColumns, textWidth } from '../lib/width.ts';
import { zoneOf } from '../lib/zones.ts';
import { procps, VERSION } from './frame.ts';
import { HELP } from './help/watch.ts';

const REFUSED = ['-c', '-f', '-s'];
const SHORTEST_SECONDS = 0.1;
const LONGEST_SECONDS = 2_678_400;
const ENTER = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?1049l';
const INVERSE = '\x1b[7m';
const PLAIN = '\x1b[m';

interface Size {
  rows: number;
  columns: number;
}

export default procps({
  name: 'watch',
  summary: 'execute a program periodically, showing output fullscreen',
  help: HELP,
  version: `watch from ${VERSION}`,
  versionOptions: ['-v', '--version'],
  short: '+bcCd::efghq:n:prs:twxv',
  long: {
    beep: '-b',
    color: '-c',
    'no-color': '-C',
    differences: '-d',
    errexit: '-e',
    follow: '-f',
    chgexit: '-g',
    equexit: '-q',
    interval: '-n',
    precise: '-p',
    'no-rerun': '-r',
    shotsdir: '-s',
    'no-title': '-t',
    'no-wrap': '-w',
    exec: '-x',
    help: '-h',
    version: '-v',
  },
  run,
});

async function run(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const seconds = interval(tool);
  if (tool.operands.length === 0) tool.usage('');
  const ended = { by: false };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) await sys.sigaction(signal, () => void (ended.by = true));
  await print(sys, ENTER);
  let before: string | undefined;
  let shown: string[] = [];
  let same = 0;
  try {
    while (!ended.by) {
      const size = await screenSize(sys);
      const { text, status } = await output(tool);
      const lines = screenLines(tool, text, size);
      await draw(tool, lines, tool.has('-d') ? shown : undefined, size, seconds);
      if (status !== 0 && tool.has('-b')) await print(sys, '\x07');
      if (status !== 0 && tool.has('-e')) return status;
      if (tool.has('-g') && before !== undefined && text !== before) return 0;
      same = text === before ? same + 1 : 0;
      if (tool.has('-q') && same >= Number(tool.value('-q'))) return 0;
      before = text;
      shown = lines;
      await rest(sys, seconds);
    }
    return 0;
  } finally {
    await print(sys, LEAVE);
  }
}

function interval(tool: Tool): number {
  const text = (tool.value('-n') ?? tool.env.WATCH_INTERVAL ?? '2').replace(',', '.');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) tool.fail(`failed to parse argument: '${text}': Invalid argument`);
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Number(text)));
}

/** Sleeps; a signal ends it early. */
async function rest(sys: Sys, seconds: number): Promise<void> {
  try {
    await sys.nanosleep(seconds * 1000);
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
  }
}

async function screenSize(sys: Sys): Promise<Size> {
  try {
    const { rows, columns } = await sys.ioctl(STDOUT, 'TIOCGWINSZ');
    if (rows > 0 && columns > 0) return { rows, columns };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return { rows: 24, columns: 80 };
}

/** What the command writes, its errors among it, and its status. */
async function output(tool: Tool): Promise<{ text: string; status: number }> {
  const { sys } = tool;
  const [readEnd, writeEnd] = await sys.pipe({ cloexec: true });
  const words = tool.has('-x') ? tool.operands : ['/bin/sh', '-c', tool.operands.join(' ')];
  const pid = await spawn(sys, words, tool.env, {
    fds: [
      [writeEnd, 1],
      [writeEnd, 2],
    ],
    failed: async (child, error) => {
      await warn(child, `watch: unable to execute '${words[0]}': ${error.message}\n`);
      return 1;
    },
  });
  await sys.close(writeEnd);
  const text = decode(await readAll(sys, readEnd));
  await sys.close(readEnd);
  return { text, status: shellStatus(await waitFor(sys, pid)) };
}

/** As many lines as there is room for, long ones wrapped or, with -w, cut. */
function screenLines(tool: Tool, text: string, { rows, columns }: Size): string[] {
  const lines: string[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const plain = untabbed(line.replace(/\x1b\[[0-9;]*[A-Za-z]/g, ''));
    if (tool.has('-w')) lines.push([...plain].slice(0, columns).join(''));
    else for (let at = 0; at === 0 || at < plain.length; at += columns) lines.push(plain.slice(at, at + columns));
  }
  return lines.slice(0, rows - (tool.has('-t') ? 0 : 2));
}

function untabbed(line: string): string {
  let text = '';
  for (const character of line) text += character === '\t' ? ' '.repeat(8 - (text.length % 8)) : character;
  return text;
}

async function draw(
  tool: Tool,
  lines: readonly string[],
  before: readonly string[] | undefined,
  size: Size,
  seconds: number,
): Promise<void> {
  const shown = lines.map((line, at) => (before && before.length > 0 ? marked(line, before[at] ?? '') : line));
  const title = tool.has('-t') ? [] : [await heading(tool, size, seconds), ''];
  await print(tool.sys, `\x1b[H\x1b[J${[...title, ...shown].join('\r\n')}`);
}

/** Characters that are not what they were, inverted. */
function marked(line: string, before: string): string {
  let text = '';
  for (let at = 0; at < line.length; at++) text += line[at] === (before[at] ?? ' ') ? line[at] : `${INVERSE}${line[at]}${PLAIN}`;
  return text;
}

/** "Every 2.0s: date            dock: Tue Nov 24 12:00:00 2026". */
async function heading(tool: Tool, { columns }: Size, seconds: number): Promise<string> {
  const { nodename } = await tool.sys.uname();
  const when = strftime('%a %b %e %H:%M:%S %Y', await tool.sys.clockGettime('realtime'), zoneOf(tool.env.TZ));
  const right = `${nodename}: ${when}`;
  const left = `Every ${seconds.toFixed(1)}s: `;
  const room = columns - textWidth(left) - textWidth(right) - 1;
  if (room < 0) return columns >= right.length ? right.padStart(columns) : '';
  const command = tool.operands.join(' ');
  const cut = command.length > room ? `${command.slice(0, Math.max(0, room - 3))}...` : command;
  return `${padColumns(left + cut, columns - textWidth(right))}${right}`;
}

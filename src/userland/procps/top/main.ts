// top: processes and what they use, again and again. procps-ng 4.0.7.

import { Errno } from '../../../abi/errno.ts';
import { Names, users } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { STDOUT } from '../../lib/io.ts';
import { framed } from '../../lib/usage-frame.ts';
import { VERSION } from '../frame.ts';
import { HELP } from '../help/top.ts';
import type { Task } from '../process.ts';
import { FIELDS } from './fields.ts';
import { frameLines, SORTS, sample, type View } from './frame.ts';
import { Screen } from './screen.ts';

const DELAY_SECONDS = 3;
/** How long the first percentages are measured. */
const FIRST_MS = 150;
const WIDTH = 80;
const WIDEST = 512;
const SCALES = 'kmgtpe';

export default framed({
  name: 'top',
  summary: 'display Linux processes',
  help: HELP,
  mistake: () => '',
  version: `top from ${VERSION}`,
  helpOptions: ['-h', '--help'],
  versionOptions: ['-V', '--version'],
  short: 'AbcHhiOSsV1d:E:e:n:o:p:U:u:w::',
  long: {
    'apply-defaults': '-A',
    'batch-mode': '-b',
    'cmdline-toggle': '-c',
    delay: '-d',
    'scale-summary-mem': '-E',
    'scale-task-mem': '-e',
    'threads-show': '-H',
    'idle-toggle': '-i',
    iterations: '-n',
    'list-fields': '-O',
    'sort-override': '-o',
    pid: '-p',
    'accum-time-toggle': '-S',
    'secure-mode': '-s',
    'filter-any-user': '-U',
    'filter-only-euser': '-u',
    width: '-w',
    'single-cpu-toggle': '-1',
    help: '-h',
    version: '-V',
  },
  run,
});

async function run(tool: Tool): Promise<number> {
  const { sys } = tool;
  if (tool.has('-O')) {
    tool.out.write(`${FIELDS.join('\n')}\n`);
    return 0;
  }
  const operands = tool.operands.slice(tool.given.at(-1)?.option === '-w' && /^\d+$/.test(tool.operands[0] ?? '') ? 1 : 0);
  if (operands.length > 0) tool.fail(`unknown option '${operands[0]}'`);
  const delayMs = delayOf(tool) * 1000;
  const view = await viewOf(tool);
  const iterations = iterationsOf(tool);
  const names = await new Names(sys).load();
  const screen = tool.has('-b') ? undefined : await Screen.open(tool);
  let before = await sample(sys, view);
  await sys.nanosleep(FIRST_MS);
  try {
    for (let round = 1; ; round++) {
      const now = await sample(sys, view);
      const lines = await frameLines(sys, tool.env, view, names, [before, now]);
      if (screen) await screen.draw(lines, view);
      else {
        tool.out.write(`${lines.join('\n')}\n\n`);
        await tool.out.flush();
      }
      if (round >= iterations) return 0;
      before = now;
      if (!screen) await sys.nanosleep(delayMs);
      else if ((await screen.keys(view, delayMs)) === 'quit') return 0;
    }
  } finally {
    await screen?.close();
  }
}

function delayOf(tool: Tool): number {
  const text = tool.value('-d');
  if (text === undefined) return DELAY_SECONDS;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) tool.fail(`bad delay interval '${text}'`);
  if (Number(text) < 0) tool.fail('-d requires positive argument');
  return Number(text);
}

function iterationsOf(tool: Tool): number {
  const text = tool.value('-n');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text) || Number(text) < 1) tool.fail(`bad iterations argument '${text}'`);
  return Number(text);
}

async function viewOf(tool: Tool): Promise<View> {
  const odd = (option: string): boolean => tool.given.filter(each => each.option === option).length % 2 === 1;
  const selections = ['-U', '-u', '-p'].filter(option => tool.has(option));
  if (selections.length > 1) tool.fail('conflicting process selections (U/p/u)');
  const pids = tool.given.filter(({ option }) => option === '-p').flatMap(({ value = '' }) => value.split(','));
  for (const pid of pids) if (!/^\d+$/.test(pid)) tool.fail(`bad pid '${pid}'`);
  const self = await tool.sys.getpid();
  const field = tool.value('-o') ?? '%CPU';
  const sort = field.replace(/^[+-]/, '');
  if (!FIELDS.includes(sort)) tool.fail(`unrecognized field name '${sort}'`);
  if (!Object.hasOwn(SORTS, sort)) tool.fail(`sorting by ${sort} is not simulated here`);
  return {
    commandLines: odd('-c'),
    threads: tool.has('-H'),
    idle: !odd('-i'),
    cumulative: odd('-S'),
    eachProcessor: odd('-1'),
    summaryUnit: scale(tool, '-E', 1),
    taskUnit: scale(tool, '-e', 0),
    sort,
    reversed: field.startsWith('-'),
    width: await widthOf(tool),
    pids: pids.map(pid => (pid === '0' ? self : Number(pid))),
    wants: await userTest(tool),
  };
}

function scale(tool: Tool, option: '-E' | '-e', initial: number): number {
  const letter = tool.value(option);
  if (letter === undefined) return initial;
  const at = SCALES.indexOf(letter.toLowerCase());
  return at < 0 || letter.length !== 1 ? tool.fail(`bad ${option === '-E' ? 'summary' : 'task'} scaling argument '${letter}'`) : at;
}

async function userTest(tool: Tool): Promise<(task: Task) => boolean> {
  const option = tool.has('-U') ? '-U' : '-u';
  const text = tool.value(option);
  if (text === undefined) return () => true;
  const inverted = text.startsWith('!');
  const name = inverted ? text.slice(1) : text;
  const known = (await users(tool.sys)).find(user => user.name === name)?.uid;
  const uid = known ?? (/^\d+$/.test(name) ? Number(name) : tool.fail('Invalid user'));
  return ({ ids }) => {
    const owned = option === '-u' ? ids.euid === uid : [ids.ruid, ids.euid, ids.suid, ids.fuid].includes(uid);
    return owned !== inverted;
  };
}

async function widthOf(tool: Tool): Promise<number> {
  if (tool.has('-w')) {
    const text = tool.value('-w') ?? (/^\d+$/.test(tool.operands[0] ?? '') ? tool.operands[0] : undefined);
    return text === undefined ? WIDEST : Math.max(3, Math.min(WIDEST, Number(text)));
  }
  if (Number(tool.env.COLUMNS) > 0) return Number(tool.env.COLUMNS);
  try {
    return (await tool.sys.ioctl(STDOUT, 'TIOCGWINSZ')).columns || WIDTH;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return WIDTH;
  }
}

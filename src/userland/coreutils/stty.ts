// stty: a terminal's settings, printed and changed. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Termios } from '../../abi/tty.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';
import { HELP } from './help/stty.ts';
import { changes, type Settings } from './stty-change.ts';
import { printAll, printChanged, printSaved } from './stty-print.ts';

export default command({
  name: 'stty',
  summary: 'print or change terminal characteristics',
  usage: '[-F DEVICE | --file=DEVICE] [SETTING]...',
  fullHelp: () => HELP,
  run: stty,
});

interface Words {
  device: string | undefined;
  all: boolean;
  save: boolean;
  settings: string[];
}

/** Options stand anywhere; what getopt does not know is a setting ("-echo"). */
function readWords(tool: Tool): Words {
  const words: Words = { device: undefined, all: false, save: false, settings: [] };
  const argv = tool.argv.slice(1);
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    const device = /^(?:-F|--file=|--fil?e?=)(.*)$/.exec(word);
    if (word === '-a' || /^--al?l?$/.test(word)) words.all = true;
    else if (word === '-g' || /^--sa(v|ve)?$/.test(word)) words.save = true;
    else if (/^-[ag]{2}$/.test(word)) words.all = words.save = true;
    else if (word === '--') continue;
    else if (word === '-F' || word === '--file') {
      const value = argv[++at];
      if (value === undefined) tool.usage(word === '-F' ? `invalid argument ${quote('-F')}` : "option '--file' requires an argument");
      setDevice(tool, words, value);
    } else if (device) setDevice(tool, words, device[1]!);
    else words.settings.push(word);
  }
  return words;
}

function setDevice(tool: Tool, words: Words, device: string): void {
  if (words.device !== undefined) tool.fail('only one device may be specified');
  words.device = device;
}

async function stty(tool: Tool): Promise<number | undefined> {
  const { sys } = tool;
  const asked = tool.argv[1];
  if (asked === '--help') return void tool.out.write(HELP);
  if (asked === '--version') return void tool.out.write('stty (GNU coreutils) 9.10\nPackaged by Debian (9.10-1)\n');
  const words = readWords(tool);
  if (words.all && words.save) tool.fail('the options for verbose and stty-readable output styles are\nmutually exclusive');
  if (words.settings.length > 0 && (words.all || words.save)) tool.fail('when specifying an output style, modes may not be set');
  const fd = words.device === undefined ? 0 : await openDevice(tool, words.device);
  const subject = words.device === undefined ? "'standard input'" : quoteName(words.device);
  try {
    // Wrong words are told before the terminal is asked anything.
    const planned = changes(tool, words.settings);
    const settings: Settings = { termios: await sys.ioctl(fd, 'TCGETS'), drain: true };
    if (words.settings.length === 0) await show(tool, fd, words, settings.termios);
    else await apply(tool, fd, subject, settings, planned);
    return undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${subject}: ${error.message}`);
  }
}

async function openDevice(tool: Tool, path: string): Promise<Fd> {
  try {
    return await tool.sys.open(path, { read: true, nonblock: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${/\s/.test(path) ? quoteAlways(path) : quoteName(path)}: ${error.message}`);
  }
}

/** The width that lines are broken at: the window's, $COLUMNS, or 80. */
async function widthOf(tool: Tool): Promise<number> {
  const window = await tool.sys.ioctl(1, 'TIOCGWINSZ').catch(() => undefined);
  if (window && window.columns > 0) return window.columns;
  const columns = Number(tool.env.COLUMNS);
  return Number.isInteger(columns) && columns > 0 ? columns : 80;
}

async function show(tool: Tool, fd: Fd, words: Words, termios: Termios): Promise<void> {
  const width = await widthOf(tool);
  if (words.save) tool.out.write(printSaved(termios));
  else if (words.all) {
    const window = await tool.sys.ioctl(fd, 'TIOCGWINSZ');
    tool.out.write(printAll(termios, window, width));
  } else tool.out.write(printChanged(termios, width));
}

async function apply(
  tool: Tool,
  fd: Fd,
  subject: string,
  settings: Settings,
  planned: readonly ((tool: Tool, settings: Settings, fd: Fd) => Promise<void> | void)[],
): Promise<void> {
  const before = settings.termios;
  for (const change of planned) await change(tool, settings, fd);
  if (settings.termios === before) return;
  try {
    await tool.sys.ioctl(fd, settings.drain ? 'TCSETSW' : 'TCSETS', settings.termios);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`${subject}: ${error.message}`);
  }
}

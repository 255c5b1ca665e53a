// tput: a terminal's capability, printed or sent. As ncurses 6.6.

import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { decode, print, program, readAll, warn } from '../lib/io.ts';
import { expand, findTerminal, type Terminal } from '../lib/terminfo.ts';
import { HELP } from './help/tput.ts';
import { clearing, initStrings, put, sizeOf, text, VERSION } from './terminal.ts';

const USAGE = HELP.slice(HELP.indexOf('\n') + 1);

/** Exit statuses as tput(1) has them. */
const NO = 1;
const WRONG_USE = 2;
const UNKNOWN_TERMINAL = 3;
const UNKNOWN_CAPABILITY = 4;

/** Capabilities of this data set's terminals and others that terminfo(5) knows: absent is not unknown. */
const NUMBERS = new Set('cols it lh lm lw lines ma xmc nlab pb vt wsl colors pairs ncv bufsz btns'.split(' '));
const CLAIMS = new Set(
  'am bce bw ccc chts cpix crxm da daisy db eo eslok gn hc hls hs hz in km lpix mc5i mir msgr npc nrrmc nxon os sam ul xenl xhp xhpa xon xsb xt xvpa'.split(
    ' ',
  ),
);

export default program({ name: 'tput', summary: 'query the terminfo database', main: tput });

async function tput(sys: Sys, argv: string[], env: Env): Promise<number> {
  let name = env.TERM;
  let keepsScrollback = false;
  let fromInput = false;
  let at = 1;
  for (; at < argv.length && /^-./.test(argv[at]!); at++) {
    const word = argv[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (word.startsWith('-T')) name = word.length > 2 ? word.slice(2) : argv[++at];
    else if (word === '-x') keepsScrollback = true;
    else if (word === '-S') fromInput = true;
    else if (word === '-V') return print(sys, VERSION).then(() => 0);
    else if (word !== '-v') {
      await warn(sys, `tput: invalid option -- '${word[1]}'\n${USAGE}`);
      return WRONG_USE;
    }
  }
  const words = argv.slice(at);
  if (words.length === 0 && !fromInput) return warn(sys, USAGE).then(() => WRONG_USE);
  if (name === undefined || name === '') {
    await warn(sys, 'tput: No value for $TERM and no -T specified\n');
    return WRONG_USE;
  }
  const terminal = findTerminal(name);
  if (!terminal) return warn(sys, `tput: unknown terminal "${name}"\n`).then(() => UNKNOWN_TERMINAL);
  const commands = fromInput ? linesOf(decode(await readAll(sys, 0))) : splitCommands(terminal, words);
  let status = 0;
  for (const command of commands) {
    status = await perform(sys, env, terminal, command, keepsScrollback);
    if (status >= WRONG_USE) return status;
  }
  return status;
}

const linesOf = (input: string): string[][] =>
  input
    .split('\n')
    .map(line => line.split(/\s+/).filter(word => word !== ''))
    .filter(line => line.length > 0);

/** Several capabilities stand in one command line: each takes as many words as its string has parameters. */
function splitCommands(terminal: Terminal, words: readonly string[]): string[][] {
  const commands: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const capability = terminal.capabilities.get(words[at]!);
    const places = typeof capability === 'string' ? [...capability.matchAll(/%p([1-9])/g)].map(match => Number(match[1])) : [];
    const count = 1 + Math.max(0, ...places);
    commands.push(words.slice(at, at + count));
    at += count;
  }
  return commands;
}

async function perform(sys: Sys, env: Env, terminal: Terminal, words: readonly string[], keeps: boolean): Promise<number> {
  const [name = '', ...parameters] = words;
  if (name === 'clear') {
    const clear = clearing(terminal, keeps);
    if (clear !== undefined) await put(sys, clear);
    return clear === undefined ? NO : 0;
  }
  if (name === 'init' || name === 'reset') return put(sys, initStrings(terminal, name === 'reset')).then(() => 0);
  if (name === 'longname') return print(sys, terminal.description).then(() => 0);
  const size = await sizeOf(sys, env, terminal);
  if (name === 'cols') return print(sys, `${size.columns}\n`).then(() => 0);
  if (name === 'lines') return print(sys, `${size.lines}\n`).then(() => 0);
  const capability = terminal.capabilities.get(name);
  if (capability === true) return 0;
  if (typeof capability === 'number') return print(sys, `${capability}\n`).then(() => 0);
  if (typeof capability === 'string') {
    const values = parameters.map(word => (/^-?\d+$/.test(word) ? Number(word) : word));
    await put(sys, values.length === 0 ? capability : expand(text(terminal, name), values));
    return 0;
  }
  if (NUMBERS.has(name)) return print(sys, '-1\n').then(() => 0);
  if (CLAIMS.has(name)) return NO;
  if (['xterm', 'linux'].some(other => typeof findTerminal(other)?.capabilities.get(name) === 'string')) return NO;
  await warn(sys, `tput: unknown terminfo capability '${name}'\n`);
  return UNKNOWN_CAPABILITY;
}

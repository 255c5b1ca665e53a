// xargs: commands made of what is read. As GNU findutils 4.11.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Pid, Waited } from '../../abi/types.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { STDIN, warn } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';
import { spawn } from '../lib/run-program.ts';
import { delimited, type Item, words } from './xargs-input.ts';

export default command({
  name: 'xargs',
  summary: 'run COMMAND with arguments INITIAL-ARGS and more arguments read from input',
  usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  help: `  -0, --null                   items are separated by a null, not whitespace
  -a, --arg-file=FILE          read arguments from FILE, not standard input
  -d, --delimiter=CHARACTER    items in input stream are separated by CHARACTER
  -E END                       set logical EOF string
  -I R                         same as --replace=R
  -i, --replace[=R]            replace R in INITIAL-ARGS with names read
  -L, --max-lines=MAX-LINES    use at most MAX-LINES non-blank input lines per
                                 command line
  -n, --max-args=MAX-ARGS      use at most MAX-ARGS arguments per command line
  -o, --open-tty               reopen stdin as /dev/tty in the child process
  -P, --max-procs=MAX-PROCS    run at most MAX-PROCS processes at a time
  -p, --interactive            prompt before running commands
  -r, --no-run-if-empty        if there are no arguments, then do not run COMMAND
  -s, --max-chars=MAX-CHARS    limit length of command line to MAX-CHARS
  -t, --verbose                print commands before executing them
  -x, --exit                   exit if the size (see -s) is exceeded`,
  short: '+0a:E:e::i::I:l::L:n:prs:txP:d:o',
  long: {
    null: '-0',
    'arg-file': '-a',
    delimiter: '-d',
    eof: '-e',
    replace: '-i',
    'max-lines': '-l',
    'max-args': '-n',
    interactive: '-p',
    'no-run-if-empty': '-r',
    'max-chars': '-s',
    verbose: '-t',
    'show-limits': 'none',
    exit: '-x',
    'max-procs': '-P',
    'process-slot-var': 'required',
    'open-tty': '-o',
  },
  version: 'GNU findutils) 4.11.0',
  run: xargs,
});

interface Limits {
  items: number;
  lines: number;
  characters: number;
  replace: string | undefined;
  processes: number;
}

function numberOf(tool: Tool, option: string, text: string, least: number): number {
  if (!/^-?\d+$/.test(text)) tool.usage(`invalid number "${text}" for ${option} option`);
  if (Number(text) < least) tool.usage(`value ${text} for ${option} option should be >= ${least}`);
  return Number(text);
}

async function limitsOf(tool: Tool): Promise<Limits> {
  const limits: Limits = { items: Infinity, lines: Infinity, characters: 131072, replace: undefined, processes: 1 };
  // Of -n, -L and -I the last one counts.
  for (const { option, value } of tool.given) {
    const conflict = async (kept: string, lost: string): Promise<void> =>
      tool.warn(`warning: options ${kept} and ${lost} are mutually exclusive, ignoring previous ${kept} value`, 0);
    if (option === '-n') {
      const items = numberOf(tool, '-n', value!, 1);
      if (limits.replace !== undefined && items !== 1) {
        await tool.warn('warning: options --replace and --max-args/-n are mutually exclusive, ignoring previous --replace value', 0);
        limits.replace = undefined;
      }
      if (limits.replace === undefined) limits.items = items;
      limits.lines = Infinity;
    } else if (option === '-L' || option === '-l') {
      limits.lines = numberOf(tool, option, value ?? '1', 1);
      limits.items = Infinity;
      limits.replace = undefined;
    } else if (option === '-I' || option === '-i') {
      if (limits.items !== Infinity) await conflict('--max-args', '--replace/-I/-i');
      limits.replace = value ?? '{}';
      limits.items = Infinity;
      limits.lines = Infinity;
    } else if (option === '-s') limits.characters = numberOf(tool, '-s', value!, 1);
    else if (option === '-P') limits.processes = numberOf(tool, '-P', value!, 0) || Infinity;
  }
  return limits;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, '0': 0 };

function delimiterOf(tool: Tool): number | undefined {
  const option = tool.last('-0', '-d');
  if (option === undefined) return undefined;
  if (option === '-0') return 0;
  const text = tool.value('-d')!;
  if (text.length === 1) return text.charCodeAt(0);
  const number = /^\\(?:x([0-9a-fA-F]+)|([0-7]+))$/.exec(text);
  if (number !== null) return Number.parseInt(number[1] ?? number[2]!, number[1] === undefined ? 8 : 16);
  if (text.startsWith('\\') && text.length === 2 && ESCAPES[text[1]!] !== undefined) return ESCAPES[text[1]!];
  return tool.fail(
    `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
  );
}

async function xargs(tool: Tool): Promise<number> {
  const limits = await limitsOf(tool);
  const delimiter = delimiterOf(tool);
  const path = tool.value('-a');
  let fd = STDIN;
  if (path !== undefined && path !== '-') {
    try {
      fd = await tool.sys.open(path, { read: true, cloexec: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`Cannot open input file ${quote(path)}: ${error.message}`, 1);
    }
  } else {
    // The commands must not read what is meant for xargs.
    fd = await tool.sys.dup(STDIN, { least: 3, cloexec: true });
    const nothing = await tool.sys.open('/dev/null', { read: true });
    await tool.sys.dup2(nothing, STDIN);
    await tool.sys.close(nothing);
  }
  const eof = tool.value('-E', '-e');
  const items =
    delimiter === undefined
      ? words(tool.sys, fd, limits.replace !== undefined, eof === '' ? undefined : eof)
      : delimited(tool.sys, fd, delimiter);
  const runner = new Runner(tool, limits);
  try {
    await feed(tool, items, limits, runner);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await runner.finish();
    throw error;
  }
  await runner.finish();
  return runner.status;
}

async function feed(tool: Tool, items: AsyncGenerator<Item>, limits: Limits, runner: Runner): Promise<void> {
  const initial = tool.operands.length > 0 ? tool.operands : ['echo'];
  const base = initial.reduce((sum, word) => sum + word.length + 1, 0);
  let waiting: string[] = [];
  let characters = base;
  let lines = 0;
  let ran = false;
  const go = async (): Promise<void> => {
    ran = true;
    await runner.run([...initial, ...waiting]);
    waiting = [];
    characters = base;
    lines = 0;
  };
  for await (const { text, lineEnd } of items) {
    if (limits.replace !== undefined) {
      ran = true;
      await runner.run(initial.map((word, at) => (at === 0 && word === limits.replace ? text : word.replaceAll(limits.replace!, text))));
      continue;
    }
    if (characters + text.length + 1 > limits.characters) {
      if (waiting.length === 0) throw new Failure('argument line too long', 1);
      await go();
    }
    waiting.push(text);
    characters += text.length + 1;
    if (lineEnd) lines++;
    if (waiting.length >= limits.items || lines >= limits.lines) await go();
  }
  if (waiting.length > 0 || (!ran && !tool.has('-r') && limits.replace === undefined)) await go();
}

class Runner {
  readonly #tool: Tool;
  readonly #limits: Limits;
  readonly #running = new Map<Pid, string>();
  status = 0;

  constructor(tool: Tool, limits: Limits) {
    this.#tool = tool;
    this.#limits = limits;
  }

  async run(argv: readonly string[]): Promise<void> {
    const { sys, env, name } = this.#tool;
    if (this.#tool.has('-p') && !(await this.#asks(argv))) return;
    if (this.#tool.has('-t') && !this.#tool.has('-p')) await warn(sys, `${argv.map(shown).join(' ')}\n`);
    while (this.#running.size >= this.#limits.processes) await this.#reap();
    const pid = await spawn(sys, argv, env, {
      failed: async (child, error) => {
        await warn(child, `${name}: failed to run command ${quote(argv[0]!)}: ${error.message}\n`);
        return error.code === 'ENOENT' ? 127 : 126;
      },
    });
    this.#running.set(pid, argv[0]!);
    if (this.#limits.processes === 1) await this.#reap();
  }

  async #asks(argv: readonly string[]): Promise<boolean> {
    const { sys } = this.#tool;
    await warn(sys, `${argv.map(shown).join(' ')}?...`);
    let tty: number;
    try {
      tty = await sys.open('/dev/tty', { read: true, cloexec: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`failed to open /dev/tty for reading: ${error.message}`, 1);
    }
    const bytes = await sys.read(tty, 256);
    await sys.close(tty);
    return bytes[0] === 121 || bytes[0] === 89;
  }

  async #reap(): Promise<void> {
    const { sys } = this.#tool;
    let waited: Waited | undefined;
    try {
      waited = await sys.wait();
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
    if (waited === undefined || (waited.how !== 'exited' && waited.how !== 'killed')) return;
    const name = this.#running.get(waited.pid);
    if (name === undefined) return;
    this.#running.delete(waited.pid);
    if (waited.how === 'killed') throw new Failure(`${name}: terminated by signal ${signalNumber(waited.signal)}`, 125);
    if (waited.status === 255) throw new Failure(`${name}: exited with status 255; aborting`, 124);
    if (waited.status === 126 || waited.status === 127) {
      this.status = waited.status;
      throw new Failure('', waited.status);
    }
    if (waited.status !== 0) this.status = 123;
  }

  /** Waits for all that still run. */
  async finish(): Promise<void> {
    while (this.#running.size > 0) {
      try {
        await this.#reap();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        this.status = error.status;
        if (error.message !== '') await this.#tool.warn(error.message);
      }
    }
  }
}

/** As -t shows a word. */
const shown = (word: string): string =>
  word === '' || /[\s'"\\$`|&;<>()*?[\]{}~#]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;

// script: writes down what a terminal session shows. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { encode, print, STDIN, writeAll } from '../lib/io.ts';
import { isTerminal } from '../lib/stdout.ts';
import { dateText } from './date-text.ts';
import { become, reported } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/script.ts';
import { enterPty, openPty, watchPty } from './pty-session.ts';

export default utilLinux({
  name: 'script',
  summary: 'make typescript of terminal session',
  help: HELP,
  short: '+aB:c:eE:fI:m:O:o:qT:t::',
  long: {
    append: '-a',
    command: '-c',
    echo: '-E',
    flush: '-f',
    force: 'none',
    'log-in': '-I',
    'log-io': '-B',
    'log-out': '-O',
    'log-timing': '-T',
    'logging-format': '-m',
    'output-limit': '-o',
    quiet: '-q',
    return: '-e',
    timing: '-t',
  },
  run: script,
});

const REFUSED = ['-E', '-o', '-B', '-t'];

interface Logs {
  output: Fd | undefined;
  input: Fd | undefined;
  timing: Fd | undefined;
}

async function script(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (tool.value('-m') === 'advanced') tool.fail('option --logging-format=advanced is not simulated here');
  const separator = tool.argv.indexOf('--');
  const program = separator < 0 ? [] : tool.argv.slice(separator + 1);
  const files = program.length > 0 ? tool.operands.slice(0, tool.operands.length - program.length) : tool.operands;
  if (files.length > 1) tool.usage('unexpected number of arguments');
  const path = tool.value('-O') ?? files[0] ?? (tool.has('-I') ? undefined : 'typescript');
  const logs: Logs = {
    output: path === undefined ? undefined : await openLog(tool, path),
    input: await optionalLog(tool, '-I'),
    timing: await optionalLog(tool, '-T'),
  };
  const command = tool.value('-c') ?? (program.length > 0 ? program.join(' ') : undefined);
  if (!tool.has('-q')) await say(tool, path);
  await header(tool, logs, command);
  const status = await session(tool, logs, command, program);
  const footer = `\nScript done on ${await dateText(sys)} [COMMAND_EXIT_CODE="${status}"]\n`;
  for (const fd of [logs.output, logs.input]) if (fd !== undefined) await writeAll(sys, fd, encode(footer));
  if (!tool.has('-q')) await print(sys, 'Script done.\n');
  return tool.has('-e') ? status : 0;
}

async function say(tool: Tool, path: string | undefined): Promise<void> {
  const named = [
    ...(path === undefined ? [] : [`output log file is '${path}'`]),
    ...(tool.has('-I') ? [`input log file is '${tool.value('-I')}'`] : []),
    ...(tool.has('-T') ? [`timing file is '${tool.value('-T')}'`] : []),
  ];
  await print(tool.sys, `Script started, ${named.join(', ')}.\n`);
}

async function openLog(tool: Tool, path: string): Promise<Fd> {
  const append = tool.has('-a');
  try {
    return await tool.sys.open(path, { write: true, create: true, truncate: !append, append, cloexec: true }, 0o666);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${path}: ${error.message}`);
  }
}

async function optionalLog(tool: Tool, option: string): Promise<Fd | undefined> {
  const path = tool.value(option);
  return path === undefined ? undefined : openLog(tool, path);
}

/** The first line of a log: when, what, and on which terminal. */
async function header(tool: Tool, logs: Logs, command: string | undefined): Promise<void> {
  const { sys } = tool;
  const facts = command === undefined ? [] : [`COMMAND="${command}"`];
  if (await isTerminal(sys, STDIN)) {
    const { rows, columns } = await sys.ioctl(STDIN, 'TIOCGWINSZ');
    if (tool.env.TERM !== undefined) facts.push(`TERM="${tool.env.TERM}"`);
    facts.push(`TTY="${await sys.readlink('/proc/self/fd/0')}"`, `COLUMNS="${columns}"`, `LINES="${rows}"`);
  } else facts.push('<not executed on terminal>');
  const line = `Script started on ${await dateText(sys)} [${facts.join(' ')}]\n`;
  for (const fd of [logs.output, logs.input]) if (fd !== undefined) await writeAll(sys, fd, encode(line));
}

const seconds = async (sys: Sys): Promise<number> => {
  const now = await sys.clockGettime('monotonic');
  return now.seconds + now.nanoseconds / 1e9;
};

/** The shell or the command on a terminal of its own; gives its status. */
async function session(tool: Tool, logs: Logs, command: string | undefined, program: readonly string[]): Promise<number> {
  const { sys } = tool;
  const shell = tool.env.SHELL || '/bin/sh';
  const argv = program.length > 0 ? program : command === undefined ? [shell, '-i'] : [shell, '-c', command];
  const pty = await openPty(sys);
  const child = await sys.clone(self =>
    reported(tool.name, self, async () => {
      await enterPty(self, pty);
      return become(self, tool.name, argv, tool.env);
    }),
  );
  let before = await seconds(sys);
  const log = async (fd: Fd | undefined, bytes: Uint8Array): Promise<void> => {
    if (fd === undefined) return;
    await writeAll(sys, fd, bytes);
    if (logs.timing === undefined) return;
    const now = await seconds(sys);
    await writeAll(sys, logs.timing, encode(`${(now - before).toFixed(6)} ${bytes.length}\n`));
    before = now;
  };
  const ended = await watchPty(sys, pty.master, child, {
    output: bytes => log(logs.output, bytes),
    input: async bytes => {
      if (logs.input !== undefined) await writeAll(sys, logs.input, bytes);
    },
  });
  return ended.how === 'exited' ? ended.status : 128 + signalNumber(ended.signal);
}

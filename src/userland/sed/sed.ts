// sed: the stream editor. As GNU sed 4.9.

import { Errno } from '../../abi/errno.ts';
import { fromBytes } from '../lib/bytes.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { readAll } from '../lib/io.ts';
import { InPlace } from './in-place.ts';
import { Input } from './input.ts';
import { Output } from './output.ts';
import { parseScript, type Source } from './parse.ts';
import { Runner } from './run.ts';

const USAGE = `  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;

const usage = (name: string): string => `Usage: ${name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n${USAGE}`;

export default command({
  name: 'sed',
  summary: 'stream editor for filtering and transforming text',
  usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  short: 'bsnrzuEe:f:l:i::V:hs',
  long: {
    binary: '-b',
    quiet: '-n',
    silent: '-n',
    debug: 'none',
    expression: '-e',
    file: '-f',
    'follow-symlinks': 'none',
    'in-place': '-i',
    'line-length': '-l',
    posix: 'none',
    'regexp-extended': '-E',
    separate: '-s',
    sandbox: 'none',
    unbuffered: '-u',
    'null-data': '-z',
    'zero-terminated': '-z',
  },
  version: 'GNU sed) 4.9',
  tryText: usage,
  fullHelp: name => `${usage(name)}E-mail bug reports to: <bug-sed@gnu.org>.\n`,
  run: sed,
});

async function scriptOf(tool: Tool): Promise<Source[]> {
  const sources: Source[] = [];
  for (const { option, value } of tool.given) {
    if (option === '-e') sources.push({ text: value!, file: undefined });
    if (option === '-f') sources.push({ text: await scriptFile(tool, value!), file: value! });
  }
  if (sources.length > 0) return sources;
  const first = tool.operands.shift();
  return first === undefined ? tool.usage('') : [{ text: first, file: undefined }];
}

async function scriptFile(tool: Tool, path: string): Promise<string> {
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const text = fromBytes(await readAll(tool.sys, fd));
    if (fd !== 0) await tool.sys.close(fd);
    return text.replace(/\n$/, '').replace(/^#!.*/, '');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(`couldn't open file ${path}: ${error.message}`, 1);
  }
}

async function sed(tool: Tool): Promise<number> {
  if (tool.has('--debug')) tool.fail('option --debug is not simulated here');
  const sources = await scriptOf(tool);
  const script = parseScript(sources, { extended: tool.has('-E', '-r'), sandbox: tool.has('--sandbox') });
  const end = tool.has('-z') ? '\0' : '\n';
  const wrapText = tool.value('-l') ?? '70';
  if (!/^\d+$/.test(wrapText)) tool.fail(`invalid line length: ${wrapText}`);
  tool.out.failure = "couldn't flush stdout";
  if (tool.has('-u')) tool.out.unbuffered = true;
  const standard = new Output(tool.out, end);
  const editing = tool.has('-i');
  if (editing && tool.operands.length === 0) throw new Failure('no input files', 1);
  const inPlace = editing ? new InPlace(tool, tool.value('-i') ?? '', end, standard) : undefined;
  const input = new Input(
    tool,
    tool.operands.length > 0 ? tool.operands : ['-'],
    editing || tool.has('-s'),
    end === '\0' ? 0 : 10,
    inPlace,
  );
  const runner = new Runner(tool, script, input, {
    quiet: tool.has('-n') || /^#n(\n|$)/.test(sources[0]!.text),
    unbuffered: tool.has('-u'),
    wrap: Number(wrapText) === 1 ? 0 : Number(wrapText),
    end,
    output: () => inPlace?.output ?? standard,
  });
  await runner.run();
  return runner.status || input.status;
}

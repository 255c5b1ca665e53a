// pinky: who users are; nobody is logged in by utmp(5), which no program here writes. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';

export default command({
  name: 'pinky',
  summary: 'print user information',
  usage: '[OPTION]... [USER]...',
  help: `  -l     produce long format output for the specified USERs
  -b     omit the user's home directory and shell in long format
  -h     omit the user's project file in long format
  -p     omit the user's plan file in long format
  -s     do short format output, this is the default
  -f     omit the line of column headings in short format
  -w     omit the user's full name in short format
  -i     omit the user's full name and remote host in short format
  -q     omit the user's full name, remote host and idle time in short format
      --lookup
         attempt to canonicalize hostnames via DNS`,
  short: 'sfwiqbhlp',
  long: { lookup: 'none' },
  async run(tool: Tool) {
    if (tool.has('-l')) {
      if (tool.operands.length === 0) tool.usage('no username specified; at least one must be specified when using -l');
      for (const name of tool.operands) await tell(tool, name);
    } else if (!tool.has('-f')) tool.out.write(headings(tool));
  },
});

function headings(tool: Tool): string {
  const name = tool.has('-w', '-i', '-q') ? '' : ' Name               ';
  const idle = tool.has('-q') ? '' : ' Idle  ';
  const where = tool.has('-i', '-q') ? '' : ' Where';
  return `Login   ${name}  TTY     ${idle} When        ${where === '' ? '    ' : `    ${where}`}\n`;
}

async function tell(tool: Tool, name: string): Promise<void> {
  tool.out.write(`Login name: ${name.padEnd(28)}In real life: `);
  const user = (await users(tool.sys)).find(each => each.name === name);
  if (user === undefined) {
    tool.out.write(' ???\n');
    return;
  }
  const real = user.gecos.split(',')[0]!.replaceAll('&', name.charAt(0).toUpperCase() + name.slice(1));
  tool.out.write(` ${real}\n`);
  if (!tool.has('-b')) tool.out.write(`Directory: ${user.home.padEnd(29)}Shell:  ${user.shell}\n`);
  for (const [option, label, file] of [
    ['-h', 'Project', '.project'],
    ['-p', 'Plan', '.plan'],
  ] as const) {
    if (tool.has(option)) continue;
    try {
      const text = await readText(tool.sys, `${user.home}/${file}`);
      tool.out.write(`${label}:${label === 'Plan' ? '\n' : ' '}${text}`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  tool.out.write('\n');
}

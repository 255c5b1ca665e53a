// hostid: the host's number, made of its IPv4 address as gethostid(3) does. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'hostid',
  summary: 'print the numeric identifier (in hexadecimal) for the current host',
  usage: '[OPTION]',
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const { nodename } = await tool.sys.uname();
    const hosts = await readText(tool.sys, '/etc/hosts').catch(() => '');
    const line = hosts.split('\n').find(text => !text.startsWith('#') && text.split(/\s+/).slice(1).includes(nodename));
    const bytes = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\s/
      .exec(line ?? '')
      ?.slice(1)
      .map(Number) ?? [0, 0, 0, 0];
    const swapped = [bytes[1]!, bytes[0]!, bytes[3]!, bytes[2]!];
    tool.out.write(`${swapped.map(byte => byte.toString(16).padStart(2, '0')).join('')}\n`);
  },
});

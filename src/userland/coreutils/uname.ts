// uname: the system's name and release. As GNU coreutils 9.10.

import type { Utsname } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'uname',
  summary: 'print certain system information',
  usage: '[OPTION]...',
  help: `With no OPTION, same as -s.

  -a, --all                print all information, in the following order,
                             except omit -p and -i if unknown:
  -s, --kernel-name        print the kernel name
  -n, --nodename           print the network node hostname
  -r, --kernel-release     print the kernel release
  -v, --kernel-version     print the kernel version
  -m, --machine            print the machine hardware name
  -p, --processor          print the processor type (non-portable)
  -i, --hardware-platform  print the hardware platform (non-portable)
  -o, --operating-system   print the operating system`,
  short: 'asnrvmpio',
  long: {
    all: '-a',
    'kernel-name': '-s',
    sysname: '-s',
    nodename: '-n',
    'kernel-release': '-r',
    release: '-r',
    'kernel-version': '-v',
    machine: '-m',
    processor: '-p',
    'hardware-platform': '-i',
    'operating-system': '-o',
  },
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const names = await tool.sys.uname();
    const fields: readonly [string, string][] = [
      ['-s', names.sysname],
      ['-n', names.nodename],
      ['-r', names.release],
      ['-v', names.version],
      ['-m', names.machine],
      ['-p', processor(names, tool)],
      ['-i', processor(names, tool)],
      ['-o', 'GNU/Linux'],
    ];
    const all = tool.has('-a');
    const asked = fields.filter(([option, value]) => (all ? value !== 'unknown' : tool.has(option)));
    tool.out.write(`${(asked.length > 0 ? asked : fields.slice(0, 1)).map(([, value]) => value).join(' ')}\n`);
  },
});

/** Linux does not tell: Debian's uname says "unknown", and leaves it out of -a. */
const processor = (_: Utsname, __: Tool): string => 'unknown';

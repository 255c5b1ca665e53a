// uname: what this system is called.

import { applet } from '../applet.ts';

export default applet({
  name: 'uname',
  usage: `Usage: uname [-amnrspvio]

Print system information

	-a	Print all
	-m	Machine (hardware) type
	-n	Hostname
	-r	Kernel release
	-s	Kernel name (default)
	-p	Processor type
	-v	Kernel version
	-i	Hardware platform
	-o	OS name`,
  short: 'amnrspvio',

  async run(run) {
    if (run.operands.length > 0) run.usage();
    const { sysname, nodename, release, version, machine } = await run.sys.uname();
    const parts: [string, string][] = [
      ['-s', sysname],
      ['-n', nodename],
      ['-r', release],
      ['-v', version],
      ['-m', machine],
      ['-p', 'unknown'],
      ['-i', 'unknown'],
      ['-o', 'GNU/Linux'],
    ];
    const all = run.has('-a');
    const wanted = all
      ? parts.filter(([, text]) => text !== 'unknown')
      : run.given.length === 0
        ? parts.slice(0, 1)
        : parts.filter(([option]) => run.has(option));
    run.out.write(`${wanted.map(([, text]) => text).join(' ')}\n`);
  },
});

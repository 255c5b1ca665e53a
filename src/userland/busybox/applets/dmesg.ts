// dmesg: the kernel's messages. As util-linux/dmesg.c of BusyBox.

import { applet } from '../applet.ts';

export default applet({
  name: 'dmesg',
  usage: `Usage: dmesg [-cr] [-n LEVEL] [-s SIZE]

Print or control the kernel ring buffer

	-c		Clear ring buffer after printing
	-n LEVEL	Set console logging level
	-s SIZE		Buffer size
	-r		Print raw message buffer`,
  short: 'cs:n:r',

  async run(run) {
    if (run.has('-n')) run.die('option -n is not simulated here');
    try {
      for (const { seconds, priority, text } of await run.sys.syslog('read-all')) {
        const stamp = `[${seconds.toFixed(6).padStart(12)}] `;
        run.out.write(`${run.has('-r') ? `<${priority}>` : ''}${stamp}${text}\n`);
      }
      if (run.has('-c')) await run.sys.syslog('clear');
    } catch (error) {
      await run.perror('klogctl', error);
    }
  },
});

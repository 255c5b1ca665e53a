// hostname and dnsdomainname.

import { Errno } from '../../../abi/errno.ts';
import { readText } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';

/** The first /etc/hosts line that names the host: its address and its names. */
async function hostsLine(run: Run, name: string): Promise<string[] | undefined> {
  const text = await readText(run.sys, '/etc/hosts').catch(error => {
    if (error instanceof Errno) return '';
    throw error;
  });
  return text
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim().split(/\s+/))
    .find(words => words.slice(1).includes(name));
}

export default {
  hostname: applet({
    name: 'hostname',
    usage: `Usage: hostname [-sidf] [HOSTNAME | -F FILE]

Show or set hostname or DNS domain name

	-s	Short
	-i	Addresses for the hostname
	-d	DNS domain name
	-f	Fully qualified domain name
	-F FILE	Use FILE's content as hostname`,
    short: 'sidfF:',

    async run(run) {
      const { nodename } = await run.sys.uname();
      const file = run.value('-F');
      const given =
        file === undefined
          ? run.operands[0]
          : (await readText(run.sys, file)).split('\n').find(line => line !== '' && !line.startsWith('#'));
      if (given !== undefined) {
        try {
          await run.sys.sethostname(given);
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          run.die(`sethostname: ${error.message}`);
        }
        return;
      }
      const full = async (): Promise<string> => (await hostsLine(run, nodename))?.[1] ?? nodename;
      if (run.has('-s')) run.out.write(`${nodename.split('.')[0]}\n`);
      else if (run.has('-i')) run.out.write(`${(await hostsLine(run, nodename))?.[0] ?? run.die(`${nodename}: Unknown host`)}\n`);
      else if (run.has('-d')) run.out.write(`${(await full()).split('.').slice(1).join('.')}\n`);
      else run.out.write(`${run.has('-f') ? await full() : nodename}\n`);
    },
  }),

  dnsdomainname: applet({
    name: 'dnsdomainname',
    usage: '',
    short: '',

    async run(run) {
      const { nodename } = await run.sys.uname();
      const full = (await hostsLine(run, nodename))?.[1] ?? nodename;
      run.out.write(`${full.split('.').slice(1).join('.')}\n`);
    },
  }),
};

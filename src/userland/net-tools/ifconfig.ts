// ifconfig: configure a network interface. net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { FAMILIES, HARDWARE, IFCONFIG, IFCONFIG_FAMILIES, IFCONFIG_HARDWARE, VERSIONS } from './help.ts';
import { changeInterface } from './ifconfig-change.ts';
import { IFCONFIG_HEADING, longForm, readInterfaces, shortForm } from './interfaces.ts';
import { Failure } from './kernel.ts';

const UNKNOWN = "ifconfig: `--help' gives usage information.\n";
const USAGE = IFCONFIG + IFCONFIG_HARDWARE + HARDWARE + IFCONFIG_FAMILIES + FAMILIES;

export default program({
  name: 'ifconfig',
  summary: 'configure a network interface',

  async main(sys, argv) {
    try {
      return await run(sys, argv.slice(1));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

async function help(sys: Sys): Promise<number> {
  await warn(sys, HARDWARE + FAMILIES);
  await print(sys, IFCONFIG + IFCONFIG_HARDWARE + IFCONFIG_FAMILIES);
  return 0;
}

async function run(sys: Sys, words: string[]): Promise<number> {
  let all = false;
  let short = false;
  while (words[0]?.startsWith('-')) {
    const option = words.shift()!;
    if (option === '-a') all = true;
    else if (option === '-s') short = true;
    else if (option === '-V' || option === '-version' || option === '--version') {
      await print(sys, VERSIONS.ifconfig);
      return 0;
    } else if (option === '-?' || option === '-h' || option === '-help' || option === '--help') return help(sys);
    else if (option !== '-v') throw new Failure(`ifconfig: option \`${option}' not recognised.\n${UNKNOWN}`, 1);
  }
  const [name, ...settings] = words;
  if (name !== undefined && settings.length > 0) return changeInterface(sys, name, settings, USAGE);
  const interfaces = await readInterfaces(sys);
  const base = name?.includes(':') ? interfaces.find(each => each.name === name.replace(/:.*/, '')) : undefined;
  const found = interfaces.filter(each => (name === undefined ? all || each.link.flags.includes('UP') : each.name === name));
  // An alias that has no address is still its device.
  const shown = found.length === 0 && base ? [{ ...base, name: name!, alias: true, inet: undefined, inet6: [] }] : found;
  if (short) await print(sys, IFCONFIG_HEADING);
  if (name !== undefined && shown.length === 0) {
    throw new Failure(`${name}: error fetching interface information: Device not found\n`, 1);
  }
  await print(sys, shown.map(short ? shortForm : longForm).join(''));
  return 0;
}

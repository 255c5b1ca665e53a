// bridge: show and manipulate bridge addresses and devices. iproute2 7.3.0.

import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { print, program, warn } from '../../lib/io.ts';
import { WriteError } from '../../lib/stdout.ts';
import { runBatch } from '../batch.ts';
import { Fatal } from '../fatal.ts';
import { Ip, noOptions, type Options } from '../ip/context.ts';
import { enterNetns } from '../ip/netns-enter.ts';
import { matches, Words } from '../ip/words.ts';
import { fdb } from './fdb.ts';
import { BRIDGE, MDB, VNI } from './help.ts';
import { link } from './link.ts';
import { monitor } from './monitor.ts';
import { vlan } from './vlan.ts';

/** What `bridge fdb get` returns where the kernel refuses it. */
const GET_REFUSED = 254;

export interface BridgeOptions extends Options {
  compressVlans: boolean;
}

export default program({
  name: 'bridge',
  summary: 'show / manipulate bridge addresses and devices',

  async main(sys, argv, env) {
    try {
      return await start(sys, argv.slice(1), env);
    } catch (error) {
      if (error instanceof WriteError) return 1;
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.message);
      // What the library would end with otherwise, this program returns as -1.
      return error.status === GET_REFUSED ? GET_REFUSED : 255;
    }
  },
});

async function start(sys: Sys, args: readonly string[], env: Env): Promise<number> {
  const options: BridgeOptions = { ...noOptions(), family: 'bridge', compressVlans: false };
  const words = new Words(args);
  let batch: string | undefined;
  while (words.peek?.startsWith('-')) {
    const word = words.next();
    if (word === '--') break;
    const option = word.startsWith('--') ? word.slice(1) : word;
    if (matches(option, '-help')) throw new Fatal(BRIDGE, 255);
    if (matches(option, '-Version')) {
      await print(sys, 'bridge utility, 7.3.0\n');
      return 0;
    }
    if (matches(option, '-stats') || matches(option, '-statistics')) options.statistics++;
    else if (matches(option, '-details')) options.details = true;
    else if (matches(option, '-oneline')) options.oneline = true;
    else if (matches(option, '-timestamp')) options.timestamp = true;
    else if (matches(option, '-netns')) await enterNetns(sys, words.next());
    else if (/^-c(?:o(?:l(?:o(?:r)?)?)?)?(?:=(?:always|auto|never))?$/.test(option)) options.color = !/=(?:never|auto)$/.test(option);
    else if (matches(option, '-compressvlans')) options.compressVlans = true;
    else if (matches(option, '-force')) options.force = true;
    else if (matches(option, '-json')) options.json = true;
    else if (matches(option, '-pretty')) options.pretty = true;
    else if (matches(option, '-batch')) batch = words.next();
    else throw new Fatal(`Option "${word}" is unknown, try "bridge help".\n`, 255);
  }
  if (options.json) options.color = false;
  if (batch !== undefined)
    return runBatch(sys, { path: batch, force: options.force, unreadable: 255 }, line => runObject(sys, new Words(line), env, options));
  if (words.done) throw new Fatal(BRIDGE, 255);
  return runObject(sys, words, env, options);
}

async function runObject(sys: Sys, words: Words, env: Env, options: BridgeOptions): Promise<number> {
  const name = words.next();
  const bridge = new Ip(sys, env, options);
  try {
    if (matches(name, 'link')) await link(bridge, words);
    else if (matches(name, 'fdb')) await fdb(bridge, words);
    else if (matches(name, 'mdb')) notSimulated('mdb', MDB, words);
    else if (matches(name, 'mst')) notSimulated('mst', BRIDGE, words);
    else if (matches(name, 'vlan')) await vlan(bridge, words, options.compressVlans);
    else if (matches(name, 'vni')) notSimulated('vni', VNI, words);
    else if (matches(name, 'monitor')) await monitor(bridge, words);
    else if (matches(name, 'help')) throw new Fatal(BRIDGE, 255);
    else throw new Fatal(`Object "${name}" is unknown, try "bridge help".\n`, 255);
  } finally {
    await bridge.out.flush();
  }
  return 0;
}

function notSimulated(object: string, help: string, words: Words): never {
  if (words.peek === 'help') throw new Fatal(help, 255);
  throw new Fatal(`bridge: object ${object} is not simulated here\n`, 255);
}

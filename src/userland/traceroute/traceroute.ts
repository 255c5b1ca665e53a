// traceroute: the routers on the way to a host. traceroute 2.1.6.

import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { ResolveError, resolve, reverseResolve } from '../lib/resolve.ts';
import { HELP, VERSION } from './help.ts';
import { checkOptions, Fatal, type Options, readOptions } from './options.ts';
import { Prober, type Reply, type Target } from './probe.ts';

async function findTarget(sys: Sys, { host, family }: Options): Promise<Target> {
  const { name, at } = host!;
  try {
    const found = await resolve(sys, name, family ? { family } : {});
    return found.find(one => one.family === 'inet') ?? found[0]!;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Fatal(`${name}: ${error.message}\nCannot handle "host" cmdline arg \`${name}' on position 1 (argc ${at})`);
  }
}

class Traceroute {
  readonly #sys: Sys;
  readonly #options: Options;
  readonly #prober: Prober;
  readonly #names = new Map<string, string>();

  constructor(sys: Sys, options: Options, prober: Prober) {
    this.#sys = sys;
    this.#options = options;
    this.#prober = prober;
  }

  async run(): Promise<void> {
    const { firstHop, hopsMax } = this.#options;
    for (let hop = firstHop; hop <= hopsMax; hop++) if (await this.#hop(hop)) return;
  }

  /** One line; true where the way ends. */
  async #hop(hop: number): Promise<boolean> {
    const sys = this.#sys;
    const { queries, sendWaitMs } = this.#options;
    let shown: string | undefined;
    let last = false;
    for (let query = 0; query < queries; query++) {
      if (sendWaitMs > 0) await sys.nanosleep(sendWaitMs);
      const reply = await this.#prober.send(hop);
      last ||= reply?.last ?? false;
      const number = query === 0 ? `${hop}`.padStart(2).concat(' ') : '';
      await print(sys, `${number}${reply ? await this.#text(reply, shown) : ' *'}`);
      shown = reply?.from ?? shown;
    }
    await print(sys, '\n');
    return last;
  }

  async #text({ from, tookMs, note }: Reply, shown: string | undefined): Promise<string> {
    const address = from === shown ? '' : this.#options.numeric ? ` ${from}` : ` ${await this.#name(from)} (${from})`;
    return `${address}  ${tookMs.toFixed(3)} ms${note === '' ? '' : ` ${note}`}`;
  }

  async #name(address: string): Promise<string> {
    let name = this.#names.get(address);
    if (name === undefined) {
      name = (await reverseResolve(this.#sys, address)) ?? address;
      this.#names.set(address, name);
    }
    return name;
  }
}

async function trace(sys: Sys, options: Options): Promise<void> {
  const target = await findTarget(sys, options);
  checkOptions(options);
  const headerBytes = (target.family === 'inet' ? 20 : 40) + 8;
  const least = options.method === 'tcp' ? headerBytes + 32 : headerBytes;
  const packetBytes = Math.max(options.packetBytes ?? headerBytes + 32, least);
  await print(sys, `traceroute to ${options.host!.name} (${target.address}), ${options.hopsMax} hops max, ${packetBytes} byte packets\n`);
  await new Traceroute(sys, options, new Prober(sys, target, options, packetBytes - headerBytes)).run();
}

export default program({
  name: 'traceroute',
  summary: 'print the route packets trace to network host',

  async main(sys, argv) {
    try {
      const options = readOptions(argv);
      if (options.only === 'version') await print(sys, VERSION);
      else if (options.only === 'help') await print(sys, HELP);
      else if (options.host) await trace(sys, options);
      else await print(sys, HELP);
      return 0;
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, `${error.message}\n`);
      return error.status;
    }
  },
});

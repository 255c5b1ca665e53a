// tcpdump: what passes through a network device, or lies in a capture file, in words. tcpdump 4.99.6 with libpcap 1.11.0.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd, Received } from '../../abi/types.ts';
import { concat, print, program, readAll, readFile, readText, STDIN, STDOUT, warn, writeAll } from '../lib/io.ts';
import { reverseResolve } from '../lib/resolve.ts';
import { Stdout } from '../lib/stdout.ts';
import { type Capture, deviceList, openDevice, readLinks } from './devices.ts';
import { buildFilter, type Predicate } from './filter.ts';
import { FilterError, parseFilter } from './filter-parse.ts';
import { type Frame, LINKTYPE_SLL2, shownAddresses, type View, viewOf } from './frame.ts';
import { USAGE, VERSION } from './help.ts';
import { Fatal, type Options, readOptions } from './options.ts';
import { FileError, fileHeader, fileRecord, linkTypeText, readSavefile } from './pcap.ts';
import { printIp } from './print-ip.ts';
import { printIp6 } from './print-ip6.ts';
import { printEthernet } from './print-link.ts';
import { Printer } from './printer.ts';
import { readServices } from './services.ts';
import { Shower } from './show.ts';

const SLL_TYPES = ['host', 'broadcast', 'multicast', 'otherhost', 'outgoing'];
const FILE_BLOCK_BYTES = 4096;

const plural = (count: number): string => `${count} packet${count === 1 ? '' : 's'}`;

class Tcpdump {
  readonly #sys: Sys;
  readonly #options: Options;
  readonly #out: Stdout;
  readonly #names = new Map<string, string>();
  #shower!: Shower;
  #filter: Predicate | undefined;
  #file: Fd | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #seen = 0;
  #stopped = false;

  constructor(sys: Sys, options: Options) {
    this.#sys = sys;
    this.#options = options;
    this.#out = new Stdout(sys);
    this.#out.unbuffered = options.lineBuffered;
  }

  async #prepare(): Promise<void> {
    const { print: how, filter, filterFile } = this.#options;
    const services = how.numeric ? { tcp: new Map<number, string>(), udp: new Map<number, string>() } : await readServices(this.#sys);
    const printer = new Printer(how, { hosts: this.#names, services }, { ethernet: printEthernet, ip: printIp, ip6: printIp6 });
    this.#shower = new Shower(this.#options, printer);
    const tree = parseFilter(filterFile === undefined ? filter : (await readText(this.#sys, filterFile)).trim());
    this.#filter = tree && (await buildFilter(this.#sys, tree));
  }

  async #openFile(linkType: number, snaplen: number): Promise<void> {
    const { writeFile } = this.#options;
    if (writeFile === undefined) return;
    try {
      this.#file = writeFile === '-' ? STDOUT : await this.#sys.open(writeFile, { write: true, create: true, truncate: true }, 0o666);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`${writeFile}: ${error.message}`);
    }
    await this.#put(fileHeader(linkType, snaplen));
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#options.packetBuffered || this.#waitingBytes >= FILE_BLOCK_BYTES) await this.#flushFile();
  }

  async #flushFile(): Promise<void> {
    if (this.#file === undefined || this.#waitingBytes === 0) return;
    const bytes = concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await writeAll(this.#sys, this.#file, bytes);
  }

  /** Takes a frame that the filter lets through. */
  async #take(view: View, device: (index: number) => string): Promise<void> {
    this.#seen++;
    const { countOnly, alsoPrint, print: how } = this.#options;
    if (this.#file !== undefined) await this.#put(fileRecord(view));
    if (countOnly || (this.#file !== undefined && !alsoPrint)) return;
    if (!how.numeric) await this.#findNames(view);
    this.#out.write(this.#shower.text(view, device));
    await this.#out.settle();
  }

  async #findNames(view: View): Promise<void> {
    for (const address of shownAddresses(view)) {
      if (this.#names.has(address)) continue;
      this.#names.set(address, (await reverseResolve(this.#sys, address)) ?? address);
    }
  }

  get #enough(): boolean {
    return this.#stopped || (this.#options.count > 0 && this.#seen >= this.#options.count);
  }

  /** -r: the frames of a file. */
  async read(path: string): Promise<number> {
    let bytes: Uint8Array;
    try {
      bytes = path === '-' ? await readAll(this.#sys, STDIN) : await readFile(this.#sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`${path}: ${error.message}`);
    }
    const savefile = readSavefile(bytes);
    await warn(this.#sys, `reading from file ${path}, link-type ${linkTypeText(savefile.linkType)}, snapshot length ${savefile.snaplen}\n`);
    await this.#prepare();
    await this.#openFile(savefile.linkType, savefile.snaplen);
    const names =
      savefile.linkType === LINKTYPE_SLL2 ? new Map((await readLinks(this.#sys)).map(link => [link.index, link.name])) : undefined;
    for (const frame of savefile.frames) {
      const view = viewOf(frame);
      if (!this.#filter || this.#filter(view)) await this.#take(view, index => names?.get(index) ?? `if${index}`);
      if (this.#enough) break;
    }
    await this.#out.flush();
    await this.#flushFile();
    if (this.#options.countOnly) await print(this.#sys, `${plural(this.#seen)}\n`);
    if (savefile.truncated !== undefined && !this.#enough) throw new Fatal(`pcap_loop: ${savefile.truncated}`);
    return 0;
  }

  /** Frames as they pass, until a signal comes or there are enough. */
  async capture(): Promise<number> {
    const sys = this.#sys;
    const capture = await openDevice(sys, this.#options);
    await this.#prepare();
    await this.#openFile(capture.linkType, this.#options.snaplen);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) await sys.sigaction(signal, () => void (this.#stopped = true));
    await this.#sayListening(capture);
    while (!this.#enough) await this.#next(capture);
    if (this.#stopped && this.#file === undefined) this.#out.write('\n');
    await this.#out.flush();
    await this.#flushFile();
    await warn(sys, `${plural(this.#seen)} captured\n${plural(this.#seen)} received by filter\n0 packets dropped by kernel\n`);
    return 0;
  }

  async #sayListening({ name, linkType }: Capture): Promise<void> {
    const { writeFile, print: how, promiscuous, snaplen } = this.#options;
    if (name === 'any' && promiscuous) {
      await warn(
        this.#sys,
        'tcpdump: WARNING: any: That device doesn\'t support promiscuous mode\n(Promiscuous mode not supported on the "any" device)\n',
      );
    }
    const quiet = how.verbose === 0 && writeFile === undefined;
    if (quiet) await warn(this.#sys, 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n');
    const front = quiet ? '' : 'tcpdump: ';
    await warn(this.#sys, `${front}listening on ${name}, link-type ${linkTypeText(linkType)}, snapshot length ${snaplen} bytes\n`);
  }

  async #next(capture: Capture): Promise<void> {
    let got: Received;
    try {
      got = await this.#sys.recvfrom(capture.fd, this.#options.snaplen);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EINTR') return;
      if (error.code !== 'ENETDOWN') throw error;
      this.#stopped = true;
      return warn(this.#sys, 'tcpdump: pcap_loop: The interface disappeared\n');
    }
    if (got.from?.family !== 'packet') return;
    const outgoing = got.from.type === 'outgoing';
    const { direction } = this.#options;
    if (direction === 'in' ? outgoing : direction === 'out' ? !outgoing : false) return;
    const name = await this.#nameOf(capture, got.from.index);
    // The loopback device shows each packet twice, going out and coming in.
    if (name === 'lo' && outgoing) return;
    const view = viewOf(frameOf(got, capture.linkType, name === 'lo'));
    view.packetType = got.from.type;
    if (this.#filter && !this.#filter(view)) return;
    await this.#take(view, capture.deviceName);
  }

  async #nameOf(capture: Capture, index: number): Promise<string> {
    const known = capture.deviceName(index);
    if (known !== `if${index}`) return known;
    const names = new Map((await readLinks(this.#sys)).map(link => [link.index, link.name]));
    capture.deviceName = one => names.get(one) ?? `if${one}`;
    return capture.deviceName(index);
  }
}

/** What a packet socket gave, with the header that its link type has. */
function frameOf({ data, from, truncatedFrom, timestamp }: Received, linkType: number, loopback: boolean): Frame {
  const whole = { seconds: timestamp?.seconds ?? 0, microseconds: Math.floor((timestamp?.nanoseconds ?? 0) / 1000), linkType };
  const length = truncatedFrom ?? data.length;
  if (linkType !== LINKTYPE_SLL2 || from?.family !== 'packet') return { ...whole, bytes: data, length };
  const head = new Uint8Array(20);
  const view = new DataView(head.buffer);
  view.setUint16(0, from.protocol);
  view.setUint32(4, from.index);
  view.setUint16(8, loopback ? 772 : 1);
  head[10] = Math.max(0, SLL_TYPES.indexOf(from.type ?? 'host'));
  head[11] = 6;
  (from.address ?? '00:00:00:00:00:00').split(':').forEach((byte, index) => void (head[12 + index] = Number.parseInt(byte, 16)));
  return { ...whole, bytes: concat([head, data]), length: length + 20 };
}

async function run(sys: Sys, argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options.only !== undefined) {
    await (options.only === 'help' ? warn(sys, USAGE) : warn(sys, VERSION));
    return 0;
  }
  if (options.list === 'devices') {
    await print(sys, await deviceList(sys));
    return 0;
  }
  if (options.list === 'links') {
    const { name, linkType } = await openDevice(sys, options);
    const more = linkType === 1 ? '  DOCSIS (DOCSIS) (printing not supported)\n' : '';
    await warn(sys, `Data link types for ${name} (use option -y to set):\n  ${linkTypeText(linkType)}\n${more}`);
    return 0;
  }
  const tcpdump = new Tcpdump(sys, options);
  return options.readFile === undefined ? tcpdump.capture() : tcpdump.read(options.readFile);
}

export default program({
  name: 'tcpdump',
  summary: 'dump traffic on a network',

  async main(sys, argv) {
    try {
      return await run(sys, argv);
    } catch (error) {
      if (error instanceof FilterError) {
        const words = error.message === 'syntax error' ? `can't parse filter expression: ${error.message}` : error.message;
        await warn(sys, `tcpdump: ${words}\n`);
      } else if (error instanceof Fatal) await warn(sys, error.whole ? error.message : `tcpdump: ${error.message}\n`);
      else if (error instanceof FileError) await warn(sys, `tcpdump: ${error.message}\n`);
      else throw error;
      return 1;
    }
  },
});

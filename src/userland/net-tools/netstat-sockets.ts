// Sockets as netstat shows them. As netstat.c: tcp_info(), udp_info(), raw_info(), unix_info() of net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { folderNames } from '../lib/folder.ts';
import { pids, procArguments, procText } from '../lib/proc.ts';
import { reverseResolve } from '../lib/resolve.ts';
import { ipv4OfHex, ipv6OfHex, TCP_STATES, table } from './kernel.ts';
import { userNames } from './names.ts';

export interface SocketLook {
  has: (option: string) => boolean;
  kinds: ReadonlySet<string>;
  families: ReadonlySet<'inet' | 'inet6'>;
}

const LISTEN = 10;
const UNIX_TYPES: Readonly<Record<number, string>> = { 1: 'STREAM', 2: 'DGRAM', 3: 'RAW', 4: 'RDM', 5: 'SEQPACKET' };
const UNIX_STATES = ['FREE', '', 'CONNECTING', 'CONNECTED', 'DISCONNECTING'];
const ADDRESS_WIDTH = 23;

/** "PID/name" of the process that holds a socket, by the socket's inode. */
async function holders(sys: Sys): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const pid of await pids(sys)) {
    const names = await folderNames(sys, `/proc/${pid}/fd`).catch(() => []);
    for (const name of names) {
      const inode = /^socket:\[(\d+)\]$/.exec(await sys.readlink(`/proc/${pid}/fd/${name}`).catch(() => ''))?.[1];
      if (inode === undefined || found.has(inode)) continue;
      const [first = ''] = await procArguments(sys, pid);
      const title = first.startsWith('/') ? first.slice(first.lastIndexOf('/') + 1) : first;
      found.set(inode, `${pid}/${title}`);
    }
  }
  return found;
}

/** "80/tcp" to "http". */
async function services(sys: Sys): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const line of ((await procText(sys, '/etc/services')) ?? '').split('\n')) {
    const [name, where] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name && where && !found.has(where)) found.set(where, name);
  }
  return found;
}

/** One run over the tables, with what it learned of names. */
export class SocketTables {
  readonly #sys: Sys;
  readonly #look: SocketLook;
  #hosts = new Map<string, string>();
  #services = new Map<string, string>();
  #holders = new Map<string, string>();
  #users = new Map<string, string>();

  constructor(sys: Sys, look: SocketLook) {
    this.#sys = sys;
    this.#look = look;
  }

  /** All that was asked for, as text. */
  async print(): Promise<string> {
    const { has, kinds, families } = this.#look;
    if (!has('-n') && !has('--numeric-ports')) this.#services = await services(this.#sys);
    if (has('-p')) this.#holders = await holders(this.#sys);
    if (has('-e') && !has('-n') && !has('--numeric-users')) this.#users = await userNames(this.#sys);
    const which = has('-a') ? '(servers and established)' : has('-l') ? '(only servers)' : '(w/o servers)';
    let text = '';
    const inet = (['tcp', 'udp', 'udplite', 'raw'] as const).filter(kind => kinds.has(kind));
    if (inet.length > 0) {
      text += `Active Internet connections ${which}\nProto Recv-Q Send-Q Local Address           Foreign Address         State      `;
      if (has('-e')) text += ' User       Inode     ';
      if (has('-p')) text += ' PID/Program name    ';
      if (has('-o')) text += ' Timer';
      text += '\n';
      for (const kind of inet) {
        if (families.has('inet')) text += await this.#internet(kind, false);
        if (families.has('inet6')) text += await this.#internet(kind, true);
      }
    }
    if (kinds.has('unix')) text += await this.#unix(which);
    return text;
  }

  async #host(address: string): Promise<string> {
    const { has } = this.#look;
    if (has('-n') || has('--numeric-hosts') || address === '0.0.0.0' || address === '::') {
      return address === '0.0.0.0' || address === '::'
        ? has('-n') || has('--numeric-hosts') || address !== '::'
          ? address
          : '[::]'
        : address;
    }
    if (!this.#hosts.has(address)) this.#hosts.set(address, (await reverseResolve(this.#sys, address)) ?? address);
    return this.#hosts.get(address)!;
  }

  async #end(words: string, six: boolean, protocol: string): Promise<{ text: string; port: number; any: boolean }> {
    const [hex = '', portHex = '0'] = words.split(':');
    const address = six ? ipv6OfHex(hex, true) : ipv4OfHex(hex);
    const port = Number.parseInt(portHex, 16);
    const service = port === 0 ? '*' : (this.#services.get(`${port}/${protocol}`) ?? String(port));
    const host = await this.#host(address);
    const room = this.#look.has('-W') ? host.length : ADDRESS_WIDTH - 1 - service.length;
    return { text: `${host.slice(0, room)}:${service}`, port, any: /^0+$/.test(hex) };
  }

  async #internet(kind: 'tcp' | 'udp' | 'udplite' | 'raw', six: boolean): Promise<string> {
    const { has } = this.#look;
    let text = '';
    for (const words of await table(this.#sys, six ? `${kind}6` : kind)) {
      const [
        ,
        here = '',
        there = '',
        stateHex = '0',
        queues = '',
        timerText = '',
        retransmits = '0',
        uid = '0',
        timeouts = '0',
        inode = '0',
      ] = words;
      const state = Number.parseInt(stateHex, 16);
      const protocol = kind === 'udplite' ? 'udp' : kind;
      const local = await this.#end(here, six, protocol);
      const foreign = await this.#end(there, six, protocol);
      const serves = kind === 'tcp' ? state === LISTEN : foreign.any && foreign.port === 0;
      if (!has('-a') && serves !== has('-l')) continue;
      const [send = 0, receive = 0] = queues.split(':').map(each => Number.parseInt(each, 16));
      const shownState = kind === 'tcp' ? (TCP_STATES[state] ?? '') : kind === 'raw' ? String(state) : state === 1 ? 'ESTABLISHED' : '';
      const name = `${kind === 'udplite' ? 'udpl' : kind}${six ? '6' : ''}`;
      let line = `${name.padEnd(4)}  ${String(receive).padStart(6)} ${String(send).padStart(6)} `;
      line += `${local.text.padEnd(ADDRESS_WIDTH)} ${foreign.text.padEnd(ADDRESS_WIDTH)} ${shownState.padEnd(11)}`;
      if (has('-e')) line += ` ${(this.#users.get(uid) ?? uid).padEnd(10)} ${inode.padEnd(10)}`;
      if (has('-p')) line += ` ${(this.#holders.get(inode) ?? '-').slice(0, 20).padEnd(20)}`;
      if (has('-o')) line += ` ${timer(timerText, retransmits, timeouts)}`;
      text += `${line}\n`;
    }
    return text;
  }

  async #unix(which: string): Promise<string> {
    const { has } = this.#look;
    const programs = has('-p') ? 'PID/Program name     ' : '';
    let text = `Active UNIX domain sockets ${which}\nProto RefCnt Flags       Type       State         I-Node   ${programs}Path\n`;
    for (const words of await table(this.#sys, 'unix')) {
      const [, references = '0', , flags = '0', type = '0', state = '0', inode = '', ...path] = words;
      const number = (hex: string): number => Number.parseInt(hex, 16);
      const listens = (number(flags) & 0x10000) !== 0;
      const serves = number(state) === 1 && listens;
      if (!has('-a') && (number(state) === 1 ? (has('-l') ? !serves : true) : has('-l'))) continue;
      const marks = `[ ${listens ? 'ACC ' : ''}]`.padEnd(11);
      const shown = number(state) === 1 && listens ? 'LISTENING' : (UNIX_STATES[number(state)] ?? 'UNKNOWN');
      const holder = has('-p') ? `${(this.#holders.get(inode) ?? '-').slice(0, 20).padEnd(20)} ` : '';
      const kind = (UNIX_TYPES[number(type)] ?? 'UNKNOWN').padEnd(10);
      text += `unix  ${String(number(references)).padEnd(6)} ${marks} ${kind} ${shown.padEnd(13)} ${inode.padEnd(8)} ${holder}${path.join(' ')}\n`;
    }
    return text;
  }
}

const TIMERS = ['off', 'on', 'keepalive', 'timewait', 'probe'];

function timer(text: string, retransmits: string, timeouts: string): string {
  const [kind = '0', left = '0'] = text.split(':');
  const seconds = (Number.parseInt(left, 16) / 100).toFixed(2);
  return `${TIMERS[Number.parseInt(kind, 16)] ?? 'unkn'} (${seconds}/${Number.parseInt(retransmits, 16)}/${Number(timeouts)})`;
}

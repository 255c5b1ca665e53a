// Sockets by their inodes, from a process's /proc/PID/net. lsof 4.99.4.

import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { readText } from '../lib/io.ts';
import { procText } from '../lib/proc.ts';

export interface End {
  host: string;
  port: number;
}

export interface Socket {
  type: 'IPv4' | 'IPv6' | 'unix' | 'netlink';
  protocol: string;
  device: string;
  ends: readonly End[];
  state: string;
  /** The name of a unix socket with its type. */
  text: string;
}

const TCP_STATES = [
  ...['', 'ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT', 'LAST_ACK'],
  ...['LISTEN', 'CLOSING', 'NEW_SYN_RECV'],
];
const UNIX_TYPES: Readonly<Record<string, string>> = { '0001': 'STREAM', '0002': 'DGRAM', '0005': 'SEQPACKET' };
const NETLINK: Readonly<Record<string, string>> = {
  '0': 'ROUTE',
  '4': 'SOCK_DIAG',
  '9': 'AUDIT',
  '12': 'NETFILTER',
  '15': 'KOBJECT_UEVENT',
  '16': 'GENERIC',
};

/** All sockets of a process's network namespace. */
export async function socketsOf(sys: Sys, pid: Pid): Promise<Map<number, Socket>> {
  const found = new Map<number, Socket>();
  const rows = async (name: string): Promise<string[][]> =>
    ((await procText(sys, `/proc/${pid}/net/${name}`)) ?? '')
      .split('\n')
      .slice(1)
      .filter(line => line !== '')
      .map(line => line.trim().split(/\s+/));
  for (const name of ['tcp', 'udp', 'tcp6', 'udp6']) {
    const type = name.endsWith('6') ? 'IPv6' : 'IPv4';
    const protocol = name.slice(0, 3).toUpperCase();
    for (const fields of await rows(name)) {
      const remote = endOf(fields[2] ?? '');
      const ends = remote.port === 0 ? [endOf(fields[1] ?? '')] : [endOf(fields[1] ?? ''), remote];
      const state = protocol === 'TCP' ? (TCP_STATES[Number.parseInt(fields[3] ?? '0', 16)] ?? '') : '';
      found.set(Number(fields[9]), { type, protocol, device: fields[9] ?? '', ends, state, text: '' });
    }
  }
  for (const [address = '', , , flags, kind = '', state, inode = '', ...path] of await rows('unix')) {
    const shown = flags === '00010000' ? 'LISTEN' : state === '03' ? 'CONNECTED' : 'UNCONNECTED';
    const text = `${path.length > 0 ? `${path.join(' ')} ` : ''}type=${UNIX_TYPES[kind] ?? kind} (${shown})`;
    found.set(Number(inode), { type: 'unix', protocol: '', device: `0x${address.replace(':', '')}`, ends: [], state: shown, text });
  }
  for (const fields of await rows('netlink')) {
    const inode = fields.at(-1) ?? '';
    found.set(Number(inode), { type: 'netlink', protocol: '', device: '0t0', ends: [], state: '', text: NETLINK[fields[1] ?? ''] ?? '' });
  }
  return found;
}

/** "0100007F:15B3" as an address and a port. */
function endOf(text: string): End {
  const [address = '', port = '0'] = text.split(':');
  const bytes = (address.match(/.{8}/g) ?? []).flatMap(word => [6, 4, 2, 0].map(at => Number.parseInt(word.slice(at, at + 2), 16)));
  const number = Number.parseInt(port, 16);
  if (bytes.every(byte => byte === 0)) return { host: '*', port: number };
  return { host: bytes.length === 4 ? bytes.join('.') : compressed(bytes), port: number };
}

function compressed(bytes: readonly number[]): string {
  const words = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2]! << 8) | bytes[at * 2 + 1]!).toString(16));
  if (words.slice(0, 5).every(word => word === '0') && words[5] === 'ffff') return `::ffff:${bytes.slice(12).join('.')}`;
  const zeros = [...words.join(':').matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)]
    .map(([, run = '']) => run)
    .sort((a, b) => b.length - a.length)[0];
  if (zeros === undefined) return words.join(':');
  const text = words.join(':');
  const at = text.indexOf(zeros);
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + zeros.length).replace(/^:/, '')}`;
}

/** Names of hosts and ports, from /etc/hosts and /etc/services, where they are wanted. */
export class EndNames {
  readonly #hosts = new Map<string, string>();
  readonly #services = new Map<string, string>();

  /** Reads what is wanted. */
  async load(sys: Sys, wants: { hosts: boolean; services: boolean }): Promise<this> {
    const hosts = wants.hosts ? await readText(sys, '/etc/hosts').catch(() => '') : '';
    for (const line of hosts.split('\n')) {
      const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (address && name !== undefined && !this.#hosts.has(address)) this.#hosts.set(address, name);
    }
    const services = wants.services ? await readText(sys, '/etc/services').catch(() => '') : '';
    for (const [, name = '', key = ''] of services.matchAll(/^(\S+)\s+(\d+\/\w+)/gm))
      if (!this.#services.has(key)) this.#services.set(key, name);
    return this;
  }

  /** "localhost:http". */
  print({ host, port }: End, protocol: string): string {
    const name = this.#hosts.get(host) ?? (host.includes(':') ? `[${host}]` : host);
    return `${name}:${port === 0 ? '*' : (this.#services.get(`${port}/${protocol.toLowerCase()}`) ?? port)}`;
  }

  /** "127.0.0.1:5555->127.0.0.1:46418 (ESTABLISHED)". */
  name({ ends, protocol, state }: Socket): string {
    return `${ends.map(end => this.print(end, protocol)).join('->')}${state === '' ? '' : ` (${state})`}`;
  }
}

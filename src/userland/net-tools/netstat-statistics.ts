// netstat -s: the counters of the protocols. As statistics.c of net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { procText } from '../lib/proc.ts';
import { ICMP_OUT_WORDS, ICMP_WORDS, SNMP_WORDS } from './netstat-words.ts';

/** Titles of /proc/net/snmp and netstat, each with its counters in order. */
function read(text: string): [title: string, counters: [name: string, value: string][]][] {
  const lines = text.split('\n');
  const found: [string, [string, string][]][] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [title = '', ...names] = lines[at]!.split(' ');
    const values = lines[at + 1]!.split(' ').slice(1);
    if (title !== '') found.push([title.replace(':', ''), names.map((name, index) => [name, values[index] ?? '0'])]);
  }
  return found;
}

/** Plain counters that are not 0 are told under their own names. */
function lines(title: string, counters: readonly (readonly [string, string])[]): string {
  const words = SNMP_WORDS[title] ?? {};
  let text = '';
  let histogram = '';
  for (const [name, value] of counters) {
    const known = words[name];
    if (title === 'Icmp' && !known) {
      const direction = name.startsWith('In') ? 'input' : 'output';
      const bare = name.replace(/^(?:In|Out)/, '');
      const called = (direction === 'input' ? ICMP_WORDS : ICMP_OUT_WORDS)[bare];
      if (called === undefined) {
        if (value !== '0') text += `    ${name}: ${value}\n`;
        continue;
      }
      if (histogram !== direction) text += `    ICMP ${direction} histogram:\n`;
      histogram = direction;
      if (value !== '0') text += `        ${called}: ${value}\n`;
    } else if (known) {
      if (known[1] || value !== '0') text += `    ${known[0].replace('%', value)}\n`;
    } else if (value !== '0' && !/^(?:DefaultTTL|RtoAlgorithm|RtoMin|RtoMax|MaxConn)$/.test(name)) {
      text += title === 'IcmpMsg' ? `        ${name}: ${value}\n` : `    ${name}: ${value}\n`;
    }
  }
  return text;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  tcp: ['Tcp', 'TcpExt', 'MPTcpExt'],
  udp: ['Udp', 'UdpLite'],
  raw: ['Ip', 'Icmp', 'IcmpMsg', 'IpExt'],
};

/** The counters of the protocols asked for; of all where none is. */
export async function printStatistics(sys: Sys, kinds: ReadonlySet<string>): Promise<string> {
  const wanted = kinds.size === 0 ? undefined : new Set([...kinds].flatMap(kind => KINDS[kind] ?? []));
  const groups = [...read((await procText(sys, '/proc/net/snmp')) ?? ''), ...read((await procText(sys, '/proc/net/netstat')) ?? '')];
  let text = '';
  for (const [title, counters] of groups) {
    if (wanted && !wanted.has(title)) continue;
    text += `${title}:\n${lines(title, counters)}`;
  }
  return text;
}

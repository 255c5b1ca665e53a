// ss -s: how many sockets there are of each kind. As misc/ss.c: print_summary().

import type { Sys } from '../../../abi/sys.ts';
import { procText } from '../../lib/proc.ts';

/** "TCP: inuse 3 orphan 0" lines as numbers by "TCP.inuse". */
function read(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [head = '', ...words] = line.split(' ');
    for (let at = 0; at + 1 < words.length; at += 2) found.set(`${head.replace(':', '')}.${words[at]}`, Number(words[at + 1]));
  }
  return found;
}

export async function summary(sys: Sys): Promise<string> {
  const four = read((await procText(sys, '/proc/net/sockstat')) ?? '');
  const six = read((await procText(sys, '/proc/net/sockstat6')) ?? '');
  const snmp = ((await procText(sys, '/proc/net/snmp')) ?? '').split('\n').filter(line => line.startsWith('Tcp:'));
  const at = snmp[0]?.split(' ').indexOf('CurrEstab') ?? -1;
  const established = Number(snmp[1]?.split(' ')[at] ?? 0);
  const value = (table: Map<string, number>, key: string): number => table.get(key) ?? 0;
  const waiting = value(four, 'TCP.tw');
  const total = value(four, 'TCP.alloc') + waiting;
  const [tcp4, tcp6] = [value(four, 'TCP.inuse'), value(six, 'TCP6.inuse')];
  const closed = total - (tcp4 + tcp6 - waiting);
  const rows: [string, number, number][] = [
    ['RAW', value(four, 'RAW.inuse'), value(six, 'RAW6.inuse')],
    ['UDP', value(four, 'UDP.inuse'), value(six, 'UDP6.inuse')],
    ['TCP', tcp4, tcp6],
  ];
  const sum = (which: 1 | 2): number => rows.reduce((so, row) => so + row[which], 0);
  rows.push(['INET', sum(1), sum(2)], ['FRAG', value(four, 'FRAG.inuse'), value(six, 'FRAG6.inuse')]);
  const head = `Total: ${value(four, 'sockets.used')}\nTCP:   ${total} (estab ${established}, closed ${closed}, orphaned ${value(four, 'TCP.orphan')}, timewait ${waiting})\n\nTransport Total     IP        IPv6\n`;
  const lines = rows.map(([name, v4, v6]) => `${name}\t  ${String(v4 + v6).padEnd(9)} ${String(v4).padEnd(9)} ${String(v6).padEnd(9)}\n`);
  return `${head}${lines.join('')}\n`;
}

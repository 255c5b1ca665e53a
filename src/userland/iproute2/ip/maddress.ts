// ip maddress: multicast addresses that the machine listens to, from /proc/net. As ip/ipmaddr.c.

import { parseIpv6, printIpv6 } from '../../../wire/address.ts';
import { readText } from '../../lib/io.ts';
import { Fatal } from '../fatal.ts';
import type { Ip } from './context.ts';
import { MADDRESS_HELP } from './help.ts';
import { keywordOf, type Words } from './words.ts';

interface Entry {
  index: number;
  name: string;
  text: string;
}

export default async function maddress(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift() ?? 'show';
  const command = keywordOf(word, ['show', 'list', 'lst', 'add', 'delete', 'help'] as const);
  if (command === 'help') throw new Fatal(MADDRESS_HELP, 255);
  if (command === 'add' || command === 'delete') throw new Fatal(`slipway: ip maddress ${command} is not simulated here\n`, 1);
  if (command === undefined) throw new Fatal(`Command "${word}" is unknown, try "ip maddr help".\n`, 255);
  const first = words.shift();
  const dev = first === 'dev' ? words.next() : first;
  if (dev !== undefined) await ip.indexOf(dev);
  const entries = [...(await linkEntries(ip)), ...(await inetEntries(ip)), ...(await inet6Entries(ip))];
  const indexes = [...new Set(entries.map(({ index }) => index))].sort((a, b) => a - b);
  for (const index of indexes) {
    const own = entries.filter(entry => entry.index === index && (dev === undefined || entry.name === dev));
    if (own.length === 0) continue;
    ip.out.write(`${index}:\t${own[0]!.name}\n${own.map(({ text }) => `\t${text}\n`).join('')}`);
  }
}

const wants = (ip: Ip, family: string): boolean => ip.options.family === undefined || ip.options.family === family;

/** /proc/net/dev_mcast: index, name, users, static, address. */
async function linkEntries(ip: Ip): Promise<Entry[]> {
  if (!wants(ip, 'link')) return [];
  const rows = (await readText(ip.sys, '/proc/net/dev_mcast')).split('\n').map(line => line.trim().split(/\s+/));
  return rows.flatMap(([index, name, users, , address]) =>
    address === undefined
      ? []
      : [
          {
            index: Number(index),
            name: name!,
            text: `link  ${address.replace(/(..)(?=.)/g, '$1:')}${Number(users) > 1 ? ` users ${users}` : ''}`,
          },
        ],
  );
}

/** /proc/net/igmp: a line a device, then its groups in the machine's byte order. */
async function inetEntries(ip: Ip): Promise<Entry[]> {
  if (!wants(ip, 'inet')) return [];
  const entries: Entry[] = [];
  let device: { index: number; name: string } | undefined;
  for (const line of (await readText(ip.sys, '/proc/net/igmp')).split('\n').slice(1)) {
    const head = /^(\d+)\s+(\S+)\s*:/.exec(line);
    if (head) device = { index: Number(head[1]), name: head[2]! };
    const group = /^\s+([0-9A-F]{8})\s+(\d+)/.exec(line);
    if (!group || !device) continue;
    const address = [6, 4, 2, 0].map(at => Number.parseInt(group[1]!.slice(at, at + 2), 16)).join('.');
    entries.push({ ...device, text: `inet  ${address}${Number(group[2]) > 1 ? ` users ${group[2]}` : ''}` });
  }
  return entries;
}

/** /proc/net/igmp6: index, name, address, users. */
async function inet6Entries(ip: Ip): Promise<Entry[]> {
  if (!wants(ip, 'inet6')) return [];
  const rows = (await readText(ip.sys, '/proc/net/igmp6')).split('\n').map(line => line.trim().split(/\s+/));
  return rows.flatMap(([index, name, address, users]) => {
    if (address === undefined) return [];
    const text = printIpv6(parseIpv6(address.replace(/(....)(?=.)/g, '$1:'))!);
    return [{ index: Number(index), name: name!, text: `inet6 ${text}${Number(users) > 1 ? ` users ${users}` : ''}` }];
  });
}

// ip tuntap: making and listing tun and tap devices. As ip/iptuntap.c, over netlink where that one opens /dev/net/tun.

import { Fatal, missing } from '../fatal.ts';
import type { Ip } from './context.ts';
import { TUNTAP_HELP } from './help.ts';
import { keywordOf, matches, type Words } from './words.ts';

export default async function tuntap(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift() ?? 'show';
  const command = keywordOf(word, ['add', 'delete', 'show', 'lst', 'list', 'help'] as const);
  if (command === 'help') throw new Fatal(TUNTAP_HELP, 255);
  if (command === undefined) throw new Fatal(`Command "${word}" is unknown, try "ip tuntap help".\n`, 255);
  if (command !== 'add' && command !== 'delete') return show(ip);
  let mode: 'tun' | 'tap' | undefined;
  let name: string | undefined;
  while (!words.done) {
    const next = words.next();
    if (matches(next, 'mode')) mode = modeOf(words.next());
    else if (matches(next, 'dev') || next === 'name') name = words.next();
    else if (next === 'user' || next === 'group') words.next();
    else if (['pi', 'one_queue', 'vnet_hdr', 'multi_queue'].includes(next))
      throw new Fatal(`slipway: ip tuntap ${next} is not simulated here\n`, 1);
    else name = next;
  }
  if (mode === undefined) throw new Fatal('You failed to specify a tunnel mode\n', 1);
  if (command === 'delete') {
    await ip.talk({ type: 'dellink', link: { index: await ip.indexOf(name ?? missing('dev')) } });
    return;
  }
  await ip.talk({
    type: 'newlink',
    link: { kind: 'tun', data: { type: mode, persist: true }, ...(name === undefined ? {} : { name }) },
    flags: { create: true, exclusive: true },
  });
}

function modeOf(word: string): 'tun' | 'tap' {
  if (word === 'tun' || word === 'tap') return word;
  throw new Fatal(`Unknown tunnel mode "${word}"\n`, 255);
}

async function show(ip: Ip): Promise<void> {
  for (const link of (await ip.links()).values()) {
    if (link.kind !== 'tun') continue;
    const type = String(link.data?.['type'] ?? 'tun');
    ip.out.write(`${link.name}: ${type}${link.data?.['persist'] === false ? '' : ' persist'}\n`);
  }
}

// bridge link: the ports of bridges and their settings. As bridge/link.c.

import type { Link } from '../../../abi/rtnetlink.ts';
import { Fatal, noDevice } from '../fatal.ts';
import type { Ip } from '../ip/context.ts';
import { flagsOf, nameWithLink } from '../ip/link-print.ts';
import { matches, type Words } from '../ip/words.ts';
import type { Json } from '../json.ts';
import { LINK } from './help.ts';

const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];
/** Settings that are on or off, as `bridge -d link` lists them; numbers and those it does not know are put between. */
const DETAILS = [
  'hairpin',
  'guard',
  'root_block',
  'fastleave',
  'learning',
  'flood',
  'mcast_flood',
  'bcast_flood',
  'mcast_router',
  'mcast_to_unicast',
  'neigh_suppress',
  'neigh_vlan_suppress',
  'vlan_tunnel',
  'isolated',
  'locked',
  'mab',
  'mcast_n_groups',
  'mcast_max_groups',
] as const;
const SWITCHES: readonly string[] = [
  'guard',
  'hairpin',
  'fastleave',
  'root_block',
  'learning',
  'flood',
  'mcast_flood',
  'bcast_flood',
  'mcast_to_unicast',
  'neigh_suppress',
  'vlan_tunnel',
  'isolated',
  'locked',
];
const NOT_SIMULATED: readonly string[] = [
  'learning_sync',
  'mcast_max_groups',
  'neigh_vlan_suppress',
  'neigh_forward_grat',
  'mab',
  'hwmode',
  'backup_port',
  'nobackup_port',
  'backup_nhid',
  'mcast_router',
];

export async function link(bridge: Ip, words: Words): Promise<void> {
  const command = words.shift();
  if (command === undefined || matches(command, 'show') || matches(command, 'lst') || matches(command, 'list')) return show(bridge, words);
  if (matches(command, 'set') || matches(command, 'change')) return set(bridge, words);
  if (matches(command, 'help')) throw new Fatal(LINK, 255);
  throw new Fatal(`Command "${command}" is unknown, try "bridge link help".\n`, 255);
}

async function show(bridge: Ip, words: Words): Promise<void> {
  let index: number | undefined;
  let master: number | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') index = await bridge.indexOf(words.next());
    else if (word === 'master') master = await bridge.indexOf(words.next());
    else if (matches(word, 'help')) throw new Fatal(LINK, 255);
  }
  const shown = [...(await bridge.links()).values()].filter(
    each =>
      each.slaveKind === 'bridge' && (index === undefined || each.index === index) && (master === undefined || each.master === master),
  );
  if (bridge.options.json) {
    const rows: Json[] = [];
    for (const each of shown) rows.push(await portJson(bridge, each));
    bridge.writeJson(rows);
    return;
  }
  for (const each of shown) bridge.out.write(await portText(bridge, each));
}

/** A value of a port's that is listed in details: what the kernel does not count or limit is 0. */
function detail(port: Link, name: (typeof DETAILS)[number]): Json {
  if (name === 'mcast_router') return Number(port.slaveData?.['multicast_router'] ?? 1);
  if (name === 'mcast_n_groups' || name === 'mcast_max_groups') return 0;
  return port.slaveData?.[name] === true;
}

/** A port as `bridge link` and `bridge monitor` print it; any device as the latter does. */
export async function portText(bridge: Ip, port: Link): Promise<string> {
  const name = bridge.color('name', `${await nameWithLink(bridge, port)}: `);
  let text = `${port.index}: ${name}<${(await flagsOf(bridge, port)).join(',')}> mtu ${port.mtu} `;
  if (port.master !== undefined) text += `master ${await bridge.linkName(port.master)} `;
  const data = port.slaveKind === 'bridge' ? port.slaveData : undefined;
  if (data) {
    text += `state ${String(data['state'])} priority ${String(data['priority'])} cost ${String(data['cost'])} `;
    if (bridge.options.details) {
      const settings = DETAILS.map(key => {
        const value = detail(port, key);
        return `${key} ${typeof value === 'boolean' ? (value ? 'on' : 'off') : value} `;
      });
      text += `${bridge.nl}    ${settings.join('')}`;
    }
  }
  return `${text}\n`;
}

async function portJson(bridge: Ip, port: Link): Promise<Json> {
  const below = port.link === undefined || port.link === 0 ? {} : linkMember(port, await bridge.linkName(port.link));
  const { slaveData } = port;
  return {
    ifindex: port.index,
    ...below,
    ifname: port.name,
    flags: await flagsOf(bridge, port),
    mtu: port.mtu,
    ...(port.master === undefined ? {} : { master: await bridge.linkName(port.master) }),
    state: String(slaveData?.['state']),
    priority: Number(slaveData?.['priority']),
    cost: Number(slaveData?.['cost']),
    ...(bridge.options.details ? Object.fromEntries(DETAILS.map(name => [name, detail(port, name)])) : {}),
  };
}

const linkMember = (port: Link, name: string): Record<string, Json> =>
  port.linkNetnsid === undefined ? { link: name } : { link_index: port.link! };

function onOff(name: string, word: string): boolean {
  if (word !== 'on' && word !== 'off') throw new Fatal(`Error: argument of "${name}" must be one of "off", "on", not "${word}"\n`, 255);
  return word === 'on';
}

function stateOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  const state = STATES.indexOf(word);
  if (state < 0) throw new Fatal('Error: invalid STP port state\n', 255);
  return state;
}

async function set(bridge: Ip, words: Words): Promise<void> {
  let device: string | undefined;
  const data: Record<string, unknown> = {};
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') device = words.next();
    else if (SWITCHES.includes(word)) data[word] = onOff(word, words.next());
    else if (word === 'cost') data['cost'] = Number.parseInt(words.next(), 10) || undefined;
    else if (word === 'priority') data['priority'] = Number.parseInt(words.next(), 10) || 0;
    else if (word === 'state') data['state'] = stateOf(words.next());
    else if (NOT_SIMULATED.includes(word)) throw new Fatal(`bridge: option ${word} is not simulated here\n`, 255);
    else if (word !== 'self' && word !== 'master') throw new Fatal(LINK, 255);
  }
  if (device === undefined) throw new Fatal('Device is a required argument.\n', 255);
  const found = await bridge.findLink(device);
  if (!found) return noDevice(device);
  const slaveData = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
  await bridge.talk({ type: 'setlink', link: { index: found.index, slaveKind: 'bridge', slaveData } });
}

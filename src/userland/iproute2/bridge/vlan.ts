// bridge vlan: which VLANs the ports of a filtering bridge take and give. As bridge/vlan.c.

import type { BridgeVlan } from '../../../abi/rtnetlink.ts';
import { Fatal, noDevice } from '../fatal.ts';
import type { Ip } from '../ip/context.ts';
import { matches, type Words } from '../ip/words.ts';
import type { Json } from '../json.ts';
import { VLAN } from './help.ts';

type Vlans = BridgeVlan['vlans'];

export async function vlan(bridge: Ip, words: Words, compress: boolean): Promise<void> {
  const command = words.shift();
  if (command === undefined || matches(command, 'show') || matches(command, 'lst') || matches(command, 'list')) {
    return show(bridge, words, compress);
  }
  if (matches(command, 'add')) return change(bridge, words, 'newvlan');
  if (matches(command, 'delete')) return change(bridge, words, 'delvlan');
  if (matches(command, 'set') || matches(command, 'global') || matches(command, 'tunnelshow')) {
    throw new Fatal(`bridge: command vlan ${command} is not simulated here\n`, 255);
  }
  if (matches(command, 'help')) throw new Fatal(VLAN, 255);
  throw new Fatal(`Command "${command}" is unknown, try "bridge vlan help".\n`, 255);
}

async function show(bridge: Ip, words: Words, compress: boolean): Promise<void> {
  let index: number | undefined;
  let id: number | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') index = await bridge.indexOf(words.next());
    else if (word === 'vid') id = Number(words.next());
    else if (matches(word, 'help')) throw new Fatal(VLAN, 255);
  }
  const answers = await bridge.dump({ type: 'getvlan', vlan: index === undefined ? {} : { index } });
  const rows: Json[] = [];
  if (!bridge.options.json) bridge.out.write('port              vlan-id  \n');
  for (const answer of answers) {
    if (answer.type !== 'newvlan') continue;
    const { index: device, vlans } = answer.vlan as BridgeVlan;
    const shown = (compress ? compressed(vlans) : vlans).filter(each => id === undefined || (each.id <= id && id <= (each.end ?? each.id)));
    if (shown.length === 0) continue;
    const name = await bridge.linkName(device);
    if (bridge.options.json) rows.push({ ifname: name, vlans: shown.map(vlanJson) });
    else bridge.out.write(shown.map((each, at) => `${(at === 0 ? name : '').padEnd(18)}${vlanText(each)}\n`).join(''));
  }
  if (bridge.options.json) bridge.writeJson(rows);
}

/** Neighbours with the same settings as one range (-compressvlans). */
function compressed(vlans: Vlans): Vlans {
  const ranges: Vlans = [];
  for (const each of vlans) {
    const last = ranges.at(-1);
    const same = last && !last.pvid && !each.pvid && last.untagged === each.untagged && (last.end ?? last.id) + 1 === each.id;
    if (same) last.end = each.id;
    else ranges.push({ ...each });
  }
  return ranges;
}

const flagsOf = ({ pvid, untagged }: Vlans[number]): string[] => [...(pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])];

const vlanText = (each: Vlans[number]): string =>
  [each.end === undefined ? `${each.id}` : `${each.id}-${each.end}`, ...flagsOf(each)].join(' ');

function vlanJson(each: Vlans[number]): Json {
  const flags = flagsOf(each);
  return { vlan: each.id, vlanEnd: each.end, ...(flags.length > 0 ? { flags } : {}) };
}

async function change(bridge: Ip, words: Words, type: 'newvlan' | 'delvlan'): Promise<void> {
  let device: string | undefined;
  let vid: { id: number; end?: number } | undefined;
  const how: { pvid?: boolean; untagged?: boolean } = {};
  const where: { self?: boolean; master?: boolean } = {};
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') device = words.next();
    else if (word === 'vid') vid = parseVid(words.next());
    else if (word === 'self' || word === 'master') where[word] = true;
    else if (matches(word, 'pvid')) how.pvid = true;
    else if (matches(word, 'untagged')) how.untagged = true;
    else if (word === 'tunnel_info') throw new Fatal('bridge: option tunnel_info is not simulated here\n', 255);
    else if (matches(word, 'help')) throw new Fatal(VLAN, 255);
  }
  if (device === undefined || vid === undefined) throw new Fatal('Device and VLAN ID are required arguments.\n', 255);
  const found = await bridge.findLink(device);
  if (!found) return noDevice(device);
  if (vid.id >= 4096) throw new Fatal(`Invalid VLAN ID "${vid.id}"\n`, 255);
  if (vid.end !== undefined && vid.end <= vid.id) throw new Fatal(`Invalid VLAN range "${vid.id}-${vid.end}"\n`, 255);
  if (vid.end !== undefined && how.pvid) throw new Fatal(`pvid cannot be configured for a vlan range\n`, 255);
  await bridge.talk({ type, vlan: { index: found.index, vlans: [{ ...vid, ...how }], ...where } });
}

function parseVid(text: string): { id: number; end?: number } {
  const [first = '', last] = text.split('-');
  const id = Number.parseInt(first, 10) || 0;
  return last === undefined ? { id } : { id, end: Number.parseInt(last, 10) || 0 };
}

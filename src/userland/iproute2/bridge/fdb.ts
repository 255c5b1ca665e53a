// bridge fdb: the forwarding databases of bridges and vxlans. As bridge/fdb.c.

import type { Neighbour, NeighbourState } from '../../../abi/rtnetlink.ts';
import { parseMac } from '../../../wire/address.ts';
import { Fatal, noDevice } from '../fatal.ts';
import type { Ip } from '../ip/context.ts';
import { parseAddressArgument } from '../ip/parse.ts';
import { matches, type Words } from '../ip/words.ts';
import type { Json } from '../json.ts';
import { FDB } from './help.ts';

const FLAGS = ['self', 'router', 'extern_learn', 'offload', 'sticky', 'locked'];
const STATES: Readonly<Record<string, string>> = { PERMANENT: 'permanent', NOARP: 'static', STALE: 'stale', REACHABLE: '' };

export async function fdb(bridge: Ip, words: Words): Promise<void> {
  const command = words.shift();
  if (command === undefined || matches(command, 'show') || matches(command, 'lst') || matches(command, 'list')) return show(bridge, words);
  if (matches(command, 'add')) return change(bridge, words, 'newneigh', { create: true, exclusive: true });
  if (matches(command, 'append')) return change(bridge, words, 'newneigh', { create: true, append: true });
  if (matches(command, 'replace')) return change(bridge, words, 'newneigh', { create: true, replace: true });
  if (matches(command, 'delete')) return change(bridge, words, 'delneigh', {});
  if (matches(command, 'get')) return get(bridge, words);
  if (matches(command, 'flush')) return flush(bridge, words);
  if (matches(command, 'help')) throw new Fatal(FDB, 255);
  throw new Fatal(`Command "${command}" is unknown, try "bridge fdb help".\n`, 255);
}

const stateText = (state: readonly NeighbourState[]): string => STATES[state[0] ?? ''] ?? 'state=0';

/** An entry as text; its device is left out where only one was asked for. */
export async function entryText(bridge: Ip, entry: Neighbour, withDevice: boolean): Promise<string> {
  let text = `${bridge.color('mac', entry.lladdr ?? '')} `;
  if (withDevice) text += `dev ${bridge.color('name', await bridge.linkName(entry.index))} `;
  if (entry.remote !== undefined) text += `dst ${bridge.color(entry.remote.includes(':') ? 'inet6' : 'inet', entry.remote)} `;
  if (entry.vlan !== undefined) text += `vlan ${entry.vlan} `;
  if (entry.port !== undefined) text += `port ${entry.port} `;
  if (entry.vni !== undefined) text += `vni ${entry.vni} `;
  if (entry.via !== undefined) text += `via ${await bridge.linkName(entry.via)} `;
  if (bridge.options.statistics > 0 && entry.cache) text += `used ${entry.cache.usedSeconds}/${entry.cache.updatedSeconds} `;
  for (const flag of FLAGS) if (entry.flags.includes(flag)) text += `${flag} `;
  if (entry.master !== undefined) text += `master ${await bridge.linkName(entry.master)} `;
  return `${text}${stateText(entry.state)}\n`;
}

async function entryJson(bridge: Ip, entry: Neighbour, withDevice: boolean): Promise<Json> {
  const { cache } = entry;
  return {
    mac: entry.lladdr ?? '',
    ...(withDevice ? { ifname: await bridge.linkName(entry.index) } : {}),
    dst: entry.remote,
    vlan: entry.vlan,
    port: entry.port,
    vni: entry.vni,
    ...(entry.via === undefined ? {} : { viaIf: await bridge.linkName(entry.via) }),
    ...(bridge.options.statistics > 0 && cache ? { used: cache.usedSeconds, updated: cache.updatedSeconds } : {}),
    flags: FLAGS.filter(flag => entry.flags.includes(flag)),
    ...(entry.master === undefined ? {} : { master: await bridge.linkName(entry.master) }),
    state: stateText(entry.state),
  };
}

async function bridgeIndex(bridge: Ip, name: string): Promise<number> {
  const found = await bridge.findLink(name);
  if (!found) throw new Fatal(`Cannot find bridge device "${name}"\n`, 255);
  return found.index;
}

async function show(bridge: Ip, words: Words): Promise<void> {
  let index: number | undefined;
  let master: number | undefined;
  let vlan: number | undefined;
  let state: string | undefined;
  let dynamic = false;
  while (!words.done) {
    const word = words.next();
    if (word === 'brport' || word === 'dev') {
      const name = words.next();
      index = await bridgeIndex(bridge, name);
    } else if (word === 'br') master = await bridgeIndex(bridge, words.next());
    else if (word === 'vlan') vlan = Number(words.next());
    else if (word === 'state') state = words.next();
    else if (word === 'dynamic') dynamic = true;
    else if (matches(word, 'help')) throw new Fatal(FDB, 255);
  }
  const answers = await bridge.dump({
    type: 'getneigh',
    neighbour: { family: 'bridge', ...(index === undefined ? {} : { index }), ...(master === undefined ? {} : { master }) },
  });
  const shown = answers
    .flatMap(answer => (answer.type === 'newneigh' ? [answer.neighbour as Neighbour] : []))
    .filter(entry => (vlan === undefined || entry.vlan === vlan) && (!dynamic || !entry.state.includes('PERMANENT')))
    .filter(entry => state === undefined || state === 'all' || stateText(entry.state) === state);
  if (bridge.options.json) {
    const rows: Json[] = [];
    for (const entry of shown) rows.push(await entryJson(bridge, entry, index === undefined));
    bridge.writeJson(rows);
    return;
  }
  for (const entry of shown) bridge.out.write(await entryText(bridge, entry, index === undefined));
}

interface Asked {
  device: string | undefined;
  address: string | undefined;
  entry: Partial<Neighbour>;
  state: NeighbourState[] | undefined;
}

/** The words of add, append, replace and del. */
async function readEntry(bridge: Ip, words: Words): Promise<Asked> {
  const asked: Asked = { device: undefined, address: undefined, entry: { family: 'bridge' }, state: undefined };
  const { entry } = asked;
  const flags: string[] = [];
  const number = (reason: string): number => {
    const text = words.next();
    if (!/^\d+$/.test(text)) throw new Fatal(`Error: argument "${text}" is wrong: ${reason}\n\n`, 255);
    return Number(text);
  };
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') asked.device = words.next();
    else if (word === 'dst') entry.remote = parseAddressArgument(words.next(), undefined).address;
    else if (word === 'port') entry.port = number('invalid port');
    else if (word === 'vni') entry.vni = number('invalid VNI');
    else if (word === 'via') entry.via = (await bridge.findLink(words.next()))?.index ?? 0;
    else if (word === 'vlan') entry.vlan = number('invalid VLAN');
    else if (['self', 'master', 'sticky', 'extern_learn', 'router'].includes(word)) flags.push(word);
    else if (word === 'local' || matches(word, 'permanent')) asked.state = ['PERMANENT'];
    else if (matches(word, 'temp') || matches(word, 'dynamic')) asked.state = ['REACHABLE'];
    else if (matches(word, 'static')) asked.state = ['NOARP', 'REACHABLE'];
    else if (['use', 'nhid', 'src_vni', 'activity_notify', 'inactive', 'norefresh'].includes(word)) {
      throw new Fatal(`bridge: option ${word} is not simulated here\n`, 255);
    } else {
      const value = word === 'to' ? words.next() : word;
      if (matches(value, 'help')) throw new Fatal(FDB, 255);
      if (asked.address !== undefined) throw new Fatal(`Error: either "to" is duplicate, or "${value}" is garbage.\n`, 255);
      asked.address = value;
    }
  }
  if (!flags.includes('self') && !flags.includes('master')) flags.push('self');
  entry.flags = flags;
  return asked;
}

async function change(bridge: Ip, words: Words, type: 'newneigh' | 'delneigh', flags: Record<string, boolean>): Promise<void> {
  const { device, address, entry, state } = await readEntry(bridge, words);
  if (device === undefined || address === undefined) throw new Fatal('Device and address are required arguments.\n', 255);
  if (parseMac(address) === undefined) throw new Fatal(`Invalid mac address ${address}\n`, 255);
  const found = await bridge.findLink(device);
  if (!found) return noDevice(device);
  await bridge.talk({
    type,
    neighbour: { ...entry, index: found.index, lladdr: address, state: state ?? ['PERMANENT'] },
    ...(type === 'newneigh' ? { flags } : {}),
  });
}

async function get(bridge: Ip, words: Words): Promise<void> {
  let address: string | undefined;
  let index: number | undefined;
  let master: number | undefined;
  let vlan: number | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'brport' || word === 'dev') index = await bridge.indexOf(words.next());
    else if (word === 'br') master = await bridgeIndex(bridge, words.next());
    else if (word === 'vlan') vlan = Number(words.next());
    else if (['vni', 'self', 'master', 'dynamic'].includes(word)) throw new Fatal(`bridge: option ${word} is not simulated here\n`, 255);
    else {
      const value = word === 'to' ? words.next() : word;
      if (address !== undefined) throw new Fatal(`Error: either "to" is duplicate, or "${value}" is garbage.\n`, 255);
      address = value;
    }
  }
  if (address === undefined || (index === undefined && master === undefined)) {
    throw new Fatal('Device and address are required arguments.\n', 255);
  }
  if (parseMac(address) === undefined) throw new Fatal(`Invalid mac address ${address}\n`, 255);
  const where = { ...(index === undefined ? {} : { index }), ...(master === undefined ? {} : { master }) };
  const neighbour = { family: 'bridge', lladdr: address, ...where, ...(vlan === undefined ? {} : { vlan }) } as const;
  const answers = await bridge.talk({ type: 'getneigh', neighbour }).catch((error: unknown) => {
    throw error instanceof Fatal ? new Fatal(error.message, 254) : error;
  });
  for (const answer of answers) {
    if (answer.type !== 'newneigh') continue;
    const entry = answer.neighbour as Neighbour;
    if (bridge.options.json) bridge.writeJson([await entryJson(bridge, entry, true)]);
    else bridge.out.write(await entryText(bridge, entry, true));
  }
}

async function flush(bridge: Ip, words: Words): Promise<void> {
  let device: string | undefined;
  const flags: string[] = [];
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') device = words.next();
    else if (word === 'self' || word === 'master') flags.push(word);
    else throw new Fatal(`bridge: option ${word} of fdb flush is not simulated here\n`, 255);
  }
  if (device === undefined) throw new Fatal('Device is required.\n', 255);
  const found = await bridge.findLink(device);
  if (!found) throw new Fatal(`Cannot find bridge device "${device}"\n`, 255);
  if (flags.length === 0) flags.push('self');
  await bridge.talk({ type: 'delneigh', neighbour: { family: 'bridge', index: found.index, flags }, flags: { bulk: true } });
}

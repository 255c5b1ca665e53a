// ip neighbour: the tables of link-layer addresses. As ip/ipneigh.c.

import { Errno } from '../../../abi/errno.ts';
import type { Neighbour, NeighbourState } from '../../../abi/rtnetlink.ts';
import { duplicate, Fatal, invalid, noDevice } from '../fatal.ts';
import type { Json } from '../json.ts';
import type { Ip } from './context.ts';
import { NEIGH_HELP } from './help.ts';
import { type ParsedPrefix, parseAddressArgument, parseLladdr, parsePrefixArgument, prefixBits } from './parse.ts';
import { keywordOf, matches, type Words } from './words.ts';

const STATES: readonly NeighbourState[] = ['INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'NOARP', 'PERMANENT'];

export default async function neighbour(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return show(ip, words);
  const command = keywordOf(word, ['add', 'change', 'chg', 'replace', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'] as const);
  switch (command) {
    case 'add':
      return modify(ip, words, 'newneigh', { create: true, exclusive: true });
    case 'change':
    case 'chg':
      return modify(ip, words, 'newneigh', { replace: true });
    case 'replace':
      return modify(ip, words, 'newneigh', { create: true, replace: true });
    case 'delete':
      return modify(ip, words, 'delneigh', {});
    case 'get':
      return get(ip, words);
    case 'show':
    case 'lst':
    case 'list':
      return show(ip, words);
    case 'flush':
      return flush(ip, words);
    case 'help':
      throw new Fatal(NEIGH_HELP, 255);
    default:
      throw new Fatal(`Command "${word}" is unknown, try "ip neigh help".\n`, 255);
  }
}

const stateOf = (text: string): NeighbourState => STATES.find(state => state.toLowerCase() === text) ?? invalid('nud state is bad\n', text);

async function modify(
  ip: Ip,
  words: Words,
  type: 'newneigh' | 'delneigh',
  flags: { create?: boolean; exclusive?: boolean; replace?: boolean },
): Promise<void> {
  let dev: string | undefined;
  let dest: { family: 'inet' | 'inet6'; address: string } | undefined;
  const entry: Partial<Neighbour> & { index: number } = { index: 0, state: ['PERMANENT'], flags: [] };
  let lladdr: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'lladdr') lladdr = words.next();
    else if (word === 'nud') entry.state = [stateOf(words.next())];
    else if (word === 'proxy') {
      dest = parseAddressArgument(words.next(), ip.options.family);
      entry.flags = [...entry.flags!, 'proxy'];
    } else if (word === 'router' || word === 'extern_learn') entry.flags = [...entry.flags!, word];
    else if (word === 'use' || word === 'managed' || word === 'extern_valid')
      throw new Fatal(`slipway: ip neigh ${word} is not simulated here\n`, 1);
    else if (word === 'dev') dev = words.next();
    else if (word === 'protocol') entry.protocol = (await ip.protocols()).number(words.next());
    else {
      const text = word === 'to' ? words.next() : word;
      if (matches(text, 'help')) throw new Fatal(NEIGH_HELP, 255);
      if (dest) return duplicate('to', text);
      dest = parseAddressArgument(text, ip.options.family);
    }
  }
  if (dev === undefined || !dest) throw new Fatal('Device and destination are required arguments.\n', 1);
  if (lladdr !== undefined) entry.lladdr = lladdr === 'null' ? undefined : parseLladdr(lladdr);
  entry.index = (await ip.findLink(dev))?.index ?? noDevice(dev);
  await ip.talk({ type, neighbour: { ...entry, family: dest.family, dest: dest.address }, flags });
}

async function get(ip: Ip, words: Words): Promise<void> {
  let dev: string | undefined;
  let dest: { family: 'inet' | 'inet6'; address: string } | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') dev = words.next();
    else dest = parseAddressArgument(word === 'to' || word === 'proxy' ? words.next() : word, ip.options.family);
  }
  if (dev === undefined || !dest) throw new Fatal('Device and address are required arguments.\n', 1);
  const index = (await ip.findLink(dev))?.index ?? noDevice(dev);
  const [answer] = await ip.talk({ type: 'getneigh', neighbour: { family: dest.family, index, dest: dest.address } });
  if (answer?.type === 'newneigh') await write(ip, [answer.neighbour as Neighbour], {});
}

interface Filter {
  to?: ParsedPrefix;
  index?: number;
  states?: NeighbourState[];
  proxy?: boolean;
  nomaster?: boolean;
}

async function parseFilter(ip: Ip, words: Words): Promise<Filter> {
  const filter: Filter = {};
  let dev: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') dev = words.next();
    else if (word === 'nud' || matches(word, 'nud')) {
      const text = words.next();
      filter.states = text === 'all' ? [...STATES] : [...(filter.states ?? []), stateOf(text)];
    } else if (word === 'unused') filter.states = ['STALE', 'FAILED'];
    else if (word === 'proxy') filter.proxy = true;
    else if (word === 'nomaster') filter.nomaster = true;
    else if (matches(word, 'help') && word !== 'h') throw new Fatal(NEIGH_HELP, 255);
    else filter.to = parsePrefixArgument(word === 'to' ? words.next() : word, ip.options.family);
  }
  if (dev !== undefined) filter.index = (await ip.findLink(dev))?.index ?? noDevice(dev);
  return filter;
}

function passes(entry: Neighbour, filter: Filter): boolean {
  if (filter.index !== undefined && entry.index !== filter.index) return false;
  if (entry.flags.includes('proxy') !== (filter.proxy ?? false)) return false;
  // Without a wish, what is only the stack's own bookkeeping (NOARP: multicast, loopback) stays out.
  if (filter.states ? !entry.state.some(state => filter.states!.includes(state)) : entry.state.includes('NOARP')) return false;
  if (!filter.to || filter.to.any) return true;
  return (
    filter.to.family === entry.family &&
    entry.dest !== undefined &&
    prefixBits(entry.dest, filter.to.length) === prefixBits(filter.to.address, filter.to.length)
  );
}

async function entries(ip: Ip, filter: Filter): Promise<Neighbour[]> {
  const { family } = ip.options;
  const answers = await ip.dump({ type: 'getneigh', neighbour: family === 'inet' || family === 'inet6' ? { family } : {} });
  const all = answers.flatMap(answer => (answer.type === 'newneigh' ? [answer.neighbour as Neighbour] : []));
  return all.filter(entry => entry.family !== 'bridge' && (family === undefined || entry.family === family) && passes(entry, filter));
}

async function show(ip: Ip, words: Words): Promise<void> {
  const filter = await parseFilter(ip, words);
  await write(ip, await entries(ip, filter), filter);
}

async function write(ip: Ip, list: readonly Neighbour[], filter: Filter): Promise<void> {
  if (ip.options.json) {
    const objects: Json[] = [];
    for (const entry of list) objects.push(await neighbourJson(ip, entry));
    return ip.writeJson(objects);
  }
  for (const entry of list) ip.out.write(await neighbourText(ip, entry, filter));
}

/** A line of `ip neigh`; ip monitor prints the same. */
export async function neighbourText(ip: Ip, entry: Neighbour, filter: Filter = {}): Promise<string> {
  if (ip.options.brief) return `${(entry.dest ?? '').padEnd(40)}${(await ip.linkName(entry.index)).padEnd(17)}${entry.lladdr ?? ''} \n`;
  let text = entry.dest === undefined ? '' : `${ip.color(entry.family === 'inet6' ? 'inet6' : 'inet', entry.dest)} `;
  if (filter.index === undefined) text += `dev ${ip.color('name', await ip.linkName(entry.index))} `;
  if (entry.lladdr !== undefined) text += `lladdr ${ip.color('mac', entry.lladdr)} `;
  for (const flag of ['router', 'proxy', 'extern_learn'].filter(each => entry.flags.includes(each))) text += `${flag} `;
  if (ip.options.statistics > 0 && entry.cache) {
    const { usedSeconds, confirmedSeconds, updatedSeconds, references } = entry.cache;
    if (references > 0) text += ` ref ${references}`;
    text += ` used ${Math.floor(usedSeconds)}/${Math.floor(confirmedSeconds)}/${Math.floor(updatedSeconds)}`;
  }
  if (ip.options.statistics > 0 && entry.probes !== undefined) text += `probes ${entry.probes} `;
  text += entry.state.map(state => `${state} `).join('');
  if (entry.protocol) text += `proto ${(await ip.protocols()).name(entry.protocol)} `;
  return `${text}\n`;
}

async function neighbourJson(ip: Ip, entry: Neighbour): Promise<Json> {
  const flags = Object.fromEntries(
    ['router', 'proxy', 'extern_learn'].filter(flag => entry.flags.includes(flag)).map(flag => [flag, null]),
  );
  return { dst: entry.dest, dev: await ip.linkName(entry.index), lladdr: entry.lladdr, ...flags, state: entry.state };
}

/** What is neither permanent nor NOARP, as long as there is any. */
async function flush(ip: Ip, words: Words): Promise<void> {
  if (words.done) throw new Fatal('Flush requires arguments.\n', 1);
  const filter = await parseFilter(ip, words);
  const states = filter.states ?? STATES.filter(state => state !== 'PERMANENT' && state !== 'NOARP');
  const list = await entries(ip, { ...filter, states });
  for (const { family, index, dest } of list) {
    try {
      await (await ip.netlink()).request({ type: 'delneigh', neighbour: { family, index, dest } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  if (ip.options.statistics > 0)
    ip.out.write(
      list.length === 0
        ? 'Nothing to flush.\n'
        : `\n*** Round 1, deleting ${list.length} entries ***\n*** Flush is complete after 1 round ***\n`,
    );
}

// ip address show and flush: filters, lines, -br and JSON.

import type { AddressInfo, Link } from '../../../abi/rtnetlink.ts';
import { fnmatch } from '../../lib/glob.ts';
import { Fatal, invalid } from '../fatal.ts';
import type { Json } from '../json.ts';
import { addressProtocols, linkGroups, routeScopes } from '../names.ts';
import type { Family, Ip } from './context.ts';
import { ADDRESS_HELP } from './help.ts';
import { briefHead, linkJson, linkText } from './link-print.ts';
import { type ParsedPrefix, parsePrefixArgument, prefixBits } from './parse.ts';
import { matches, type Words } from './words.ts';

interface Filter {
  dev?: string;
  scope?: number;
  to?: ParsedPrefix;
  label?: string;
  up?: boolean;
  down?: boolean;
  master?: number;
  nomaster?: boolean;
  kind?: string;
  group?: number;
  protocol?: number;
  flags: { name: string; set: boolean }[];
}

const FLAG_WORDS: Readonly<Record<string, readonly [string, boolean]>> = {
  permanent: ['PERMANENT', true],
  dynamic: ['PERMANENT', false],
  secondary: ['SECONDARY', true],
  temporary: ['SECONDARY', true],
  primary: ['SECONDARY', false],
  tentative: ['TENTATIVE', true],
  deprecated: ['DEPRECATED', true],
  dadfailed: ['DADFAILED', true],
  home: ['HOMEADDRESS', true],
  nodad: ['NODAD', true],
  mngtmpaddr: ['MANAGETEMPADDR', true],
  noprefixroute: ['NOPREFIXROUTE', true],
  autojoin: ['MCAUTOJOIN', true],
};

async function parseFilter(ip: Ip, words: Words): Promise<Filter> {
  const filter: Filter = { flags: [] };
  while (!words.done) {
    const word = words.next();
    const negated = word.startsWith('-') ? word.slice(1) : word;
    if (word === 'to') filter.to = parsePrefixArgument(words.next(), ip.options.family);
    else if (word === 'scope') filter.scope = scopeOf(words.next());
    else if (word === 'up') filter.up = true;
    else if (word === 'down') filter.down = true;
    else if (word === 'label') filter.label = words.next();
    else if (word === 'dev') filter.dev = words.next();
    else if (word === 'group') filter.group = linkGroups.number(words.next());
    else if (word === 'master' || word === 'vrf') {
      const name = words.next();
      filter.master = (await ip.findLink(name))?.index ?? invalid('Device does not exist\n', name);
    } else if (word === 'nomaster') filter.nomaster = true;
    else if (word === 'type') filter.kind = words.next();
    else if (word === 'proto') filter.protocol = addressProtocols.number(words.next());
    else if (Object.hasOwn(FLAG_WORDS, negated)) {
      const [name, set] = FLAG_WORDS[negated]!;
      filter.flags.push({ name, set: set !== word.startsWith('-') });
    } else if (matches(word, 'help') && word.length > 1) throw new Fatal(ADDRESS_HELP, 255);
    else if (filter.dev === undefined) filter.dev = word;
    else throw new Fatal(`Error: either "dev" is duplicate, or "${word}" is garbage.\n`, 255);
  }
  return filter;
}

function scopeOf(text: string): number | undefined {
  if (text === 'all') return undefined;
  return routeScopes.number(text) ?? invalid('invalid "scope"\n', text);
}

/** The addresses of all links, by index, as asked for by family. */
async function addresses(ip: Ip): Promise<Map<number, AddressInfo[]>> {
  const { family } = ip.options;
  const answers = await ip.dump({ type: 'getaddr', address: family === 'inet' || family === 'inet6' ? { family } : {} });
  const byLink = new Map<number, AddressInfo[]>();
  for (const answer of answers) {
    if (answer.type !== 'newaddr') continue;
    const each = answer.address as AddressInfo;
    if ((family === 'inet' || family === 'inet6') && each.family !== family) continue;
    const list = byLink.get(each.index);
    if (list) list.push(each);
    else byLink.set(each.index, [each]);
  }
  return byLink;
}

const linkPasses = (link: Link, filter: Filter): boolean =>
  !(filter.up && !link.flags.includes('UP')) &&
  !(filter.down && link.flags.includes('UP')) &&
  (filter.master === undefined || link.master === filter.master) &&
  !(filter.nomaster && link.master !== undefined) &&
  (filter.group === undefined || link.group === filter.group) &&
  (filter.kind === undefined || link.kind === filter.kind || `${link.slaveKind}_slave` === filter.kind);

function passes(address: AddressInfo, filter: Filter, linkName: string): boolean {
  if (filter.scope !== undefined && address.scope !== filter.scope) return false;
  if (filter.protocol !== undefined && address.protocol !== filter.protocol) return false;
  if (filter.flags.some(({ name, set }) => address.flags.includes(name) !== set)) return false;
  if (filter.label !== undefined && !fnmatch(filter.label, address.label ?? linkName)) return false;
  if (!filter.to) return true;
  return (
    filter.to.family === address.family && prefixBits(address.local, filter.to.length) === prefixBits(filter.to.address, filter.to.length)
  );
}

export async function show(ip: Ip, words: Words): Promise<void> {
  const filter = await parseFilter(ip, words);
  const links = [...(await ip.links()).values()];
  const chosen = filter.dev === undefined ? links : [(await ip.findLink(filter.dev)) ?? notThere(filter.dev)];
  const byLink = ip.options.family === 'link' ? new Map<number, AddressInfo[]>() : await addresses(ip);
  // A link without an address that is looked for is not shown at all, unless nothing was looked for.
  const filtered =
    filter.scope !== undefined || filter.to || filter.label !== undefined || filter.flags.length > 0 || filter.protocol !== undefined;
  const narrowed = ip.options.family === 'inet' || ip.options.family === 'inet6' || filtered;
  const objects: Json[] = [];
  for (const link of chosen) {
    if (!linkPasses(link, filter)) continue;
    const own = (byLink.get(link.index) ?? []).filter(address => passes(address, filter, link.name));
    if (narrowed && own.length === 0) continue;
    const family = filter.to && !filter.to.any ? filter.to.family : ip.options.family;
    if (ip.options.json) objects.push(await addressJson(ip, link, own, family));
    else ip.out.write(await linkWithAddresses(ip, link, own, family));
  }
  if (ip.options.json) ip.writeJson(objects);
}

const notThere = (name: string): never => {
  throw new Fatal(`Device "${name}" does not exist.\n`, 1);
};

async function linkWithAddresses(ip: Ip, link: Link, own: readonly AddressInfo[], family: Family | undefined): Promise<string> {
  if (ip.options.brief) {
    return `${await briefHead(ip, link)}${own.map(address => ip.color(address.family, briefAddress(address))).join('')}\n`;
  }
  const { oneline } = ip.options;
  if (oneline && family === 'link') return linkText(ip, link, { mode: true, address: true });
  const lines = own.map(address => addressText(ip, link, address));
  if (oneline) return lines.map(line => `${link.index}: ${link.name}    ${line.trimStart()}\n`).join('');
  const head = await linkText(ip, link, { mode: false, address: family !== 'inet' && family !== 'inet6' });
  return head + lines.map(line => `${line}\n`).join('');
}

const briefAddress = (address: AddressInfo): string =>
  address.peer === undefined
    ? `${address.local}/${address.prefixLength} `
    : `${address.local} peer ${address.peer}/${address.prefixLength} `;

function addressText(ip: Ip, link: Link, address: AddressInfo): string {
  const parts = [
    `    ${address.family} ${ip.color(address.family, address.peer === undefined ? `${address.local}/${address.prefixLength}` : address.local)}`,
  ];
  if (address.peer !== undefined) parts.push(`peer ${ip.color(address.family, address.peer)}/${address.prefixLength}`);
  if (address.metric !== undefined && address.metric !== 0) parts.push(`metric ${address.metric}`);
  if (address.broadcast !== undefined) parts.push(`brd ${ip.color(address.family, address.broadcast)}`);
  parts.push(`scope ${routeScopes.name(address.scope)}`);
  const flags = flagWords(address);
  parts.push(...flags);
  if (address.protocol !== undefined && address.protocol !== 0) parts.push(`proto ${addressProtocols.name(address.protocol)}`);
  const label = address.family === 'inet' ? (address.label ?? link.name) : '';
  return `${parts.join(' ')} ${label}${ip.nl}       valid_lft ${life(address.validLifetime)} preferred_lft ${life(address.preferredLifetime)}`;
}

const life = (seconds: number): string => (seconds === Number.POSITIVE_INFINITY ? 'forever' : `${Math.floor(seconds)}sec`);

/** The words of an address's flags, in the order in which ip prints them; one that is not permanent is dynamic. */
function flagWords(address: AddressInfo): string[] {
  const words: string[] = [];
  const has = (flag: string): boolean => address.flags.includes(flag);
  if (has('SECONDARY')) words.push(address.family === 'inet6' ? 'temporary' : 'secondary');
  if (has('TENTATIVE')) words.push('tentative');
  if (has('DEPRECATED')) words.push('deprecated');
  if (has('HOMEADDRESS')) words.push('home');
  if (has('NODAD')) words.push('nodad');
  if (!has('PERMANENT')) words.push('dynamic');
  if (has('MANAGETEMPADDR')) words.push('mngtmpaddr');
  if (has('NOPREFIXROUTE')) words.push('noprefixroute');
  if (has('MCAUTOJOIN')) words.push('autojoin');
  if (has('DADFAILED')) words.push('dadfailed');
  return words;
}

const FOREVER = 4294967295;
const seconds = (value: number): number => (value === Number.POSITIVE_INFINITY ? FOREVER : Math.floor(value));

async function addressJson(ip: Ip, link: Link, own: readonly AddressInfo[], family: Family | undefined): Promise<Json> {
  const { brief } = ip.options;
  const head = await linkJson(ip, link, { mode: false, address: family !== 'inet' && family !== 'inet6' });
  const infos = own.map(address => ({
    ...(brief ? {} : { family: address.family }),
    local: address.local,
    ...(address.peer === undefined ? {} : { address: address.peer }),
    prefixlen: address.prefixLength,
    ...(brief ? {} : { metric: address.metric || undefined, broadcast: address.broadcast, scope: routeScopes.name(address.scope) }),
    ...(brief ? {} : Object.fromEntries(flagWords(address).map(word => [word, true]))),
    ...(brief ? {} : { protocol: address.protocol ? addressProtocols.name(address.protocol) : undefined }),
    ...(brief ? {} : { label: address.family === 'inet' ? (address.label ?? link.name) : undefined }),
    ...(brief ? {} : { valid_life_time: seconds(address.validLifetime), preferred_life_time: seconds(address.preferredLifetime) }),
  }));
  return { ...head, addr_info: infos as Json };
}

/** Deletes what matches, round by round, since deleting one address may take others with it or bring new ones up. */
export async function flush(ip: Ip, words: Words): Promise<number | void> {
  if (words.done) throw new Fatal('Flush requires arguments.\n', 1);
  const filter = await parseFilter(ip, words);
  const only = filter.dev === undefined ? undefined : await ip.indexOf(filter.dev);
  let deleted = 0;
  for (let round = 0; round < ip.options.loops; round++) {
    const byLink = await addresses(ip);
    let hit = 0;
    for (const [index, list] of byLink) {
      if (only !== undefined && index !== only) continue;
      const link = (await ip.links()).get(index);
      if (!link || !linkPasses(link, filter)) continue;
      for (const address of list.filter(each => passes(each, filter, link.name))) {
        if (
          address.flags.includes('SECONDARY') &&
          list.some(each => !each.flags.includes('SECONDARY') && each.family === address.family && hit > 0)
        )
          continue;
        await ip
          .talk({
            type: 'deladdr',
            address: { family: address.family, index, local: address.local, prefixLength: address.prefixLength, peer: address.peer },
          })
          .catch(error => {
            if (!(error instanceof Fatal)) throw error;
          });
        hit++;
      }
    }
    deleted += hit;
    if (hit === 0) {
      if (round === 0 && ip.options.statistics > 0) ip.out.write('Nothing to flush.\n');
      else if (ip.options.statistics > 0) ip.out.write(`*** Flush is complete after ${round} round${round > 1 ? 's' : ''} ***\n`);
      return;
    }
    if (ip.options.statistics > 0) ip.out.write(`\n*** Round ${round + 1}, deleting ${deleted} addresses ***\n`);
  }
}

/** One address as ip monitor prints it: with the link's number and name before it. */
export async function addressLine(ip: Ip, address: AddressInfo): Promise<string> {
  const link = (await ip.links()).get(address.index);
  const named = link ?? ({ name: `if${address.index}`, index: address.index } as Link);
  return `${named.index}: ${named.name}    ${addressText(ip, named, address).trimStart()}\n`;
}

// ip address: show, add, change, replace, delete, flush. As ip/ipaddress.c.

import type { AddressInfo } from '../../../abi/rtnetlink.ts';
import { duplicate, Fatal, incomplete } from '../fatal.ts';
import { addressProtocols, routeScopes } from '../names.ts';
import { flush, show } from './address-list.ts';
import type { Ip } from './context.ts';
import { ADDRESS_HELP } from './help.ts';
import { numberArgument, type ParsedPrefix, parseAddressArgument, parsePrefixArgument } from './parse.ts';
import { keywordOf, matches, type Words } from './words.ts';

export default async function address(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return show(ip, words);
  const command = keywordOf(word, [
    'add',
    'change',
    'chg',
    'replace',
    'delete',
    'show',
    'list',
    'lst',
    'flush',
    'save',
    'showdump',
    'restore',
    'help',
  ] as const);
  switch (command) {
    case 'add':
      return modify(ip, words, 'newaddr', { create: true, exclusive: true });
    case 'change':
    case 'chg':
      return modify(ip, words, 'newaddr', { replace: true });
    case 'replace':
      return modify(ip, words, 'newaddr', { create: true, replace: true });
    case 'delete':
      return modify(ip, words, 'deladdr', {});
    case 'show':
    case 'list':
    case 'lst':
      return show(ip, words);
    case 'flush':
      return flush(ip, words);
    case 'help':
      throw new Fatal(ADDRESS_HELP, 255);
    case undefined:
      throw new Fatal(`Command "${word}" is unknown, try "ip address help".\n`, 255);
    default:
      throw new Fatal(`slipway: ip address ${command} is not simulated here\n`, 1);
  }
}

interface Parsed {
  address: Partial<AddressInfo>;
  dev: string | undefined;
  local: ParsedPrefix | undefined;
  peer: ParsedPrefix | undefined;
}

const FLAG_WORDS: Readonly<Record<string, string>> = {
  home: 'HOMEADDRESS',
  nodad: 'NODAD',
  mngtmpaddr: 'MANAGETEMPADDR',
  noprefixroute: 'NOPREFIXROUTE',
  autojoin: 'MCAUTOJOIN',
};

const WILDCARD = (address: string): string => `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${address}) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!
`;

async function modify(
  ip: Ip,
  words: Words,
  type: 'newaddr' | 'deladdr',
  flags: { create?: boolean; exclusive?: boolean; replace?: boolean },
): Promise<void> {
  const parsed: Parsed = { address: {}, dev: undefined, local: undefined, peer: undefined };
  let broadcast: string | undefined;
  while (!words.done) broadcast = parseWord(ip, words, parsed, type) ?? broadcast;
  if (parsed.dev === undefined) throw new Fatal('Not enough information: "dev" argument is required.\n', 1);
  const { local, peer } = parsed;
  const message: Partial<AddressInfo> & { index: number } = { ...parsed.address, index: 0 };
  if (local) {
    message.family = local.family;
    message.local = local.address;
    message.prefixLength = peer?.length ?? local.length;
    if (peer) message.peer = peer.address;
    if (type === 'deladdr' && local.family === 'inet' && !local.given && !peer) {
      await ip.warn(WILDCARD(`${local.address}/32`));
      message.prefixLength = undefined;
    }
    if (broadcast === '+' || broadcast === '-') message.broadcast = broadcastOf(local, broadcast);
    else if (broadcast !== undefined) message.broadcast = broadcast;
    if (message.scope === undefined && type === 'newaddr') message.scope = defaultScope(local);
  }
  message.index = await ip.indexOf(parsed.dev);
  await ip.talk({ type, address: message, flags });
}

/** Reads one word and its value; gives a broadcast address where that was it. */
function parseWord(ip: Ip, words: Words, parsed: Parsed, type: 'newaddr' | 'deladdr'): string | undefined {
  const word = words.next();
  const { family } = ip.options;
  if (word === 'peer' || word === 'remote') parsed.peer = parsePrefixArgument(words.next(), family);
  else if (matches(word, 'broadcast') || word === 'brd') {
    const value = words.next();
    return value === '+' || value === '-' ? value : parseAddressArgument(value, family).address;
  } else if (word === 'scope') {
    const scope = words.next();
    parsed.address.scope = routeScopes.number(scope) ?? scopeInvalid(scope);
  } else if (word === 'dev') parsed.dev = words.next();
  else if (word === 'label') parsed.address.label = words.next();
  else if (word === 'metric' || word === 'priority' || word === 'preference')
    parsed.address.metric = numberArgument(words.next(), '"metric" value is invalid\n');
  else if (matches(word, 'valid_lft')) parsed.address.validLifetime = lifetime(words.next(), 'valid_lft');
  else if (matches(word, 'preferred_lft')) parsed.address.preferredLifetime = lifetime(words.next(), 'preferred_lft');
  else if (word === 'proto') {
    const name = words.next();
    parsed.address.protocol = addressProtocols.number(name) ?? numberArgument(name, '"proto" value is invalid\n');
  } else if (Object.hasOwn(FLAG_WORDS, word)) parsed.address.flags = [...(parsed.address.flags ?? []), FLAG_WORDS[word]!];
  else {
    if (word === 'local') words.done && incomplete();
    const text = word === 'local' ? words.next() : word;
    if (matches(text, 'help')) throw new Fatal(ADDRESS_HELP, 255);
    if (parsed.local) return duplicate('local', text);
    parsed.local = parsePrefixArgument(text, family);
    if (type === 'newaddr' && parsed.local.any) throw new Fatal(`Error: argument "${text}" is wrong: "local" value is invalid\n`, 255);
  }
  return undefined;
}

const scopeInvalid = (text: string): never => {
  throw new Fatal(`Error: argument "${text}" is wrong: invalid scope value.\n`, 255);
};

function lifetime(text: string, name: string): number {
  if (text === 'forever') return Number.POSITIVE_INFINITY;
  const seconds = numberArgument(text, `${name} value`);
  if (name === 'valid_lft' && seconds === 0) throw new Fatal('valid_lft is zero\n', 255);
  return seconds;
}

/** `brd +` sets the host's bits, `brd -` clears them. */
function broadcastOf(local: ParsedPrefix, which: '+' | '-'): string | undefined {
  if (local.family !== 'inet' || local.length > 30) return undefined;
  const value = local.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const host = 2 ** (32 - local.length);
  const network = Math.floor(value / host) * host;
  const address = which === '+' ? network + host - 1 : network;
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** default_scope(): loopback addresses are the host's own. */
const defaultScope = (local: ParsedPrefix): number => (local.family === 'inet' && local.address.startsWith('127.') ? 254 : 0);

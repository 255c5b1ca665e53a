// ip link: show, add, delete, set. As ip/iplink.c.

import type { Link } from '../../../abi/rtnetlink.ts';
import { Fatal, incomplete, noDevice } from '../fatal.ts';
import { linkGroups } from '../names.ts';
import type { Ip } from './context.ts';
import { LINK_HELP } from './link-help.ts';
import { briefLink, linkJson, linkText } from './link-print.ts';
import { parseLinkRequest } from './link-request.ts';
import { numberArgument } from './parse.ts';
import { keywordOf, type Words } from './words.ts';

export default async function link(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return show(ip, words);
  const command = keywordOf(word, [
    'add',
    'set',
    'change',
    'replace',
    'delete',
    'show',
    'lst',
    'list',
    'xstats',
    'afstats',
    'property',
    'help',
  ] as const);
  switch (command) {
    case 'add':
      return modify(ip, words, { create: true, exclusive: true });
    case 'replace':
      return modify(ip, words, { create: true, replace: true });
    case 'set':
    case 'change':
      return modify(ip, words, {});
    case 'delete':
      return remove(ip, words);
    case 'show':
    case 'lst':
    case 'list':
      return show(ip, words);
    case 'help':
      throw new Fatal(LINK_HELP, 255);
    case undefined:
      throw new Fatal(`Command "${word}" is unknown, try "ip link help".\n`, 255);
    default:
      throw new Fatal(`slipway: ip link ${command} is not simulated here\n`, 1);
  }
}

async function modify(ip: Ip, words: Words, flags: { create?: boolean; exclusive?: boolean; replace?: boolean }): Promise<void> {
  const request = await parseLinkRequest(ip, words, flags.create === true);
  if (request.group !== undefined && request.link.index === undefined && !flags.create) {
    for (const each of (await ip.links()).values()) {
      if (each.group === request.group) await ip.talk({ type: 'newlink', link: { ...request.link, index: each.index } });
    }
    return;
  }
  await ip.talk({ type: 'newlink', link: request.link, flags });
}

async function remove(ip: Ip, words: Words): Promise<void> {
  let name: string | undefined;
  let group: number | undefined;
  let kind: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') name = words.next();
    else if (word === 'group') group = groupOf(words.next());
    else if (word === 'type') {
      kind = words.next();
      words.rest();
    } else if (name === undefined) name = word;
    else throw new Fatal(`Error: either "dev" is duplicate, or "${word}" is garbage.\n`, 255);
  }
  if (name === undefined && group === undefined) throw new Fatal('Not enough information: "dev" argument is required.\n', 1);
  await ip.talk({ type: 'dellink', link: name === undefined ? { group, kind } : { index: await ip.indexOf(name), kind } });
}

const groupOf = (word: string): number => linkGroups.number(word) ?? numberArgument(word, 'Invalid "group" value\n');

interface Filter {
  name?: string;
  up?: boolean;
  master?: number;
  nomaster?: boolean;
  kind?: string;
  group?: number;
}

async function parseFilter(ip: Ip, words: Words): Promise<Filter> {
  const filter: Filter = {};
  while (!words.done) {
    const word = words.next();
    if (word === 'up') filter.up = true;
    else if (word === 'dev') filter.name = words.next();
    else if (word === 'group') filter.group = groupOf(words.next());
    else if (word === 'master') {
      const master = words.next();
      filter.master = (await ip.findLink(master))?.index ?? deviceMissing(master);
    } else if (word === 'nomaster') filter.nomaster = true;
    else if (word === 'vrf') deviceMissing(words.next());
    else if (word === 'type') filter.kind = words.next();
    else if (word === 'help') throw new Fatal(LINK_HELP, 255);
    else if (filter.name === undefined) filter.name = word;
    else throw new Fatal(`Error: either "dev" is duplicate, or "${word}" is garbage.\n`, 255);
  }
  return filter;
}

const deviceMissing = (name: string): never => {
  throw new Fatal(`Error: argument "${name}" is wrong: Device does not exist\n\n`, 255);
};

function passes(link: Link, filter: Filter): boolean {
  if (filter.up && !link.flags.includes('UP')) return false;
  if (filter.master !== undefined && link.master !== filter.master) return false;
  if (filter.nomaster && link.master !== undefined) return false;
  if (filter.group !== undefined && link.group !== filter.group) return false;
  if (filter.kind === undefined) return true;
  return filter.kind.endsWith('_slave') ? `${link.slaveKind}_slave` === filter.kind : link.kind === filter.kind;
}

async function show(ip: Ip, words: Words): Promise<void> {
  const filter = await parseFilter(ip, words);
  const how = { mode: true, address: true };
  const all = [...(await ip.links()).values()];
  const chosen = filter.name === undefined ? all : [(await ip.findLink(filter.name)) ?? notThere(filter.name)];
  const links = chosen.filter(each => passes(each, filter));
  if (ip.options.json) {
    const objects = [];
    for (const each of links) objects.push(await linkJson(ip, each, how));
    return ip.writeJson(objects);
  }
  for (const each of links) {
    ip.out.write(ip.options.brief ? await briefLink(ip, each) : await linkText(ip, each, how));
  }
}

const notThere = (name: string): never => {
  if (name === '') incomplete();
  throw new Fatal(`Device "${name}" does not exist.\n`, 1);
};

/** For commands that say it the other way. */
export const deviceOf = async (ip: Ip, name: string): Promise<number> => (await ip.findLink(name))?.index ?? noDevice(name);

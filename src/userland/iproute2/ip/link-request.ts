// What `ip link add` and `set` ask for, read from their words. As ip/iplink.c: iplink_parse.

import { Errno } from '../../../abi/errno.ts';
import type { LinkFlag, LinkRequest } from '../../../abi/rtnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import { Fatal, incomplete, invalid, noDevice } from '../fatal.ts';
import { linkGroups, parseNumber } from '../names.ts';
import type { Ip } from './context.ts';
import { LINK_HELP } from './link-help.ts';
import { parseKind } from './link-kinds.ts';
import { numberArgument, parseLladdr } from './parse.ts';
import { matches, type Words } from './words.ts';

export interface ParsedLink {
  link: LinkRequest;
  /** `group NAME` without a device: the links that are meant. */
  group?: number;
}

/** A netns by its name, the pid of a process in it, or a file; as a descriptor or a pid. */
export async function netnsArgument(sys: Sys, text: string): Promise<{ netnsFd: number } | { netnsPid: number }> {
  try {
    return { netnsFd: await sys.open(text.includes('/') ? text : `/run/netns/${text}`, { read: true, cloexec: true }) };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  const pid = parseNumber(text);
  if (pid !== undefined) {
    try {
      await sys.access(`/proc/${pid}`, {});
      return { netnsPid: pid };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return invalid('Invalid "netns" value\n', text);
}

const onOff = (name: string, text: string): boolean => {
  if (text === 'on') return true;
  if (text === 'off') return false;
  throw new Fatal(`Error: argument of "${name}" must be one of "on" or "off", not "${text}"\n`, 255);
};

const SWITCHES: Readonly<Record<string, readonly [flag: LinkFlag, on: boolean]>> = {
  multicast: ['MULTICAST', true],
  allmulticast: ['ALLMULTI', true],
  promisc: ['PROMISC', true],
  arp: ['NOARP', false],
  dynamic: ['DYNAMIC', true],
};

const NOT_SIMULATED = new Set([
  'vf',
  'xdp',
  'xdpgeneric',
  'xdpdrv',
  'xdpoffload',
  'protodown',
  'protodown_reason',
  'trailers',
  'carrier',
  'gso_max_size',
  'gso_max_segs',
  'parentdev',
  'inet',
  'inet6',
]);

/** Reads up to the end, or up to and with `type KIND …`. */
export async function parseLinkRequest(ip: Ip, words: Words, creating: boolean): Promise<ParsedLink> {
  const parser = new LinkParser(ip, words, creating);
  await parser.parse();
  return parser.result();
}

/** A veth's or netkit's peer: the same words again. */
export async function parsePeer(ip: Ip, words: Words): Promise<LinkRequest> {
  const parser = new LinkParser(ip, words, true);
  await parser.parse();
  return parser.peer();
}

class LinkParser {
  readonly #ip: Ip;
  readonly #words: Words;
  readonly #creating: boolean;
  #link: LinkRequest = {};
  #name: string | undefined;
  #dev: string | undefined;
  #below: string | undefined;
  #group: number | undefined;
  readonly #up: LinkFlag[] = [];
  readonly #down: LinkFlag[] = [];

  constructor(ip: Ip, words: Words, creating: boolean) {
    this.#ip = ip;
    this.#words = words;
    this.#creating = creating;
  }

  async parse(): Promise<void> {
    while (!this.#words.done) {
      const word = this.#words.next();
      if (word === 'type') return this.#type(this.#words.next());
      if (word === 'help') throw new Fatal(LINK_HELP, 255);
      if (!(await this.#option(word)) && !this.#device(word))
        throw new Fatal(`Error: either "dev" is duplicate, or "${word}" is garbage.\n`, 255);
    }
  }

  async #type(kind: string): Promise<void> {
    const slave = kind.endsWith('_slave');
    this.#link.kind = kind;
    const link = this.#link;
    const parsed = await parseKind(this.#ip, slave ? kind.slice(0, -'_slave'.length) : kind, this.#words, slave, parsePeer);
    if (slave) this.#link = { ...link, kind: undefined, slaveKind: kind.slice(0, -'_slave'.length), slaveData: parsed.data };
    else this.#link = { ...link, ...(parsed.data ? { data: parsed.data } : {}), ...(parsed.peer ? { peer: parsed.peer } : {}) };
    if (parsed.below !== undefined) this.#below = parsed.below;
  }

  async #option(word: string): Promise<boolean> {
    const words = this.#words;
    if (word === 'up') this.#up.push('UP');
    else if (word === 'down') this.#down.push('UP');
    else if (word === 'name') this.#name = words.next();
    else if (matches(word, 'link')) this.#below = words.next();
    else if (matches(word, 'address')) await this.#address(words.next());
    else if (matches(word, 'broadcast') || word === 'brd') this.#link.broadcast = parseLladdr(words.next());
    else if (matches(word, 'txqueuelen') || word === 'qlen' || word === 'txqlen')
      this.#link.txQueueLength = numberArgument(words.next(), 'Invalid "txqueuelen" value\n');
    else if (word === 'mtu') this.#link.mtu = numberArgument(words.next(), 'Invalid "mtu" value\n');
    else if (word === 'netns') Object.assign(this.#link, await netnsArgument(this.#ip.sys, words.next()));
    else if (word === 'index') this.#link.index = this.#creating ? numberArgument(words.next(), 'Invalid "index" value') : undefined;
    else if (word === 'master' || word === 'vrf') this.#link.master = await this.#master(words.next());
    else if (word === 'nomaster') this.#link.master = 0;
    else if (word === 'group')
      this.#group = linkGroups.number(words.peek ?? '') ?? invalid('Invalid "group" value\n', words.peek ?? incomplete());
    else if (word === 'alias') this.#link.alias = words.next();
    else if (word === 'numtxqueues') this.#link.numTxQueues = numberArgument(words.next(), 'Invalid "numtxqueues" value\n');
    else if (word === 'numrxqueues') this.#link.numRxQueues = numberArgument(words.next(), 'Invalid "numrxqueues" value\n');
    else if (word === 'addrgenmode') this.#link.addrGenMode = this.#genMode(words.next());
    else if (word === 'link-netnsid') this.#link.linkNetnsid = numberArgument(words.next(), 'Invalid "link-netnsid" value\n');
    else if (Object.hasOwn(SWITCHES, word)) this.#switch(word, words.next());
    else if (NOT_SIMULATED.has(word)) throw new Fatal(`slipway: ip link ${word} is not simulated here\n`, 1);
    else return false;
    if (word === 'group') words.next();
    return true;
  }

  #switch(name: string, value: string): void {
    const [flag, on] = SWITCHES[name]!;
    (onOff(name, value) === on ? this.#up : this.#down).push(flag);
  }

  #genMode(word: string): LinkRequest['addrGenMode'] {
    const mode = (['eui64', 'none', 'stable_secret', 'random'] as const).find(name => name === word);
    return mode ?? invalid('Invalid address generation mode\n', word);
  }

  async #address(text: string): Promise<void> {
    const address = parseLladdr(text);
    const bytes = address.split(':').length;
    if (bytes !== 6) throw new Fatal(`Invalid address length ${bytes} - must be 6 bytes\n`, 1);
    this.#link.address = address;
  }

  async #master(name: string): Promise<number> {
    return (await this.#ip.findLink(name))?.index ?? invalid('Device does not exist\n', name);
  }

  #device(word: string): boolean {
    const name = word === 'dev' ? this.#words.next() : word;
    if (this.#dev !== undefined) return false;
    this.#dev = name;
    return true;
  }

  /** The flags, and the link below by its index. */
  async #finish(): Promise<LinkRequest> {
    const link = { ...this.#link };
    if (this.#up.length > 0) link.up = this.#up;
    if (this.#down.length > 0) link.down = this.#down;
    if (this.#below !== undefined) link.link = (await this.#ip.findLink(this.#below))?.index ?? noDevice(this.#below);
    return link;
  }

  async peer(): Promise<LinkRequest> {
    const name = this.#name ?? this.#dev;
    return { ...(await this.#finish()), ...(name === undefined ? {} : { name }) };
  }

  async result(): Promise<ParsedLink> {
    const link = await this.#finish();
    if (this.#creating) {
      const name = this.#name ?? this.#dev;
      if (link.kind === undefined) throw new Fatal('Not enough information: "type" argument is required\n', 255);
      return { link: { ...link, ...(name === undefined ? {} : { name }), ...(this.#group === undefined ? {} : { group: this.#group }) } };
    }
    if (this.#dev === undefined) {
      if (this.#group !== undefined) return { link, group: this.#group };
      throw new Fatal('Not enough information: "dev" argument is required.\n', 1);
    }
    const found = await this.#ip.findLink(this.#dev);
    if (!found) return noDevice(this.#dev);
    const renamed = this.#name === undefined || this.#name === found.name ? {} : { newName: this.#name };
    return { link: { ...link, index: found.index, ...renamed, ...(this.#group === undefined ? {} : { group: this.#group }) } };
  }
}

// ip: addresses, links, routes and neighbours as BusyBox's iproute shows them; changes are iproute2's own, of which busybox's is a copy.

import type { AddressInfo, Link, Neighbour, Route } from '../../../abi/rtnetlink.ts';
import { Netlink } from '../../lib/netlink.ts';
import { applet, type Run } from '../applet.ts';
import { runBorrowed } from '../borrowed.ts';

const SCOPES: Readonly<Record<number, string>> = { 0: 'global', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' };
/** The tables that have names. */
const TABLES: Readonly<Record<string, number>> = { local: 255, main: 254, default: 253, all: 0 };
const OBJECTS = ['address', 'route', 'link', 'tunnel', 'neigh', 'rule', 'neighbour', 'neighbor'] as const;

export default applet({
  name: 'ip',
  usage: `Usage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]

OPTIONS := -f[amily] inet|inet6|link | -o[neline]

ip addr add|del IFADDR dev IFACE | show|flush [dev IFACE] [to PREFIX]
ip route list|flush|add|del|change|append|replace|test ROUTE
ip link set IFACE [up|down] [arp on|off] [multicast on|off]
	[promisc on|off] [mtu NUM] [name NAME] [qlen NUM] [address MAC]
	[master IFACE | nomaster] [netns PID] [type TYPE ARGS]
ip tunnel add|change|del|show [NAME]
	[mode ipip|gre|sit] [remote ADDR] [local ADDR] [ttl TTL]
ip neigh show|flush [to PREFIX] [dev DEV] [nud STATE]
ip rule [list] | add|del SELECTOR ACTION`,

  async run(run) {
    let at = 1;
    let family: 'inet' | 'inet6' | 'link' | undefined;
    let oneline = false;
    for (; run.argv[at]?.startsWith('-'); at++) {
      const word = run.argv[at]!;
      if (word === '-4') family = 'inet';
      else if (word === '-6') family = 'inet6';
      else if (word === '-0') family = 'link';
      else if (word === '-o' || word === '-oneline') oneline = true;
      else if (word === '-f' || word === '-family') family = familyOf(run, run.argv[++at]);
      else run.usage();
    }
    const [object, command = 'show', ...words] = run.argv.slice(at);
    const found = object === undefined ? undefined : OBJECTS.find(each => each.startsWith(object));
    if (found === undefined) return run.usage();
    if (found === 'route' && command === 'get') return (await Listing.open(run, oneline)).routeTo(words);
    const shows = ['show', 'list', 'lst', 'ls'].some(each => each.startsWith(command));
    if (!shows || found === 'rule' || found === 'tunnel') return runBorrowed(run.sys, ['ip', ...run.argv.slice(1)], run.env);
    const listing = await Listing.open(run, oneline);
    if (found === 'address') await listing.addresses(words, family);
    else if (found === 'link') await listing.links(words);
    else if (found === 'route') await listing.routes(words, family === 'inet6' ? 'inet6' : 'inet');
    else await listing.neighbours(words, family);
    return run.status;
  },
});

function familyOf(run: Run, word: string | undefined): 'inet' | 'inet6' | 'link' {
  if (word === 'inet' || word === 'inet6' || word === 'link') return word;
  return run.die(`invalid argument '${word ?? ''}' to 'protocol family'`);
}

/** The value behind a word ("dev eth0"). */
const after = (words: readonly string[], name: string): string | undefined =>
  words.includes(name) ? words[words.indexOf(name) + 1] : undefined;

class Listing {
  readonly #run: Run;
  readonly #netlink: Netlink;
  readonly #links = new Map<number, Link>();
  readonly #nl: string;

  private constructor(run: Run, netlink: Netlink, nl: string) {
    this.#run = run;
    this.#netlink = netlink;
    this.#nl = nl;
  }

  static async open(run: Run, oneline: boolean): Promise<Listing> {
    const listing = new Listing(run, await Netlink.open(run.sys), oneline ? '\\' : '\n');
    for (const answer of await listing.#netlink.dump({ type: 'getlink', link: {} }))
      if (answer.type === 'newlink') listing.#links.set((answer.link as Link).index, answer.link as Link);
    return listing;
  }

  #named(name: string): Link {
    const link = [...this.#links.values()].find(each => each.name === name);
    return link ?? this.#run.die(`can't find device '${name}'`);
  }

  #nameOf(index: number): string {
    return this.#links.get(index)?.name ?? `if${index}`;
  }

  /** The links asked for: one by name, or all. */
  #chosen(words: readonly string[]): Link[] {
    const name = after(words, 'dev') ?? words.find(word => word !== 'up');
    const links = name === undefined ? [...this.#links.values()] : [this.#named(name)];
    return words.includes('up') ? links.filter(link => link.flags.includes('UP')) : links;
  }

  async links(words: readonly string[]): Promise<void> {
    for (const link of this.#chosen(words)) this.#run.out.write(`${this.#linkText(link)}\n`);
  }

  #linkText(link: Link): string {
    const flags: string[] = link.flags.filter(flag => flag !== 'RUNNING');
    if (link.flags.includes('UP') && !link.flags.includes('RUNNING')) flags.unshift('NO-CARRIER');
    let name = link.name;
    if (link.link !== undefined) {
      name += link.link === 0 ? '@NONE' : `@${link.linkNetnsid === undefined ? this.#nameOf(link.link) : `if${link.link}`}`;
      // The index is looked up among the own links, whichever namespace it counts in.
      if (link.link !== 0 && !this.#links.get(link.link)?.flags.includes('UP')) flags.push('M-DOWN');
    }
    let text = `${link.index}: ${name}: <${flags.join(',')}> mtu ${link.mtu} qdisc ${link.qdisc} `;
    if (link.master !== undefined) text += `master ${this.#nameOf(link.master)} `;
    if (link.txQueueLength !== 0) text += `qlen ${link.txQueueLength}`;
    text += `${this.#nl}    link/${link.linkType}`;
    if (link.address !== undefined) text += ` ${link.address}`;
    if (link.broadcast !== undefined) text += ` ${link.flags.includes('POINTOPOINT') ? 'peer' : 'brd'} ${link.broadcast}`;
    return text;
  }

  async addresses(words: readonly string[], family: 'inet' | 'inet6' | 'link' | undefined): Promise<void> {
    const all: AddressInfo[] = [];
    for (const answer of await this.#netlink.dump({ type: 'getaddr', address: {} }))
      if (answer.type === 'newaddr') all.push(answer.address as AddressInfo);
    for (const link of this.#chosen(words)) {
      const own = all
        .filter(address => address.index === link.index && (family === undefined || address.family === family))
        .sort((a, b) => (a.family === b.family ? 0 : a.family === 'inet' ? -1 : 1));
      if (this.#nl === '\\') {
        for (const address of own) this.#run.out.write(`${link.index}: ${link.name}${this.#addressText(address)}\n`);
        continue;
      }
      if (family !== undefined && family !== 'link' && own.length === 0) continue;
      this.#run.out.write(`${family === 'inet' || family === 'inet6' ? this.#linkText(link).split('\n')[0] : this.#linkText(link)}\n`);
      for (const address of own) this.#run.out.write(`${this.#addressText(address)}\n`);
    }
  }

  #addressText(address: AddressInfo): string {
    let text = `    ${address.family} ${address.local}`;
    if (address.peer !== undefined) text += ` peer ${address.peer}`;
    text += `/${address.prefixLength}`;
    if (address.broadcast !== undefined) text += ` brd ${address.broadcast}`;
    text += ` scope ${SCOPES[address.scope] ?? address.scope} `;
    for (const flag of ['SECONDARY', 'TENTATIVE', 'DEPRECATED', 'DADFAILED'])
      if (address.flags.includes(flag)) text += `${flag.toLowerCase()} `;
    if (!address.flags.includes('PERMANENT')) text += 'dynamic ';
    if (address.label !== undefined) text += address.label;
    const life = (seconds: number): string => (seconds === Infinity ? 'forever' : `${seconds}sec`);
    return `${text}${this.#nl}       valid_lft ${life(address.validLifetime)} preferred_lft ${life(address.preferredLifetime)}`;
  }

  async routes(words: readonly string[], family: 'inet' | 'inet6'): Promise<void> {
    const asked = after(words, 'table') ?? 'main';
    const table = TABLES[asked] ?? Number(asked);
    if (Number.isNaN(table)) this.#run.die(`invalid argument '${asked}' to 'table'`);
    const dev = after(words, 'dev');
    const index = dev === undefined ? undefined : this.#named(dev).index;
    for (const answer of await this.#netlink.dump({ type: 'getroute', route: { family } })) {
      if (answer.type !== 'newroute') continue;
      const route = answer.route as Route;
      if ((table !== 0 && route.table !== table) || (index !== undefined && route.index !== index)) continue;
      this.#run.out.write(`${this.#routeText(route, index !== undefined)}\n`);
    }
  }

  /** `ip route get`: the one that a packet would take. */
  async routeTo(words: readonly string[]): Promise<number> {
    const dest = words.find(word => word !== 'to');
    if (dest === undefined) return this.#run.usage();
    const dev = after(words, 'oif') ?? after(words, 'dev');
    const source = after(words, 'from');
    const family = dest.includes(':') ? 'inet6' : 'inet';
    try {
      const [answer] = await this.#netlink.request({
        type: 'getroute',
        route: {
          family,
          dest,
          destLength: family === 'inet' ? 32 : 128,
          ...(source === undefined ? {} : { source, sourceLength: family === 'inet' ? 32 : 128 }),
          ...(dev === undefined ? {} : { index: this.#named(dev).index }),
        },
      });
      if (answer?.type === 'newroute') this.#run.out.write(`${this.#routeText(answer.route as Route, false)}\n    cache \n`);
      return 0;
    } catch (error) {
      await this.#run.perror('RTNETLINK answers', error);
      return 2;
    }
  }

  #routeText(route: Route, deviceKnown: boolean): string {
    let text = route.type === 'unicast' ? '' : `${route.type} `;
    const whole = route.family === 'inet' ? 32 : 128;
    if (route.dest === undefined || route.destLength === 0) text += 'default ';
    else text += `${route.dest}${route.destLength === whole ? '' : `/${route.destLength}`} `;
    if (route.gateway !== undefined) text += `via ${route.gateway} `;
    if (route.index !== undefined && !deviceKnown) text += `dev ${this.#nameOf(route.index)} `;
    if (route.family === 'inet' && route.scope !== 0) text += `scope ${SCOPES[route.scope] ?? route.scope} `;
    if (route.preferredSource !== undefined) text += ` src ${route.preferredSource} `;
    if (route.metric !== undefined) text += ` metric ${route.metric} `;
    return (
      text +
      route.flags
        .filter(flag => flag !== 'linkdown')
        .map(flag => `${flag} `)
        .join('')
    );
  }

  async neighbours(words: readonly string[], family: 'inet' | 'inet6' | 'link' | undefined): Promise<void> {
    const dev = after(words, 'dev');
    const index = dev === undefined ? undefined : this.#named(dev).index;
    for (const answer of await this.#netlink.dump({ type: 'getneigh', neighbour: {} })) {
      if (answer.type !== 'newneigh') continue;
      const each = answer.neighbour as Neighbour;
      if (each.dest === undefined || each.state.includes('NOARP')) continue;
      if ((index !== undefined && each.index !== index) || (family !== undefined && each.family !== family)) continue;
      const device = index === undefined ? ` dev ${this.#nameOf(each.index)}` : '';
      const address = each.lladdr === undefined ? '' : ` lladdr ${each.lladdr}`;
      const used = each.probes === undefined ? '' : ` probes ${each.probes}`;
      this.#run.out.write(`${each.dest}${device}${address} ${used} ${each.state.join(',')}\n`);
    }
  }
}

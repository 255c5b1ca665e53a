// Names of services, protocols, users, groups, hosts and sets, read from their files when somebody asks. As getservbyname(3) and the like.

import { Errno } from '../../../abi/errno.ts';
import type { Words } from '../../../abi/nfnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import { parseAddress, printAddress } from '../../../xtables/addresses.ts';
import { type Family, type NameKind, type Names, NeedNames } from '../../../xtables/extension.ts';
import { readText } from '../io.ts';

interface Service {
  port: number;
  protocol: string;
  name: string;
}

export class FileNames implements Names {
  readonly #sys: Sys;
  readonly #loaded = new Set<NameKind>();
  #services: Service[] = [];
  #servicesByName = new Map<string, Service[]>();
  #servicesByPort = new Map<string, string>();
  readonly #protocols = new Map<string, number>();
  readonly #protocolNames = new Map<number, string>();
  readonly #users = new Map<string, number>();
  readonly #groups = new Map<string, number>();
  readonly #hosts: { address: Words; name: string; family: Family }[] = [];
  #sets = new Map<string, number>();
  readonly #numbered = new Map<NameKind, Map<string, number>>();

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  #need(kind: NameKind): void {
    if (!this.#loaded.has(kind)) throw new NeedNames(kind);
  }

  /** Reads the file of a kind. What is not there has no names. */
  async load(kind: NameKind): Promise<void> {
    if (this.#loaded.has(kind)) return;
    this.#loaded.add(kind);
    switch (kind) {
      case 'services':
        for (const [name, where, ...aliases] of await this.#lines('/etc/services')) this.#addService(name!, where ?? '', aliases);
        return;
      case 'protocols':
        for (const [name, number, ...aliases] of await this.#lines('/etc/protocols')) {
          if (!/^\d+$/.test(number ?? '')) continue;
          for (const one of [name!, ...aliases]) this.#protocols.set(one, Number(number));
          if (!this.#protocolNames.has(Number(number))) this.#protocolNames.set(Number(number), name!);
        }
        return;
      case 'users':
        for (const [name, , id] of await this.#lines('/etc/passwd', ':')) this.#users.set(name!, Number(id));
        return;
      case 'groups':
        for (const [name, , id] of await this.#lines('/etc/group', ':')) this.#groups.set(name!, Number(id));
        return;
      case 'hosts':
        for (const [address, ...names] of await this.#lines('/etc/hosts')) {
          const family: Family = address!.includes(':') ? 'ipv6' : 'ipv4';
          const words = parseAddress(address!, family);
          if (words) for (const name of names) this.#hosts.push({ address: words, name, family });
        }
        return;
      case 'sets':
        await this.#loadSets();
        return;
      default:
        await this.#loadNumbered(kind);
    }
  }

  async #lines(path: string, separator?: string): Promise<string[][]> {
    let text: string;
    try {
      text = await readText(this.#sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return [];
    }
    return text
      .split('\n')
      .map(line => line.replace(separator === undefined ? /#.*/ : /^#.*/, '').trim())
      .filter(line => line !== '')
      .map(line => line.split(separator ?? /\s+/));
  }

  #addService(name: string, where: string, aliases: readonly string[]): void {
    const [port, protocol] = where.split('/');
    if (!/^\d+$/.test(port ?? '') || protocol === undefined) return;
    const service = { port: Number(port), protocol, name };
    this.#services.push(service);
    for (const one of [name, ...aliases]) this.#servicesByName.set(one, [...(this.#servicesByName.get(one) ?? []), service]);
    const key = `${service.port}/${protocol}`;
    if (!this.#servicesByPort.has(key)) this.#servicesByPort.set(key, name);
  }

  async #loadSets(): Promise<void> {
    const fd = await this.#sys.socket('netlink', 'raw', 'netfilter');
    await this.#sys.netlinkSend(fd, { type: 'ipset-request', body: { op: 'list', headersOnly: true }, flags: { dump: true } });
    for (let ended = false; !ended; ) {
      for (const answer of await this.#sys.netlinkReceive(fd)) {
        if (answer.type === 'done' || answer.type === 'error') ended = true;
        else if (answer.type === 'ipset-reply') {
          this.#sets = new Map(answer.body.sets.map(set => [set.name, set.type.split(':')[1]!.split(',').length]));
        }
      }
    }
    await this.#sys.close(fd);
  }

  async #loadNumbered(kind: NameKind): Promise<void> {
    const path =
      kind === 'realms' ? '/etc/iproute2/rt_realms' : kind === 'device-groups' ? '/etc/iproute2/group' : '/etc/xtables/connlabel.conf';
    const names = new Map<string, number>();
    for (const [number, name] of await this.#lines(path)) if (name !== undefined) names.set(name, Number(number));
    this.#numbered.set(kind, names);
  }

  #byNumber(kind: NameKind, number: number): string | undefined {
    this.#need(kind);
    for (const [name, value] of this.#numbered.get(kind) ?? []) if (value === number) return name;
    return undefined;
  }
  #byName(kind: NameKind, name: string): number | undefined {
    this.#need(kind);
    return this.#numbered.get(kind)?.get(name);
  }

  serviceByName(name: string, protocol?: string): number | undefined {
    this.#need('services');
    return this.#servicesByName.get(name)?.find(service => protocol === undefined || service.protocol === protocol)?.port;
  }
  serviceByPort(port: number, protocol: string): string | undefined {
    this.#need('services');
    return this.#servicesByPort.get(`${port}/${protocol}`);
  }
  protocolByName(name: string): number | undefined {
    this.#need('protocols');
    return this.#protocols.get(name);
  }
  protocolByNumber(number: number): string | undefined {
    this.#need('protocols');
    return this.#protocolNames.get(number);
  }
  userByName(name: string): number | undefined {
    this.#need('users');
    return this.#users.get(name);
  }
  userById(id: number): string | undefined {
    this.#need('users');
    for (const [name, value] of this.#users) if (value === id) return name;
    return undefined;
  }
  groupByName(name: string): number | undefined {
    this.#need('groups');
    return this.#groups.get(name);
  }
  groupById(id: number): string | undefined {
    this.#need('groups');
    for (const [name, value] of this.#groups) if (value === id) return name;
    return undefined;
  }
  hostByName(name: string, family: Family): readonly Words[] {
    this.#need('hosts');
    return this.#hosts.filter(host => host.name === name && host.family === family).map(host => host.address);
  }
  hostByAddress(address: Words): string | undefined {
    this.#need('hosts');
    const text = printAddress(address);
    return this.#hosts.find(host => printAddress(host.address) === text)?.name;
  }
  setDimension(name: string): number | undefined {
    this.#need('sets');
    return this.#sets.get(name);
  }
  realmByName(name: string): number | undefined {
    return this.#byName('realms', name);
  }
  realmByNumber(number: number): string | undefined {
    return this.#byNumber('realms', number);
  }
  deviceGroupByName(name: string): number | undefined {
    return this.#byName('device-groups', name);
  }
  deviceGroupByNumber(number: number): string | undefined {
    return this.#byNumber('device-groups', number);
  }
  connlabelByName(name: string): number | undefined {
    return this.#byName('connlabels', name);
  }
  connlabelByNumber(number: number): string | undefined {
    return this.#byNumber('connlabels', number);
  }
}

/** Runs what needs names, loading each kind that it asks for. */
export async function withNames<T>(names: FileNames, run: () => T): Promise<T> {
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof NeedNames)) throw error;
      await names.load(error.kind);
    }
  }
}

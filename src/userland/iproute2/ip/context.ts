// One run of ip: its options, its words, its netlink socket, and what it knows of links by then.

import { Errno } from '../../../abi/errno.ts';
import type { NetlinkMessage } from '../../../abi/netlink.ts';
import type { Link } from '../../../abi/rtnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { folderNames } from '../../lib/folder.ts';
import { warn } from '../../lib/io.ts';
import { Netlink } from '../../lib/netlink.ts';
import { Stdout } from '../../lib/stdout.ts';
import { Fatal, noDevice, refusal } from '../fatal.ts';
import { type Json, printJson } from '../json.ts';
import { type NameTable, routeProtocols, routeTables } from '../names.ts';

export type Family = 'inet' | 'inet6' | 'link' | 'bridge' | 'mpls';

export interface Options {
  family: Family | undefined;
  statistics: number;
  details: boolean;
  resolve: boolean;
  human: boolean;
  iec: boolean;
  json: boolean;
  pretty: boolean;
  brief: boolean;
  oneline: boolean;
  numeric: boolean;
  color: boolean;
  all: boolean;
  force: boolean;
  echo: boolean;
  timestamp: boolean;
  loops: number;
}

/** The options of a command line that gives none. */
export const noOptions = (): Options => ({
  family: undefined,
  statistics: 0,
  details: false,
  resolve: false,
  human: false,
  iec: false,
  json: false,
  pretty: false,
  brief: false,
  oneline: false,
  numeric: false,
  color: false,
  all: false,
  force: false,
  echo: false,
  timestamp: false,
  loops: 10,
});

const COLORS = { name: '1;36', mac: '1;33', inet: '1;35', inet6: '1;34', up: '1;32', down: '1;31' } as const;

export class Ip {
  readonly sys: Sys;
  readonly env: Env;
  readonly options: Options;
  readonly out: Stdout;
  #netlink: Netlink | undefined;
  #links: Map<number, Link> | undefined;
  #netnsNames: Map<number, string> | undefined;
  #tables: NameTable | undefined;
  #protocols: NameTable | undefined;

  constructor(sys: Sys, env: Env, options: Options) {
    this.sys = sys;
    this.env = env;
    this.options = options;
    this.out = new Stdout(sys);
  }

  /** A line break, or the backslash that -o puts in its place. */
  get nl(): string {
    return this.options.oneline ? '\\' : '\n';
  }

  color(kind: keyof typeof COLORS, text: string): string {
    return this.options.color ? `\x1b[${COLORS[kind]}m${text}\x1b[0m` : text;
  }

  async warn(words: string): Promise<void> {
    await this.out.flush();
    await warn(this.sys, words);
  }

  /** Prints objects as one JSON array. */
  writeJson(objects: readonly Json[]): void {
    this.out.write(`${printJson(objects, this.options.pretty)}\n`);
  }

  /** A request that changes something. Refusals end the program in libnetlink's words. */
  async talk(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    const netlink = await this.netlink();
    try {
      return await netlink.request(message);
    } catch (error) {
      throw refusal(error);
    }
  }

  /** A dump. */
  async dump(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    const netlink = await this.netlink();
    try {
      return await netlink.dump(message);
    } catch (error) {
      const fatal = refusal(error);
      throw new Fatal(`${fatal.message}Dump terminated\n`, 2);
    }
  }

  async netlink(): Promise<Netlink> {
    this.#netlink ??= await Netlink.open(this.sys);
    return this.#netlink;
  }

  /** All links by index (ll_map). */
  async links(): Promise<ReadonlyMap<number, Link>> {
    if (!this.#links) {
      const answers = await this.dump({ type: 'getlink', link: {} });
      this.#links = new Map(
        answers.flatMap(answer => (answer.type === 'newlink' ? [[(answer.link as Link).index, answer.link as Link] as const] : [])),
      );
    }
    return this.#links;
  }

  async linkName(index: number): Promise<string> {
    return (await this.links()).get(index)?.name ?? `if${index}`;
  }

  /** A link by its name or alternative name; undefined where there is none. */
  async findLink(name: string): Promise<Link | undefined> {
    return [...(await this.links()).values()].find(link => link.name === name || link.alternativeNames?.includes(name));
  }

  /** A link's index by name; ends the program where there is none. */
  async indexOf(name: string): Promise<number> {
    return (await this.findLink(name))?.index ?? noDevice(name);
  }

  async tables(): Promise<NameTable> {
    this.#tables ??= await routeTables(this.sys);
    return this.#tables;
  }

  async protocols(): Promise<NameTable> {
    this.#protocols ??= await routeProtocols(this.sys);
    return this.#protocols;
  }

  /** The name under /run/netns of the namespace that this one numbers so. */
  async netnsName(nsid: number): Promise<string | undefined> {
    this.#netnsNames ??= await this.#readNetnsNames();
    return this.#netnsNames.get(nsid);
  }

  async #readNetnsNames(): Promise<Map<number, string>> {
    const names = new Map<number, string>();
    for (const name of await netnsNames(this.sys)) {
      const nsid = await this.nsidOf(`/run/netns/${name}`);
      if (nsid !== undefined && !names.has(nsid)) names.set(nsid, name);
    }
    return names;
  }

  /** The number this namespace has for the one behind a file; undefined where it has none. */
  async nsidOf(path: string): Promise<number | undefined> {
    let fd: number;
    try {
      fd = await this.sys.open(path, { read: true, cloexec: true });
    } catch (error) {
      if (error instanceof Errno) return undefined;
      throw error;
    }
    try {
      const netlink = await this.netlink();
      const [answer] = await netlink.request({ type: 'getnsid', nsid: { netnsFd: fd } });
      return answer?.type === 'newnsid' && answer.nsid.nsid !== undefined && answer.nsid.nsid >= 0 ? answer.nsid.nsid : undefined;
    } catch (error) {
      await this.warn(refusal(error).message);
      return undefined;
    } finally {
      await this.sys.close(fd);
    }
  }
}

/** The names under /run/netns; none where the folder is not there. */
export async function netnsNames(sys: Sys): Promise<string[]> {
  try {
    return await folderNames(sys, '/run/netns');
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

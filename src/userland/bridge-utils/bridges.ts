// What brctl asks the kernel of bridges, and how it says that it was refused.

import { Errno } from '../../abi/errno.ts';
import type { NetlinkMessage } from '../../abi/netlink.ts';
import type { Link } from '../../abi/rtnetlink.ts';
import type { Netlink } from '../lib/netlink.ts';

/** Ends brctl with status 1, `before` on standard output and the words on standard error. */
export class Failure extends Error {
  readonly before: string;

  constructor(words: string, before = '') {
    super(words);
    this.before = before;
  }
}

export async function links(netlink: Netlink): Promise<Link[]> {
  const answers = await netlink.dump({ type: 'getlink', link: {} });
  return answers.flatMap(answer => (answer.type === 'newlink' ? [answer.link as Link] : []));
}

export const findLink = async (netlink: Netlink, name: string): Promise<Link | undefined> =>
  (await links(netlink)).find(link => link.name === name);

/** The ports of a bridge, by name. */
export const portsOf = (bridge: Link, all: readonly Link[]): Link[] =>
  all.filter(({ master }) => master === bridge.index).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Makes a request; throws a Failure in the words that `refuse` makes of the reason. */
export async function request(netlink: Netlink, message: NetlinkMessage, refuse: (reason: string) => string): Promise<void> {
  try {
    await netlink.request(message);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(refuse(error.message));
  }
}

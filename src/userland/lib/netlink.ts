// Requests to the kernel over netlink, and their answers. As libnetlink's rtnl_talk() and rtnl_dump_request().

import { Errno } from '../../abi/errno.ts';
import type { NetlinkMessage, NetlinkProtocol } from '../../abi/netlink.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';

/** An open netlink socket on which one request at a time is made. */
export class Netlink {
  readonly sys: Sys;
  readonly fd: Fd;
  #sequence = 0;

  constructor(sys: Sys, fd: Fd) {
    this.sys = sys;
    this.fd = fd;
  }

  /** A new socket in the caller's network namespace. */
  static async open(sys: Sys, protocol: NetlinkProtocol = 'route'): Promise<Netlink> {
    const fd = await sys.socket('netlink', 'raw', protocol);
    await sys.setfl(fd, { cloexec: true });
    return new Netlink(sys, fd);
  }

  /** Sends a request and gathers its answers up to their end. Throws the Errno that the kernel refused it with (its words are in `detail`). */
  async request(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    const sequence = ++this.#sequence;
    await this.sys.netlinkSend(this.fd, { ...message, sequence });
    const answers: NetlinkMessage[] = [];
    for (;;) {
      for (const answer of await this.sys.netlinkReceive(this.fd)) {
        if (answer.sequence !== undefined && answer.sequence !== sequence) continue;
        if (answer.type === 'done') return answers;
        if (answer.type !== 'error') {
          answers.push(answer);
          continue;
        }
        if (answer.errno !== undefined) throw new Errno(answer.errno, answer.detail);
        return answers;
      }
    }
  }

  /** The same as a dump (NLM_F_DUMP): all that match. */
  dump(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    return this.request({ ...message, flags: { ...message.flags, dump: true } });
  }

  close(): Promise<void> {
    return this.sys.close(this.fd);
  }
}

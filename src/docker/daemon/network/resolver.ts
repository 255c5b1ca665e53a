// The DNS server at 127.0.0.11 of a container: names of its networks are answered here, others go on to the host's servers. As libnetwork/resolver.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Address, Fd } from '../../../abi/types.ts';
import { concat, writeAll } from '../../../userland/lib/io.ts';
import { answer, type Question, readQuestion, SERVFAIL, TYPE_A, TYPE_AAAA, TYPE_MX, TYPE_PTR } from './dns-message.ts';
import { redirectDns } from './iptables-firewall.ts';
import { inNetns } from './netns.ts';

const OWN = '127.0.0.11';
const TTL_SECONDS = 600;
const FORWARD_TIMEOUT_MS = 4000;
const MESSAGE_BYTES = 65535;

export interface Zone {
  /** Addresses of a name in the container's networks: undefined where no container has it. */
  addressesOf(name: string, family: 'inet' | 'inet6'): string[] | undefined;
  /** The name that goes with an address. */
  nameOf(address: string): string | undefined;
  /** Where other names are asked for; from the host's namespace or the container's. None for a network without a way out. */
  servers(): { address: string; fromHost: boolean }[];
}

/** 2.0.18.172.in-addr.arpa to 172.18.0.2; undefined for other names. */
function reversed(name: string): string | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name);
  return match ? `${match[4]}.${match[3]}.${match[2]}.${match[1]}` : undefined;
}

export class Resolver {
  readonly #zone: Zone;
  readonly #netns: string;
  #udp: Fd = -1;
  #tcp: Fd = -1;
  #stop: Fd = -1;

  constructor(zone: Zone, netns: string) {
    this.#zone = zone;
    this.#netns = netns;
  }

  /** Binds its sockets in the container's namespace, makes the rules that lead there, and serves in a thread of its own. */
  async start(sys: Sys): Promise<void> {
    await inNetns(sys, this.#netns, async inside => {
      this.#udp = await inside.socket('inet', 'dgram');
      await inside.bind(this.#udp, { family: 'inet', address: OWN, port: 0 });
      this.#tcp = await inside.socket('inet', 'stream');
      await inside.bind(this.#tcp, { family: 'inet', address: OWN, port: 0 });
      await inside.listen(this.#tcp, 4096);
      for (const fd of [this.#udp, this.#tcp]) await inside.setfl(fd, { cloexec: true });
      const port = async (fd: Fd): Promise<number> => ((await inside.getsockname(fd)) as Address & { port: number }).port;
      await redirectDns(inside, { udp: await port(this.#udp), tcp: await port(this.#tcp) });
    });
    this.#stop = await sys.eventfd();
    await sys.setfl(this.#stop, { cloexec: true });
    await sys.clone(thread => this.#serve(thread), { thread: true });
  }

  /** Ends the thread; it closes the sockets. */
  async stop(sys: Sys): Promise<void> {
    await sys.write(this.#stop, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]));
  }

  async #serve(sys: Sys): Promise<void> {
    const entries = [this.#udp, this.#tcp, this.#stop].map(fd => ({ fd, want: 'read' as const }));
    for (;;) {
      const ready = (await sys.poll(entries)).map(({ fd }) => fd);
      if (ready.includes(this.#stop)) break;
      if (ready.includes(this.#udp)) await this.#datagram(sys);
      if (ready.includes(this.#tcp)) await this.#connection(sys);
    }
    for (const fd of [this.#udp, this.#tcp, this.#stop]) await sys.close(fd);
  }

  async #datagram(sys: Sys): Promise<void> {
    const { data, from } = await sys.recvfrom(this.#udp, MESSAGE_BYTES);
    const question = readQuestion(data);
    if (!question || !from) return;
    const reply = (own: Sys, message: Uint8Array): Promise<unknown> => ignoringErrno(() => own.sendto(this.#udp, message, from));
    const known = this.#answer(question);
    if (known) await reply(sys, known);
    else await sys.clone(async thread => void (await reply(thread, await this.#forward(thread, question, data))), { thread: true });
  }

  async #connection(sys: Sys): Promise<void> {
    const { fd } = await sys.accept(this.#tcp, { cloexec: true });
    await sys.clone(
      async thread => {
        const framed = await thread.read(fd, MESSAGE_BYTES);
        const question = readQuestion(framed.subarray(2));
        if (question) {
          const message = this.#answer(question) ?? (await this.#forward(thread, question, framed.subarray(2)));
          await ignoringErrno(() => writeAll(thread, fd, concat([new Uint8Array([message.length >> 8, message.length & 255]), message])));
        }
        await thread.close(fd);
      },
      { thread: true },
    );
  }

  /** The answer from the networks' own names; undefined where others are to be asked. */
  #answer(question: Question): Uint8Array | undefined {
    const name = question.name.replace(/\.$/, '');
    if (question.type === TYPE_PTR) {
      const address = reversed(name);
      const found = address === undefined ? undefined : this.#zone.nameOf(address);
      return found === undefined ? undefined : answer(question, [found], TTL_SECONDS);
    }
    if (question.type !== TYPE_A && question.type !== TYPE_AAAA) {
      return question.type === TYPE_MX && this.#zone.addressesOf(name, 'inet') ? answer(question, [], TTL_SECONDS) : undefined;
    }
    const found = this.#zone.addressesOf(name, question.type === TYPE_A ? 'inet' : 'inet6');
    return found === undefined ? undefined : answer(question, found, TTL_SECONDS);
  }

  async #forward(sys: Sys, question: Question, message: Uint8Array): Promise<Uint8Array> {
    for (const { address, fromHost } of this.#zone.servers()) {
      const family = address.includes(':') ? 'inet6' : 'inet';
      const fd = fromHost ? await sys.socket(family, 'dgram') : await inNetns(sys, this.#netns, inside => inside.socket(family, 'dgram'));
      try {
        await sys.connect(fd, { family, address, port: 53 });
        await sys.sendto(fd, message);
        if ((await sys.poll([{ fd, want: 'read' }], FORWARD_TIMEOUT_MS)).length === 0) continue;
        return (await sys.recvfrom(fd, MESSAGE_BYTES)).data;
      } catch (error) {
        // Refused or unreachable: the next server may answer.
        if (!(error instanceof Errno)) throw error;
      } finally {
        await sys.close(fd);
      }
    }
    return answer(question, [], 0, SERVFAIL);
  }
}

async function ignoringErrno(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

// ping and ping6: echo requests over a raw socket, or a ping socket where raw ones are refused. As networking/ping.c of BusyBox 1.38.

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { checksum } from '../../../wire/checksum.ts';
import { ICMP_ECHO, ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST, Icmp } from '../../../wire/icmp.ts';
import type { Resolved } from '../../lib/resolve.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, nowMs, number, secondsAsMs } from '../network.ts';

const usage = (name: string): string => `Usage: ${name} [OPTIONS] HOST

Send ICMP ECHO_REQUESTs to HOST

${name === 'ping' ? '\t-4,-6\t\tForce IP or IPv6 name resolution\n' : ''}\t-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-i SECS		Interval
	-A		Ping as soon as reply is received
	-t TTL		Set TTL
	-I IFACE/IP	Source interface or IP address
	-W SEC		Seconds to wait for the first response (default 10)
			(after all -c CNT packets are sent)
	-w SEC		Seconds until ping exits (default:infinite)
			(can exit earlier with -c CNT)
	-q		Quiet, only display output at start/finish
	-p HEXBYTE	Payload pattern`;

const WORDS4: Readonly<Record<number, string>> = {
  3: 'Destination Unreachable',
  4: 'Source Quench',
  5: 'Redirect (change route)',
  11: 'Time Exceeded',
  12: 'Parameter Problem',
};

class Pinging {
  readonly run: Run;
  readonly fd: Fd;
  readonly raw: boolean;
  readonly target: Resolved;
  readonly id: number;
  readonly size: number;
  readonly count: number;
  readonly #sentAtMs = new Map<number, number>();
  #sent = 0;
  #received = 0;
  #repeated = 0;
  #times: number[] = [];

  constructor(run: Run, socket: { fd: Fd; raw: boolean }, target: Resolved, numbers: { id: number; size: number; count: number }) {
    this.run = run;
    this.fd = socket.fd;
    this.raw = socket.raw;
    this.target = target;
    this.id = numbers.id;
    this.size = numbers.size;
    this.count = numbers.count;
  }

  async #send(): Promise<void> {
    const { run, target } = this;
    const sequence = this.#sent & 0xffff;
    const bytes = new Uint8Array(8 + this.size).fill(Number.parseInt(run.value('-p') ?? '0', 16) & 255, 8);
    bytes.set([target.family === 'inet' ? ICMP_ECHO : ICMPV6_ECHO_REQUEST, 0, 0, 0, this.id >> 8, this.id, sequence >> 8, sequence]);
    if (target.family === 'inet') new Icmp(bytes).checksum = checksum(bytes, 0, bytes.length);
    this.#sentAtMs.set(sequence, await nowMs(run.sys));
    this.#sent++;
    try {
      await run.sys.sendto(this.fd, bytes, { family: target.family, address: target.address, port: 0 });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      run.die(`sendto: ${error.message}`);
    }
  }

  async #take(): Promise<void> {
    const { run, target } = this;
    const { data, from, ttl: hops } = await run.sys.recvfrom(this.fd, 65536);
    const atMs = await nowMs(run.sys);
    const four = target.family === 'inet';
    const start = four && this.raw ? (data[0]! & 15) * 4 : 0;
    if (data.length < start + 8) return;
    const icmp = new Icmp(data, start);
    if (icmp.type !== (four ? ICMP_ECHO_REPLY : ICMPV6_ECHO_REPLY)) {
      const words = four ? WORDS4[icmp.type] : undefined;
      if (words !== undefined && run.has('-v')) await run.warn(`warning: got ICMP ${icmp.type} (${words})`);
      return;
    }
    if (this.raw && icmp.id !== this.id) return;
    const sentMs = this.#sentAtMs.get(icmp.sequence);
    this.#sentAtMs.delete(icmp.sequence);
    if (sentMs === undefined) this.#repeated++;
    else this.#received++;
    const tookMs = sentMs !== undefined && this.size >= 4 ? atMs - sentMs : undefined;
    if (tookMs !== undefined) this.#times.push(tookMs);
    if (run.has('-q')) return;
    const address = from?.family === 'inet' || from?.family === 'inet6' ? from.address : target.address;
    const ttl = four && this.raw ? data[8]! : (hops ?? 64);
    const time = tookMs === undefined ? '' : ` time=${tookMs.toFixed(3)} ms`;
    const twice = sentMs === undefined ? ' (DUP!)' : '';
    run.out.write(`${data.length - start} bytes from ${address}: seq=${icmp.sequence} ttl=${ttl}${time}${twice}\n`);
    await run.out.flush();
  }

  /** Sends and receives until all are answered, the time is up, or SIGINT came. */
  async loop(interrupted: () => boolean): Promise<void> {
    const { run } = this;
    const intervalMs = run.has('-A') ? 0 : Math.max(1, secondsAsMs(run, run.value('-i') ?? '1'));
    const waitMs = secondsAsMs(run, run.value('-W') ?? '10');
    const deadline = run.value('-w');
    let nextMs = await nowMs(run.sys);
    const stopMs = deadline === undefined ? Number.POSITIVE_INFINITY : nextMs + secondsAsMs(run, deadline);
    const all = (): boolean => this.count > 0 && this.#sent >= this.count;
    while (!interrupted()) {
      let now = await nowMs(run.sys);
      if (now >= stopMs) return;
      if (now >= nextMs) {
        if (all()) return;
        await this.#send();
        now = await nowMs(run.sys);
        nextMs = all() ? now + waitMs : Math.max(now, nextMs) + intervalMs;
      }
      try {
        const ready = await run.sys.poll([{ fd: this.fd, want: 'read' }], Math.max(0, Math.min(nextMs, stopMs) - now));
        if (ready.length === 0) continue;
        await this.#take();
      } catch (error) {
        if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
      }
      if (this.count > 0 && this.#received >= this.count) return;
    }
  }

  /** Prints the end's lines; gives the exit status. */
  summary(host: string): number {
    const { run } = this;
    const [sent, received, repeated] = [this.#sent, this.#received, this.#repeated];
    const loss = sent > 0 ? `, ${Math.floor(((sent - received) * 100) / sent)}% packet loss` : '';
    run.out.write(`\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} packets received`);
    run.out.write(`${repeated > 0 ? `, ${repeated} duplicates` : ''}${loss}\n`);
    const times = this.#times;
    if (times.length > 0) {
      const figures = [Math.min(...times), times.reduce((sum, each) => sum + each, 0) / times.length, Math.max(...times)];
      run.out.write(`round-trip min/avg/max = ${figures.map(each => each.toFixed(3)).join('/')} ms\n`);
    }
    return received === 0 ? 1 : 0;
  }
}

async function openSocket(run: Run, { family }: Resolved): Promise<{ fd: Fd; raw: boolean }> {
  for (const type of ['raw', 'dgram'] as const) {
    try {
      return { fd: await run.sys.socket(family, type, family === 'inet' ? 1 : 58), raw: type === 'raw' };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return run.die('permission denied (are you root?)');
}

async function setOptions(run: Run, fd: Fd, { family }: Resolved): Promise<string> {
  const { sys } = run;
  const ttl = run.value('-t');
  if (ttl !== undefined) await sys.setsockopt(fd, family === 'inet' ? 'IP_TTL' : 'IPV6_UNICAST_HOPS', number(run, ttl, 0, 255));
  if (family === 'inet') await sys.setsockopt(fd, 'SO_BROADCAST', 1);
  await sys.setsockopt(fd, family === 'inet' ? 'IP_RECVTTL' : 'IPV6_RECVHOPLIMIT', 1);
  const source = run.value('-I');
  if (source === undefined) return '';
  const isAddress = /^[\d.]+$|:/.test(source);
  try {
    if (isAddress) await sys.bind(fd, { family, address: source, port: 0 });
    else await sys.setsockopt(fd, 'SO_BINDTODEVICE', source);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    run.die(isAddress ? `bind: ${error.message}` : `can't bind to interface ${source}: ${error.message}`);
  }
  return isAddress ? ` from ${source}` : '';
}

async function ping(run: Run): Promise<number> {
  const [host] = run.operands;
  if (host === undefined || run.operands.length > 1) run.usage();
  const family = run.name === 'ping6' || run.has('-6') ? 'inet6' : run.has('-4') ? 'inet' : undefined;
  const count = number(run, run.value('-c') ?? '0', 0, 0x7fffffff);
  const size = number(run, run.value('-s') ?? '56', 0, 65507);
  const target = await hostAddress(run, host, family);
  const socket = await openSocket(run, target);
  const from = await setOptions(run, socket.fd, target);
  let stop = false;
  await run.sys.sigaction('SIGINT', async () => {
    stop = true;
  });
  run.out.write(`PING ${host} (${target.address})${from}: ${size} data bytes\n`);
  await run.out.flush();
  const pinging = new Pinging(run, socket, target, { id: (await run.sys.getpid()) & 0xffff, size, count });
  await pinging.loop(() => stop);
  return pinging.summary(host);
}

const SHORT = '46qAvc:s:t:w:W:I:i:np:';

export default {
  ping: applet({ name: 'ping', usage: usage('ping'), short: SHORT, run: ping }),
  ping6: applet({ name: 'ping6', usage: usage('ping6'), short: SHORT, run: ping }),
};

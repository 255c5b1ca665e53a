// docker-proxy: carries connections to a published port of the host over to the container. As Docker 28.5's cmd/docker-proxy.

import { Errno } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Address, Fd } from '../abi/types.ts';
import { program, warn, writeAll } from '../userland/lib/io.ts';

const BUFFER_BYTES = 65536;
const UDP_IDLE_MS = 90_000;
/** With -use-listen-fd: the socket that dockerd bound, at this descriptor; 3 is the pipe it waits on for a word of readiness. */
const STATUS_FD: Fd = 3;
const LISTEN_FD: Fd = 4;

interface Options {
  protocol: 'tcp' | 'udp';
  host: Address & { port: number };
  container: Address & { port: number };
  useListenFd: boolean;
}

const endpoint = (address: string, port: number): Address & { port: number } =>
  address.includes(':') ? { family: 'inet6', address, port } : { family: 'inet', address, port };

function parse(argv: readonly string[]): Options | string {
  const values = new Map<string, string>();
  for (let at = 1; at < argv.length; at++) {
    const name = argv[at]!.replace(/^--?/, '');
    if (name === 'use-listen-fd') values.set(name, 'true');
    else values.set(name, argv[++at] ?? '');
  }
  const protocol = values.get('proto') ?? 'tcp';
  if (protocol !== 'tcp' && protocol !== 'udp') return `unsupported protocol ${protocol}`;
  const container = values.get('container-ip');
  if (!container) return 'container-ip is required';
  return {
    protocol,
    host: endpoint(values.get('host-ip') ?? '0.0.0.0', Number(values.get('host-port') ?? 0)),
    container: endpoint(container, Number(values.get('container-port') ?? 0)),
    useListenFd: values.has('use-listen-fd'),
  };
}

async function bound(sys: Sys, { host, protocol, useListenFd }: Options): Promise<Fd> {
  if (useListenFd) return LISTEN_FD;
  const fd = await sys.socket(host.family, protocol === 'tcp' ? 'stream' : 'dgram');
  if (protocol === 'tcp') await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (host.family === 'inet6') await sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
  await sys.bind(fd, host);
  return fd;
}

/** Copies one direction until its end, and then says so to the other side. */
async function copy(sys: Sys, from: Fd, to: Fd): Promise<void> {
  try {
    for (;;) {
      const bytes = await sys.read(from, BUFFER_BYTES);
      if (bytes.length === 0) break;
      await writeAll(sys, to, bytes);
    }
    await sys.shutdown(to, 'write');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    // One side is gone: wake the other direction.
    for (const fd of [from, to]) await ignoringErrno(() => sys.shutdown(fd, 'both'));
  }
}

async function ignoringErrno(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

async function carry(sys: Sys, client: Fd, to: Address): Promise<void> {
  const server = await sys.socket(to.family as 'inet' | 'inet6', 'stream');
  try {
    await sys.connect(server, to);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await sys.close(server);
    await sys.close(client);
    return;
  }
  let left = 2;
  const end = async (own: Sys): Promise<void> => {
    if (--left > 0) return;
    await own.close(server);
    await own.close(client);
  };
  await sys.clone(
    async back => {
      await copy(back, server, client);
      await end(back);
    },
    { thread: true },
  );
  await copy(sys, client, server);
  await end(sys);
}

async function proxyTcp(sys: Sys, listener: Fd, to: Address): Promise<never> {
  await sys.listen(listener, 4096);
  for (;;) {
    const { fd } = await sys.accept(listener, { cloexec: true });
    await sys.clone(thread => carry(thread, fd, to), { thread: true });
  }
}

/** Datagrams: a socket of its own for each client, so that answers find the way back; dropped after a while without traffic. */
async function proxyUdp(sys: Sys, listener: Fd, to: Address): Promise<never> {
  const clients = new Map<string, Fd>();
  for (;;) {
    const { data, from } = await sys.recvfrom(listener, BUFFER_BYTES);
    if (!from || (from.family !== 'inet' && from.family !== 'inet6')) continue;
    const key = `${from.address} ${from.port}`;
    let fd = clients.get(key);
    if (fd === undefined) {
      fd = await sys.socket(to.family as 'inet' | 'inet6', 'dgram');
      await sys.connect(fd, to);
      clients.set(key, fd);
      const server = fd;
      await sys.clone(
        async back => {
          await answer(back, server, listener, from);
          clients.delete(key);
          await back.close(server);
        },
        { thread: true },
      );
    }
    await ignoringErrno(() => sys.sendto(fd, data));
  }
}

async function answer(sys: Sys, server: Fd, listener: Fd, client: Address): Promise<void> {
  for (;;) {
    const ready = await sys.poll([{ fd: server, want: 'read' }], UDP_IDLE_MS);
    if (ready.length === 0) return;
    try {
      const { data } = await sys.recvfrom(server, BUFFER_BYTES);
      await sys.sendto(listener, data, client);
    } catch (error) {
      // Connection refused: nobody listens in the container (yet).
      if (!(error instanceof Errno)) throw error;
      return;
    }
  }
}

export default program({
  name: 'docker-proxy',
  summary: "forwards a published port's connections to a container",

  async main(sys, argv) {
    const options = parse(argv);
    if (typeof options === 'string') {
      await warn(sys, `docker-proxy: ${options}\n`);
      return 1;
    }
    await sys.sigaction('SIGPIPE', 'ignore');
    let listener: Fd;
    try {
      listener = await bound(sys, options);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, `docker-proxy: failed to bind: ${error.message.toLowerCase()}\n`);
      return 1;
    }
    if (options.useListenFd) {
      await writeAll(sys, STATUS_FD, new Uint8Array([48, 10]));
      await sys.close(STATUS_FD);
    }
    return options.protocol === 'tcp' ? proxyTcp(sys, listener, options.container) : proxyUdp(sys, listener, options.container);
  },
});

// Publishing a container's ports: sockets of the host, firewall rules, and docker-proxy behind each socket. As libnetwork's bridge/port_mapping_linux.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd, Pid } from '../../../abi/types.ts';
import type { PortBinding, PortMap } from '../../api/container.ts';
import { ApiError, goWords, internal } from '../errors.ts';
import type { Firewall, FirewallNetwork } from './firewall.ts';
import { waitFor } from './netns.ts';
import { ephemeralRange, type PortAllocator } from './ports.ts';

const PROXY = '/usr/sbin/docker-proxy';

export interface Published {
  protocol: string;
  port: number;
  hostAddress: string;
  hostPort: number;
  /** Undefined once docker-proxy has it. */
  socket: Fd | undefined;
  proxy: Pid | undefined;
  /** Rules were made for it: not for IPv6 addresses of the host, which only docker-proxy serves. */
  ruled: boolean;
}

export interface PublishRequest {
  owner: string;
  address: string;
  network: FirewallNetwork;
  bindings: PortMap;
  /** The address of bindings that name none (dockerd --ip). */
  defaultAddress: string;
  userlandProxy: boolean;
}

/** "80/tcp" as port and protocol. */
export function parsePort(text: string): { port: number; protocol: string } {
  const [port = '0', protocol = 'tcp'] = text.split('/');
  return { port: Number(port), protocol };
}

/** Container ports in the order they are published: by number, tcp first. */
export const sortedPorts = (ports: Iterable<string>): string[] =>
  [...ports].sort((left, right) => {
    const [one, two] = [parsePort(left), parsePort(right)];
    return one.port - two.port || (one.protocol < two.protocol ? -1 : 1);
  });

function addressesOf(binding: PortBinding, { defaultAddress, userlandProxy }: PublishRequest): string[] {
  if (binding.HostIp !== '') return [binding.HostIp];
  if (defaultAddress !== '0.0.0.0' && defaultAddress !== '') return [defaultAddress];
  return userlandProxy ? ['0.0.0.0', '::'] : ['0.0.0.0'];
}

async function bind(sys: Sys, protocol: string, address: string, port: number): Promise<Fd> {
  const family = address.includes(':') ? 'inet6' : 'inet';
  const fd = await sys.socket(family, protocol === 'udp' ? 'dgram' : 'stream');
  try {
    await sys.setfl(fd, { cloexec: true });
    if (protocol !== 'udp') await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
    if (family === 'inet6') await sys.setsockopt(fd, 'IPV6_V6ONLY', 1);
    await sys.bind(fd, { family, address, port });
    if (protocol !== 'udp') await sys.listen(fd, 4096);
  } catch (error) {
    await sys.close(fd);
    throw error;
  }
  return fd;
}

const shown = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);

class Publisher {
  readonly #sys: Sys;
  readonly #allocator: PortAllocator;
  readonly #request: PublishRequest;
  readonly done: Published[] = [];

  constructor(sys: Sys, allocator: PortAllocator, request: PublishRequest) {
    this.#sys = sys;
    this.#allocator = allocator;
    this.#request = request;
  }

  async binding(containerPort: string, binding: PortBinding): Promise<void> {
    const { port, protocol } = parsePort(containerPort);
    const addresses = addressesOf(binding, this.#request);
    const [low = 0, high = low] = binding.HostPort === '' ? [0] : binding.HostPort.split('-').map(Number);
    const { owner } = this.#request;
    if (low === 0) {
      const range = await ephemeralRange(this.#sys);
      return this.#bindAll(addresses, protocol, port, () => this.#allocator.requestAny(addresses, protocol, range, owner), true);
    }
    let from = low;
    return this.#bindAll(
      addresses,
      protocol,
      port,
      () => {
        const got = this.#allocator.request(addresses, protocol, from, high, owner);
        from = got + 1;
        return got;
      },
      low !== high,
    );
  }

  async #bindAll(addresses: readonly string[], protocol: string, port: number, next: () => number, retry: boolean): Promise<void> {
    for (;;) {
      const hostPort = next();
      const bound: Published[] = [];
      try {
        for (const hostAddress of addresses) {
          const socket = await this.#socket(protocol, hostAddress, hostPort, port);
          bound.push({ protocol, port, hostAddress, hostPort, socket, proxy: undefined, ruled: false });
        }
        this.done.push(...bound);
        return;
      } catch (error) {
        for (const { socket } of bound) await this.#sys.close(socket!);
        for (const address of addresses) this.#allocator.release(address, protocol, hostPort);
        if (!retry || !(error instanceof ApiError && error.message.endsWith('address already in use'))) throw error;
      }
    }
  }

  async #socket(protocol: string, address: string, hostPort: number, port: number): Promise<Fd> {
    try {
      return await bind(this.#sys, protocol, address, hostPort);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const where = `${shown(address, hostPort)}:${this.#request.address}:${port}/${protocol}`;
      throw internal(`failed to bind host port for ${where}: ${goWords(error)}`);
    }
  }
}

async function startProxy(sys: Sys, published: Published, address: string): Promise<Pid> {
  const { protocol, hostAddress, hostPort, port, socket } = published;
  const argv = [PROXY, '-proto', protocol, '-host-ip', hostAddress, '-host-port', String(hostPort)];
  argv.push('-container-ip', address, '-container-port', String(port), '-use-listen-fd');
  const [read, write] = await sys.pipe({ cloexec: true });
  const pid = await sys.clone(async child => {
    const listener = await child.dup(socket!, { least: 10, cloexec: true });
    const status = await child.dup(write, { least: 10, cloexec: true });
    await child.dup2(status, 3);
    await child.dup2(listener, 4);
    return child.execve(PROXY, argv, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });
  });
  await sys.close(write);
  await sys.read(read, 16);
  await sys.close(read);
  await sys.close(socket!);
  published.socket = undefined;
  return pid;
}

/** Publishes all ports, or none: throws ApiError with what stood in the way. */
export async function publish(sys: Sys, allocator: PortAllocator, firewall: Firewall, request: PublishRequest): Promise<Published[]> {
  const publisher = new Publisher(sys, allocator, request);
  try {
    for (const containerPort of sortedPorts(Object.keys(request.bindings))) {
      for (const binding of request.bindings[containerPort] ?? []) await publisher.binding(containerPort, binding);
    }
    for (const published of publisher.done) {
      if (published.hostAddress.includes(':')) continue;
      await firewall.addPort(sys, request.network, { ...published, address: request.address });
      published.ruled = true;
    }
    for (const published of publisher.done) {
      if (request.userlandProxy) published.proxy = await startProxy(sys, published, request.address);
    }
  } catch (error) {
    await unpublish(sys, allocator, firewall, request.network, request.address, publisher.done);
    throw error;
  }
  return publisher.done;
}

/** Takes back what publish gave. */
export async function unpublish(
  sys: Sys,
  allocator: PortAllocator,
  firewall: Firewall,
  network: FirewallNetwork,
  address: string,
  published: readonly Published[],
): Promise<void> {
  for (const port of published) {
    if (port.proxy !== undefined) {
      await sys.kill(port.proxy, 'SIGKILL');
      await waitFor(sys, port.proxy);
    }
    if (port.socket !== undefined) await sys.close(port.socket);
    if (port.ruled) await firewall.removePort(sys, network, { ...port, address });
    allocator.release(port.hostAddress, port.protocol, port.hostPort);
  }
}

/** NetworkSettings.Ports: what is published where; null for what is only exposed. */
export function portMapOf(exposed: readonly string[], published: readonly Published[]): PortMap {
  const map: PortMap = {};
  const names = new Set([...exposed, ...published.map(({ port, protocol }) => `${port}/${protocol}`)]);
  for (const name of [...names].sort()) {
    const bound = published.filter(({ port, protocol }) => `${port}/${protocol}` === name);
    map[name] = bound.length === 0 ? null : bound.map(({ hostAddress, hostPort }) => ({ HostIp: hostAddress, HostPort: String(hostPort) }));
  }
  return map;
}

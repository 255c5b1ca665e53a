// A container's place in its networks: joining and leaving them, the way out, published ports, names. As libnetwork's sandbox and endpoint.

import type { Sys } from '../../../abi/sys.ts';
import { readText, writeFile } from '../../../userland/lib/io.ts';
import { parseAddress } from '../../../wire/address.ts';
import type { EndpointSettings } from '../../api/container.ts';
import { ApiError, conflict, forbidden, internal, invalid, unless } from '../errors.ts';
import { mkdirAll } from '../files.ts';
import { newId, randomMac } from '../ids.ts';
import { firewallNetwork } from './bridge.ts';
import type { Networks } from './controller.ts';
import { nextDevice } from './driver.ts';
import { addHosts, hostsText, internalResolvConf, legacyResolvConf, readResolvConf, removeHosts, serversFor } from './etc-files.ts';
import { addDefaultRoute, findLink, removeDefaultRoute, setLink, withNetlink } from './links.ts';
import { inNetns } from './netns.ts';
import { compareGateways, type Endpoint, hasNames, isDefaultBridge, type Network, type Sandbox } from './network.ts';
import { publish, unpublish } from './portmap.ts';
import { Resolver } from './resolver.ts';

export const NETNS_FOLDER = '/var/run/docker/netns';

/** Keeps a process's network namespace under the sandbox's name, and brings up its loopback. */
export async function openSandbox(sys: Sys, sandbox: Sandbox, pid: number): Promise<void> {
  await mkdirAll(sys, NETNS_FOLDER);
  await sys.close(await sys.open(sandbox.path, { write: true, create: true, cloexec: true }, 0o444));
  await sys.mount(`/proc/${pid}/ns/net`, sandbox.path, '', { bind: true });
  await inNetns(sys, sandbox.path, inside =>
    withNetlink(inside, async netlink => {
      const loopback = await findLink(netlink, 'lo');
      if (loopback) await setLink(netlink, { index: loopback.index, up: ['UP'] });
    }),
  );
}

/** Lets go of the namespace. */
export async function closeSandbox(sys: Sys, sandbox: Sandbox): Promise<void> {
  if (sandbox.resolver) await sandbox.resolver.stop(sys);
  sandbox.resolver = undefined;
  await unless(['EINVAL', 'ENOENT'], () => sys.umount(sandbox.path, { detach: true }));
  await unless(['ENOENT', 'EBUSY'], () => sys.unlink(sandbox.path));
}

const hostNames = ({ hostname, domainname }: Sandbox): string => {
  const whole = domainname === '' ? hostname : `${hostname}.${domainname}`;
  const dot = whole.indexOf('.');
  return dot > 0 ? `${whole} ${whole.slice(0, dot)}` : whole;
};

/** Writes /etc/hosts and /etc/resolv.conf as they are before any network is joined. */
export async function writeEtcFiles(
  sys: Sys,
  sandbox: Sandbox,
  extra: readonly { address: string; names: string }[],
  shared: boolean,
): Promise<void> {
  if (shared) await writeFile(sys, sandbox.hostsPath, (await unless(['ENOENT'], () => readText(sys, '/etc/hosts'))) ?? '', 0o644);
  else await writeFile(sys, sandbox.hostsPath, hostsText([]), 0o644);
  if (extra.length > 0) await addHosts(sys, sandbox.hostsPath, extra);
  await writeResolvConf(sys, sandbox);
}

async function writeResolvConf(sys: Sys, sandbox: Sandbox): Promise<void> {
  const request = { host: await readResolvConf(sys), ...sandbox.dns };
  await writeFile(sys, sandbox.resolvPath, sandbox.resolver ? internalResolvConf(request) : legacyResolvConf(request), 0o644);
}

/** Checks what an endpoint asks of a network. Throws ApiError "invalid endpoint settings:" with all that is wrong. */
export function validateEndpoint(network: Network, settings: EndpointSettings): void {
  const wanted = [settings.IPAMConfig?.IPv4Address, settings.IPAMConfig?.IPv6Address].filter((text): text is string => !!text);
  const wrong: string[] = [];
  const { IPv4Address: four, IPv6Address: six } = settings.IPAMConfig ?? {};
  if (four && (four.includes(':') || parseAddress(four) === undefined)) wrong.push(`invalid IPv4 address: ${four}`);
  if (six && (!six.includes(':') || parseAddress(six) === undefined)) wrong.push(`invalid IPv6 address: ${six}`);
  if (wanted.length > 0 && isDefaultBridge(network)) wrong.push('user specified IP address is supported on user defined networks only');
  else if (wanted.length > 0 && !network.userSubnet) {
    wrong.push('user specified IP address is supported only when connecting to networks with user configured subnets');
  } else {
    for (const text of wanted) {
      const address = parseAddress(text);
      if (address === undefined) continue;
      const inside = [network.pool, network.pool6].some(pool => pool?.has(address));
      if (!inside) wrong.push(`no configured subnet or ip-range contain the IP address ${text}`);
    }
  }
  if ((settings.Aliases?.length ?? 0) > 0 && !hasNames(network)) {
    wrong.push('network-scoped aliases are only supported for user-defined networks');
  }
  if (wrong.length > 0)
    throw invalid(`invalid endpoint settings:\n${wrong.map(line => (wrong.length > 1 ? `* ${line}` : line)).join('\n')}`);
}

interface Joining {
  network: Network;
  settings: EndpointSettings;
  containerId: string;
  containerName: string;
}

async function allocate(sys: Sys, { network, settings, containerId, containerName }: Joining): Promise<Endpoint> {
  const endpoint: Endpoint = {
    id: await newId(sys),
    network,
    containerId,
    containerName,
    settings,
    address: '',
    prefixLength: 0,
    address6: '',
    prefixLength6: 0,
    mac: '',
    hostDevice: '',
    device: '',
    names: [containerName, ...(settings.Aliases ?? []), containerId.slice(0, 12)].filter((name, at, all) => all.indexOf(name) === at),
  };
  for (const [pool, family] of [
    [network.pool, 'inet'],
    [network.pool6, 'inet6'],
  ] as const) {
    if (!pool) continue;
    const wanted = family === 'inet' ? settings.IPAMConfig?.IPv4Address : settings.IPAMConfig?.IPv6Address;
    if (wanted) pool.take(parseAddress(wanted)!);
    const address = wanted || pool.next();
    if (address === undefined) {
      throw internal(
        `no available ${family === 'inet' ? 'IPv4' : 'IPv6'} addresses on this network's address pools: ${network.name} (${network.id})`,
      );
    }
    if (family === 'inet') Object.assign(endpoint, { address, prefixLength: pool.subnet.length });
    else Object.assign(endpoint, { address6: address, prefixLength6: pool.subnet.length });
  }
  const bare = network.driver === 'host' || network.driver === 'null';
  endpoint.mac = bare ? '' : settings.MacAddress || (await randomMac(sys));
  return endpoint;
}

/** What `docker inspect` shows of it while it is joined. */
function show({ settings, network, ...endpoint }: Endpoint): void {
  Object.assign(settings, {
    MacAddress: endpoint.mac,
    NetworkID: network.id,
    EndpointID: endpoint.id,
    Gateway: network.internal ? '' : network.gateway,
    IPAddress: endpoint.address,
    IPPrefixLen: endpoint.prefixLength,
    IPv6Gateway: network.internal ? '' : network.gateway6,
    GlobalIPv6Address: endpoint.address6,
    GlobalIPv6PrefixLen: endpoint.prefixLength6,
    DNSNames: hasNames(network) ? endpoint.names : null,
  });
}

const CLEARED = {
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
};

/** Takes what a left network gave out of the settings; a MAC address that the user chose stays. */
export function clearSettings(settings: EndpointSettings, chosenMac: string): void {
  Object.assign(settings, CLEARED, { MacAddress: chosenMac });
}

export class SandboxControl {
  readonly #networks: Networks;

  constructor(networks: Networks) {
    this.#networks = networks;
  }

  /** Plugs a container into a network. Throws ApiError; nothing of it is left then. */
  async join(sys: Sys, sandbox: Sandbox, joining: Joining): Promise<Endpoint> {
    const { network } = joining;
    if ([...network.endpoints.values()].some(({ containerName }) => containerName === joining.containerName)) {
      throw forbidden(`endpoint with name ${joining.containerName} already exists in network ${network.name}`);
    }
    const endpoint = await allocate(sys, joining);
    network.endpoints.set(endpoint.id, endpoint);
    try {
      endpoint.device = nextDevice(sandbox);
      await this.#networks.driverOf(network).attach(sys, endpoint, sandbox);
      sandbox.endpoints.push(endpoint);
      if (hasNames(network) && !sandbox.resolver) await this.#startResolver(sys, sandbox);
      await this.#updateGateway(sys, sandbox);
    } catch (error) {
      await this.#drop(sys, sandbox, endpoint);
      throw this.#explain(error, endpoint);
    }
    show(endpoint);
    const lines = [endpoint.address, endpoint.address6].filter(address => address !== '');
    await addHosts(
      sys,
      sandbox.hostsPath,
      lines.map(address => ({ address, names: hostNames(sandbox) })),
    );
    return endpoint;
  }

  #explain(error: unknown, { containerName, id }: Endpoint): unknown {
    const isPort =
      error instanceof ApiError && /port is already allocated$|^failed to bind host port|^all ports are allocated$/.test(error.message);
    return isPort
      ? internal(`driver failed programming external connectivity on endpoint ${containerName} (${id}): ${error.message}`)
      : error;
  }

  async #startResolver(sys: Sys, sandbox: Sandbox): Promise<void> {
    sandbox.resolver = new Resolver(this.#zoneOf(sandbox, await readResolvConf(sys)), sandbox.path);
    await sandbox.resolver.start(sys);
    await writeResolvConf(sys, sandbox);
  }

  /** The names that a container sees: those of its networks, and further servers where one of them leads out. */
  #zoneOf(sandbox: Sandbox, host: { servers: string[]; search: string[]; options: string[] }): ConstructorParameters<typeof Resolver>[0] {
    const networks = (): Network[] =>
      [...sandbox.endpoints]
        .sort(compareGateways)
        .map(({ network }) => network)
        .filter(hasNames);
    return {
      addressesOf: (asked, family) => {
        const name = asked.toLowerCase();
        for (const network of networks()) {
          const suffix = `.${network.name.toLowerCase()}`;
          const short = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
          const own = sandbox.endpoints.find(endpoint => endpoint.network === network);
          const linked = own?.settings.Links?.map(link => link.split(':'))
            .find(([, alias]) => alias?.toLowerCase() === short)?.[0]
            ?.toLowerCase();
          const found = [...network.endpoints.values()].filter(({ names }) =>
            names.some(one => one.toLowerCase() === short || one.toLowerCase() === linked),
          );
          if (found.length === 0) continue;
          return found.map(({ address, address6 }) => (family === 'inet' ? address : address6)).filter(address => address !== '');
        }
        return undefined;
      },
      nameOf: address => {
        for (const network of networks()) {
          for (const endpoint of network.endpoints.values()) {
            if (endpoint.address === address || endpoint.address6 === address) return `${endpoint.names[0]}.${network.name}`;
          }
        }
        return undefined;
      },
      servers: () => (sandbox.gateway ? serversFor({ host, ...sandbox.dns }, false) : []),
    };
  }

  /** Moves the default route and the published ports to the endpoint that is the gateway now. */
  async #updateGateway(sys: Sys, sandbox: Sandbox): Promise<void> {
    const best = [...sandbox.endpoints].sort(compareGateways)[0];
    const next = best && !best.network.internal && best.network.gateway + best.network.gateway6 !== '' ? best : undefined;
    const last = sandbox.gateway;
    if (next === last) return;
    if (last) await this.#unpublish(sys, sandbox);
    sandbox.gateway = next;
    await inNetns(sys, sandbox.path, inside =>
      withNetlink(inside, async netlink => {
        if (last) await removeDefaultRoute(netlink);
        if (!next) return;
        const link = await findLink(netlink, next.device);
        for (const gateway of [next.network.gateway, next.network.gateway6]) {
          if (gateway !== '')
            await addDefaultRoute(netlink, next.network.options.ipvlan_mode?.startsWith('l3') ? undefined : gateway, link?.index);
        }
      }),
    );
    if (next?.network.driver === 'bridge') await this.#publish(sys, sandbox, next);
  }

  async #publish(sys: Sys, sandbox: Sandbox, endpoint: Endpoint): Promise<void> {
    const { config, ports, firewall } = this.#networks;
    try {
      sandbox.published = await publish(sys, ports, firewall, {
        owner: sandbox.containerId,
        address: endpoint.address,
        network: firewallNetwork(endpoint.network),
        bindings: sandbox.bindings,
        defaultAddress: endpoint.network.options['com.docker.network.bridge.host_binding_ipv4'] ?? config.ip,
        userlandProxy: config.userlandProxy,
      });
    } catch (error) {
      sandbox.gateway = undefined;
      throw error;
    }
  }

  async #unpublish(sys: Sys, sandbox: Sandbox): Promise<void> {
    const { ports, firewall } = this.#networks;
    const endpoint = sandbox.gateway;
    if (!endpoint || sandbox.published.length === 0) return;
    await unpublish(sys, ports, firewall, firewallNetwork(endpoint.network), endpoint.address, sandbox.published);
    sandbox.published = [];
  }

  /** Takes a container out of a network. `alive` says whether its namespace is still to be kept in order. */
  async leave(sys: Sys, sandbox: Sandbox, endpoint: Endpoint, alive: boolean): Promise<void> {
    if (sandbox.gateway === endpoint) {
      await this.#unpublish(sys, sandbox);
      if (!alive) sandbox.gateway = undefined;
    }
    await this.#drop(sys, sandbox, endpoint);
    if (!alive) return;
    for (const address of [endpoint.address, endpoint.address6]) {
      if (address !== '') await removeHosts(sys, sandbox.hostsPath, { address, names: hostNames(sandbox) });
    }
    if (sandbox.gateway === endpoint) sandbox.gateway = undefined;
    await this.#updateGateway(sys, sandbox);
  }

  async #drop(sys: Sys, sandbox: Sandbox, endpoint: Endpoint): Promise<void> {
    const { network } = endpoint;
    sandbox.endpoints = sandbox.endpoints.filter(other => other !== endpoint);
    await this.#networks.driverOf(network).detach(sys, endpoint, sandbox);
    network.endpoints.delete(endpoint.id);
    if (endpoint.address !== '') network.pool?.release(endpoint.address);
    if (endpoint.address6 !== '') network.pool6?.release(endpoint.address6);
  }

  /** Throws ApiError where a container may not be plugged into that network by hand. */
  checkConnect(network: Network): void {
    if (network.driver === 'host') {
      throw conflict('cannot connect container to host network - container must be created in host network mode');
    }
  }
}

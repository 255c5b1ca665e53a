// A container's networks around its start and end, and while it runs: connect and disconnect. As moby's daemon/container_operations.go.

import type { Sys } from '../../../abi/sys.ts';
import { writeFile } from '../../../userland/lib/io.ts';
import type { EndpointSettings, PortMap } from '../../api/container.ts';
import type { Engine } from '../engine.ts';
import { ApiError, forbidden, goWords, internal, invalid } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { firewallNetwork } from '../network/bridge.ts';
import type { Endpoint, Network, Sandbox } from '../network/network.ts';
import { hasNames, isDefaultBridge } from '../network/network.ts';
import { parsePort, portMapOf, sortedPorts } from '../network/portmap.ts';
import { clearSettings, closeSandbox, NETNS_FOLDER, openSandbox, validateEndpoint, writeEtcFiles } from '../network/sandbox.ts';
import type { Container } from './container.ts';
import { newEndpointSettings } from './container.ts';
import { linkEnvironment } from './link-env.ts';
import { hostGateway } from './spec.ts';

export const sharesNetwork = ({ hostConfig }: Container): boolean => hostConfig.NetworkMode.startsWith('container:');

/** Ports that the container says it listens on. */
export const exposedPorts = ({ config, hostConfig }: Container): string[] =>
  sortedPorts(new Set([...Object.keys(config.ExposedPorts ?? {}), ...Object.keys(hostConfig.PortBindings ?? {})]));

/** What is to be published: what was asked for, and with -P every exposed port. */
function bindingsOf(container: Container): PortMap {
  const { PortBindings: asked, PublishAllPorts: all, NetworkMode: mode } = container.hostConfig;
  const bindings: PortMap = {};
  if (mode === 'host') return bindings;
  for (const port of exposedPorts(container)) {
    const own = asked?.[port];
    if (own?.length) bindings[port] = own.map(({ HostIp, HostPort }) => ({ HostIp: HostIp ?? '', HostPort: HostPort ?? '' }));
    else if (all) bindings[port] = [{ HostIp: '', HostPort: '' }];
  }
  return bindings;
}

/** Lines of /etc/hosts beside the container's own: --add-host, and links on the default bridge. */
async function extraHosts(sys: Sys, engine: Engine, container: Container): Promise<{ address: string; names: string }[]> {
  const lines: { address: string; names: string }[] = [];
  for (const entry of container.hostConfig.ExtraHosts ?? []) {
    const [, name = '', address = ''] = /^([^:=]+)[:=](.*)$/s.exec(entry) ?? [];
    lines.push({ address: address === 'host-gateway' ? await hostGateway(sys, engine) : address.replace(/^\[(.*)\]$/, '$1'), names: name });
  }
  for (const [alias, id] of container.links) {
    const other = engine.containers.find(id);
    const address = other?.networks.get('bridge')?.settings.IPAddress;
    if (!other || !address) continue;
    const names = [alias, other.config.Hostname, other.name].filter((name, at, all) => all.indexOf(name) === at);
    lines.push({ address, names: names.join(' ') });
  }
  return lines;
}

/** The sandbox of a container about to start; its files in /etc are written. Throws ApiError where a network is not there. */
export async function prepareNetworking(sys: Sys, engine: Engine, container: Container): Promise<Sandbox | undefined> {
  const { hostConfig, config } = container;
  container.etcOwner = undefined;
  container.linkVariables = linkEnvironment(engine, container);
  if (sharesNetwork(container)) {
    container.etcOwner = sharedWith(engine, container).id;
    return undefined;
  }
  for (const name of container.networks.keys()) {
    try {
      validateEndpoint(engine.networks.find(name), container.networks.get(name)!.settings);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) throw new ApiError(404, `failed to set up container networking: ${error.message}`);
      throw invalid(`invalid config for network ${name}: ${error.message}`);
    }
  }
  const id = await randomHex(sys, 32);
  const host = hostConfig.NetworkMode === 'host';
  const pick = (own: string[] | null, daemon: string[]): string[] => (own?.length ? own : host ? [] : daemon);
  const sandbox: Sandbox = {
    id,
    containerId: container.id,
    path: host ? `${NETNS_FOLDER}/default` : `${NETNS_FOLDER}/${id.slice(0, 12)}`,
    hostname: config.Hostname,
    domainname: config.Domainname,
    hostsPath: container.hostsPath,
    resolvPath: container.resolvPath,
    endpoints: [],
    gateway: undefined,
    bindings: bindingsOf(container),
    published: [],
    resolver: undefined,
    dns: {
      servers: pick(hostConfig.Dns, engine.config.dns),
      search: pick(hostConfig.DnsSearch, engine.config.dnsSearch),
      options: pick(hostConfig.DnsOptions, engine.config.dnsOpts),
    },
  };
  await writeFile(sys, container.hostnamePath, `${config.Hostname}\n`, 0o644);
  await writeEtcFiles(sys, sandbox, await extraHosts(sys, engine, container), host);
  return sandbox;
}

/** The container whose network another one is to share. Throws ApiError. */
function sharedWith(engine: Engine, container: Container): Container {
  const name = container.hostConfig.NetworkMode.slice('container:'.length);
  const other = engine.containers.find(name);
  if (!other) throw internal(`joining network namespace of container: No such container: ${name}`);
  return other;
}

/** Plugs the container's first process into its networks. Throws ApiError; what was joined is left again by the caller. */
export async function startNetworking(sys: Sys, engine: Engine, container: Container, sandbox: Sandbox): Promise<void> {
  container.sandbox = sandbox;
  container.sandboxId = sandbox.id;
  container.sandboxKey = sandbox.path;
  if (container.hostConfig.NetworkMode !== 'host') await openSandbox(sys, sandbox, container.state.Pid);
  for (const [name, { settings }] of container.networks) {
    try {
      await joinOne(sys, engine, container, engine.networks.find(name), settings);
    } catch (error) {
      throw new ApiError(error instanceof ApiError ? error.status : 500, `failed to set up container networking: ${goWords(error)}`);
    }
  }
  await setLinks(sys, engine, container, true);
  showPorts(container);
}

/** NetworkSettings.Ports as they are now. */
export function showPorts(container: Container): void {
  const { sandbox } = container;
  const host = container.hostConfig.NetworkMode === 'host';
  container.ports = sandbox && !host ? portMapOf(exposedPorts(container), sandbox.published) : {};
}

async function joinOne(sys: Sys, engine: Engine, container: Container, network: Network, settings: EndpointSettings): Promise<void> {
  const sandbox = container.sandbox!;
  await engine.sandboxes.join(sys, sandbox, { network, settings, containerId: container.id, containerName: container.name });
  await engine.events.log(sys, 'network', 'connect', network.id, { container: container.id, name: network.name, type: network.driver });
}

/** With containers apart (icc=false), the rules that let linked ones talk. */
async function setLinks(sys: Sys, engine: Engine, container: Container, on: boolean): Promise<void> {
  const own = container.sandbox?.endpoints.find(({ network }) => isDefaultBridge(network));
  if (!own || firewallNetwork(own.network).icc) return;
  for (const id of container.links.values()) {
    const other = engine.containers.find(id);
    const address = other?.networks.get('bridge')?.settings.IPAddress;
    if (!other || !address) continue;
    for (const port of Object.keys(other.config.ExposedPorts ?? {}).map(parsePort)) {
      if (on) await engine.networks.firewall.addLink(sys, firewallNetwork(own.network), own.address, address, port);
      else await engine.networks.firewall.removeLink(sys, firewallNetwork(own.network), own.address, address, port);
    }
  }
}

/** Takes a container that has ended out of its networks. */
export async function stopNetworking(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const { sandbox } = container;
  if (!sandbox) return;
  await setLinks(sys, engine, container, false);
  for (const endpoint of [...sandbox.endpoints]) await leaveOne(sys, engine, container, endpoint, false);
  if (container.hostConfig.NetworkMode !== 'host') await closeSandbox(sys, sandbox);
  container.sandbox = undefined;
  container.sandboxId = '';
  container.sandboxKey = '';
  container.ports = {};
}

async function leaveOne(sys: Sys, engine: Engine, container: Container, endpoint: Endpoint, alive: boolean): Promise<void> {
  const { network, settings } = endpoint;
  await engine.sandboxes.leave(sys, container.sandbox!, endpoint, alive);
  const state = [...container.networks.values()].find(one => one.settings === settings);
  clearSettings(settings, state?.chosenMac ?? '');
  await engine.events.log(sys, 'network', 'disconnect', network.id, { container: container.id, name: network.name, type: network.driver });
}

/** POST /networks/{id}/connect. Throws ApiError. */
export async function connectNetwork(
  sys: Sys,
  engine: Engine,
  container: Container,
  network: Network,
  given: Partial<EndpointSettings>,
): Promise<void> {
  const settings = newEndpointSettings(given);
  if (container.state.RemovalInProgress || container.state.Dead) {
    throw forbidden(`container is marked for removal and cannot be connected or disconnected from networks`);
  }
  if (sharesNetwork(container))
    throw invalid('container sharing network namespace with another container or host cannot be connected to any other network');
  engine.sandboxes.checkConnect(network);
  if (container.hostConfig.NetworkMode !== 'host') validateEndpoint(network, settings);
  if (container.networks.has(network.name) && (container.state.Running ? isJoined(container, network) : true)) {
    throw forbidden(`endpoint with name ${container.name} already exists in network ${network.name}`);
  }
  if (container.hostConfig.NetworkMode === 'host') {
    throw invalid('container sharing network namespace with another container or host cannot be connected to any other network');
  }
  container.networks.delete('none');
  if (container.state.Running) await joinOne(sys, engine, container, network, settings);
  container.networks.set(network.name, { settings, chosenMac: given.MacAddress ?? '' });
  showPorts(container);
  await container.save(sys);
}

const isJoined = ({ sandbox }: Container, network: Network): boolean =>
  sandbox?.endpoints.some(endpoint => endpoint.network === network) ?? false;

/** POST /networks/{id}/disconnect. Throws ApiError. */
export async function disconnectNetwork(sys: Sys, engine: Engine, container: Container, network: Network): Promise<void> {
  if (container.hostConfig.NetworkMode === 'host' && network.driver === 'host') {
    throw forbidden('container cannot be disconnected from host network or connected to host network');
  }
  if (!container.networks.has(network.name)) throw forbidden(`container ${container.id} is not connected to network ${network.name}`);
  const endpoint = container.sandbox?.endpoints.find(one => one.network === network);
  if (endpoint) await leaveOne(sys, engine, container, endpoint, true);
  container.networks.delete(network.name);
  showPorts(container);
  await container.save(sys);
}

/** A new name is a new name in the networks' DNS too. */
export function renameInNetworks(container: Container, oldName: string): void {
  for (const endpoint of container.sandbox?.endpoints ?? []) {
    endpoint.containerName = container.name;
    endpoint.names = endpoint.names.map(name => (name === oldName ? container.name : name));
    if (hasNames(endpoint.network)) endpoint.settings.DNSNames = endpoint.names;
  }
}

// A network, an endpoint in it, and the sandbox (network namespace) of a container: what the daemon holds of each. As libnetwork.

import type { EndpointSettings, PortMap } from '../../api/container.ts';
import type { Ipam as IpamConfig } from '../../api/network.ts';
import type { Pool } from './ipam.ts';
import type { Published } from './portmap.ts';
import type { Resolver } from './resolver.ts';

export interface Network {
  id: string;
  name: string;
  created: string;
  driver: string;
  enableIpv4: boolean;
  enableIpv6: boolean;
  ipam: IpamConfig;
  internal: boolean;
  attachable: boolean;
  options: Record<string, string>;
  labels: Record<string, string>;
  /** The host's device of it, where the driver has one. */
  bridge: string;
  pool: Pool | undefined;
  pool6: Pool | undefined;
  /** The host's own address in it; '' for macvlan's and for none. */
  gateway: string;
  gateway6: string;
  /** Somebody chose the subnet: only then may an endpoint choose its address. */
  userSubnet: boolean;
  endpoints: Map<string, Endpoint>;
}

export interface Endpoint {
  id: string;
  network: Network;
  containerId: string;
  containerName: string;
  /** As the container's settings of this network name it, so that changes are seen in them. */
  settings: EndpointSettings;
  address: string;
  prefixLength: number;
  address6: string;
  prefixLength6: number;
  mac: string;
  hostDevice: string;
  device: string;
  /** Names in the network's DNS, the container's first. */
  names: string[];
}

/** Where a container's networking happens, and what its processes are told of it. */
export interface Sandbox {
  id: string;
  containerId: string;
  /** The bind mount of its namespace below /var/run/docker/netns. */
  path: string;
  hostname: string;
  domainname: string;
  hostsPath: string;
  resolvPath: string;
  endpoints: Endpoint[];
  /** The endpoint that leads out: its ports are published. */
  gateway: Endpoint | undefined;
  bindings: PortMap;
  published: Published[];
  resolver: Resolver | undefined;
  dns: { servers: string[]; search: string[]; options: string[] };
}

const DEFAULT_BRIDGE = 'com.docker.network.bridge.default_bridge';

export const isDefaultBridge = (network: Network): boolean => network.options[DEFAULT_BRIDGE] === 'true';

/** Networks with names: all but the default bridge, the host's, and none. */
export const hasNames = (network: Network): boolean => !isDefaultBridge(network) && network.driver !== 'host' && network.driver !== 'null';

/** The three that are always there. */
export const PREDEFINED = new Set(['bridge', 'host', 'none', 'default']);
export const isPredefined = (name: string): boolean => PREDEFINED.has(name);

/** Which of two endpoints is rather the gateway: by priority, then one that leads out, then by the network's name. */
export function compareGateways(left: Endpoint, right: Endpoint): number {
  const leadsOut = (endpoint: Endpoint): number => (endpoint.network.internal || endpoint.network.gateway === '' ? 1 : 0);
  return (
    right.settings.GwPriority - left.settings.GwPriority ||
    leadsOut(left) - leadsOut(right) ||
    (left.network.name < right.network.name ? -1 : 1)
  );
}

// What the bridge driver asks of a firewall: a network's rules, an endpoint's, a published port's, a link's. As bridge/internal/firewaller.

import type { Sys } from '../../../abi/sys.ts';

export interface FirewallNetwork {
  bridge: string;
  /** "172.18.0.0/16". */
  subnet: string;
  internal: boolean;
  icc: boolean;
  masquerade: boolean;
  /** --opt com.docker.network.bridge.gateway_mode_ipv4. */
  mode: 'nat' | 'nat-unprotected' | 'routed' | 'isolated';
  /** com.docker.network.host_ipv4: SNAT to this address in place of MASQUERADE. */
  hostAddress: string;
  trustedInterfaces: string[];
}

export interface FirewallPort {
  protocol: string;
  hostAddress: string;
  hostPort: number;
  address: string;
  port: number;
}

export interface Firewall {
  /** The chains that all networks share. */
  setUp(sys: Sys): Promise<void>;
  addNetwork(sys: Sys, network: FirewallNetwork): Promise<void>;
  removeNetwork(sys: Sys, network: FirewallNetwork): Promise<void>;
  addEndpoint(sys: Sys, network: FirewallNetwork, address: string): Promise<void>;
  removeEndpoint(sys: Sys, network: FirewallNetwork, address: string): Promise<void>;
  addPort(sys: Sys, network: FirewallNetwork, port: FirewallPort): Promise<void>;
  removePort(sys: Sys, network: FirewallNetwork, port: FirewallPort): Promise<void>;
  /** Where containers of a network may not talk to each other: the exposed ports of `to` for `from`. */
  addLink(sys: Sys, network: FirewallNetwork, from: string, to: string, port: { protocol: string; port: number }): Promise<void>;
  removeLink(sys: Sys, network: FirewallNetwork, from: string, to: string, port: { protocol: string; port: number }): Promise<void>;
  /** FORWARD's policy, where it is Docker that switches forwarding on. */
  dropForwarded(sys: Sys, family: 'inet' | 'inet6'): Promise<void>;
}

/** The firewall of a daemon that is told to leave it alone (--iptables=false). */
export const NO_FIREWALL: Firewall = {
  setUp: async () => {},
  addNetwork: async () => {},
  removeNetwork: async () => {},
  addEndpoint: async () => {},
  removeEndpoint: async () => {},
  addPort: async () => {},
  removePort: async () => {},
  addLink: async () => {},
  removeLink: async () => {},
  dropForwarded: async () => {},
};

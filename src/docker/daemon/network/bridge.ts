// The bridge driver: a bridge on the host for each network, a veth pair for each endpoint. As libnetwork/drivers/bridge.

import type { Sys } from '../../../abi/sys.ts';
import { readText, writeFile } from '../../../userland/lib/io.ts';
import type { Config } from '../config.ts';
import { conflict, invalid, unless } from '../errors.ts';
import { randomHex, randomMac } from '../ids.ts';
import { forgetFlows } from './conntrack.ts';
import { configureInside, type Driver, parseBool } from './driver.ts';
import type { Firewall, FirewallNetwork } from './firewall.ts';
import { printSubnet } from './ipam.ts';
import { addAddress, addLink, addressesOf, findLink, indexOf, removeLink, setLink, withNetlink } from './links.ts';
import type { Endpoint, Network, Sandbox } from './network.ts';

const OPTION = 'com.docker.network.bridge.';
const BOOLEANS = ['enable_icc', 'enable_ip_masquerade'];
const NAME_BYTES_MAX = 15;

const flag = (network: Network, name: string, fallback: boolean): boolean => {
  const text = network.options[`${OPTION}${name}`];
  return text === undefined ? fallback : (parseBool(text) ?? fallback);
};

const mtuOf = (network: Network): number | undefined => {
  const mtu = Number(network.options['com.docker.network.driver.mtu'] ?? 0);
  return mtu > 0 ? mtu : undefined;
};

/** What the firewall is to know of a bridge network. */
export function firewallNetwork(network: Network): FirewallNetwork {
  return {
    bridge: network.bridge,
    subnet: network.pool ? printSubnet(network.pool.subnet) : '',
    internal: network.internal,
    icc: flag(network, 'enable_icc', true),
    masquerade: flag(network, 'enable_ip_masquerade', true),
    mode: (network.options[`${OPTION}gateway_mode_ipv4`] ?? 'nat') as FirewallNetwork['mode'],
    hostAddress: network.options['com.docker.network.host_ipv4'] ?? '',
    trustedInterfaces: (network.options[`${OPTION}trusted_host_interfaces`] ?? '').split(':').filter(Boolean),
  };
}

export class BridgeDriver implements Driver {
  readonly name = 'bridge';
  readonly #config: Config;
  readonly #firewall: Firewall;

  constructor(config: Config, firewall: Firewall) {
    this.#config = config;
    this.#firewall = firewall;
  }

  validate(network: Network, others: readonly Network[]): void {
    for (const name of BOOLEANS) {
      const text = network.options[`${OPTION}${name}`];
      if (text !== undefined && parseBool(text) === undefined) {
        throw invalid(`failed to parse ${OPTION}${name} value: ${text} (strconv.ParseBool: parsing "${text}": invalid syntax)`);
      }
    }
    const mode = network.options[`${OPTION}gateway_mode_ipv4`];
    if (mode !== undefined && !['nat', 'nat-unprotected', 'routed', 'isolated'].includes(mode)) {
      throw invalid(`unknown gateway mode ${mode}`);
    }
    if (mode === 'isolated' && !network.internal) throw invalid("gateway mode 'isolated' can only be used for an internal network");
    network.bridge = network.options[`${OPTION}name`] ?? `br-${network.id.slice(0, 12)}`;
    const other = others.find(({ driver, bridge }) => driver === 'bridge' && bridge === network.bridge);
    if (other) {
      const names = `cannot create network ${network.id} (${network.bridge}): conflicts with network ${other.id} (${other.bridge})`;
      throw conflict(`${names}: networks have same bridge name`);
    }
    if (network.bridge.length > NAME_BYTES_MAX) throw invalid('numerical result out of range');
  }

  /** Forwarding is switched on; where it was off, what is not Docker's is not to be forwarded. */
  async #setForwarding(sys: Sys): Promise<void> {
    if (!this.#config.ipForward) return;
    const path = '/proc/sys/net/ipv4/ip_forward';
    if ((await readText(sys, path)).trim() === '1') return;
    await writeFile(sys, path, '1\n');
    if (!this.#config.ipForwardNoDrop) await this.#firewall.dropForwarded(sys, 'inet');
  }

  async create(sys: Sys, network: Network): Promise<void> {
    await this.#setForwarding(sys);
    await withNetlink(sys, async netlink => {
      let link = await findLink(netlink, network.bridge);
      if (!link) {
        const mtu = mtuOf(network);
        await addLink(netlink, {
          name: network.bridge,
          kind: 'bridge',
          address: await randomMac(sys),
          ...(mtu === undefined ? {} : { mtu }),
        });
        link = await findLink(netlink, network.bridge);
      }
      const index = link?.index ?? (await indexOf(netlink, network.bridge));
      const cidr = `${network.gateway}/${network.pool?.subnet.length ?? 32}`;
      if (network.gateway !== '' && !(await addressesOf(netlink, index)).includes(cidr)) await addAddress(netlink, index, cidr);
      if (network.gateway6 !== '') await addAddress(netlink, index, `${network.gateway6}/${network.pool6?.subnet.length ?? 64}`);
      if (!this.#config.userlandProxy) await writeFile(sys, `/proc/sys/net/ipv4/conf/${network.bridge}/route_localnet`, '1');
      await this.#firewall.addNetwork(sys, firewallNetwork(network));
      await setLink(netlink, { index, up: ['UP'] });
    });
  }

  async remove(sys: Sys, network: Network): Promise<void> {
    await this.#firewall.removeNetwork(sys, firewallNetwork(network));
    await withNetlink(sys, netlink => removeLink(netlink, network.bridge));
  }

  async attach(sys: Sys, endpoint: Endpoint, sandbox: Sandbox): Promise<void> {
    const { network } = endpoint;
    const suffix = await randomHex(sys, 7);
    endpoint.hostDevice = `veth${suffix.slice(0, 7)}`;
    const temporary = `veth${suffix.slice(7)}`;
    const mtu = mtuOf(network);
    const sized = mtu === undefined ? {} : { mtu };
    await this.#firewall.addEndpoint(sys, firewallNetwork(network), endpoint.address);
    const netnsFd = await sys.open(sandbox.path, { read: true, cloexec: true });
    try {
      await withNetlink(sys, async netlink => {
        const peer = { name: temporary, address: endpoint.mac, netnsFd, ...sized };
        await addLink(netlink, { name: endpoint.hostDevice, kind: 'veth', address: await randomMac(sys), ...sized, peer });
        const master = await indexOf(netlink, network.bridge);
        await setLink(netlink, { name: endpoint.hostDevice, master, up: ['UP'] });
      });
    } finally {
      await sys.close(netnsFd);
    }
    if (!this.#config.userlandProxy) {
      await unless(['ENOENT'], () => writeFile(sys, `/sys/class/net/${endpoint.hostDevice}/brport/hairpin_mode`, '1'));
    }
    await configureInside(sys, sandbox, endpoint, temporary);
  }

  async detach(sys: Sys, endpoint: Endpoint): Promise<void> {
    await withNetlink(sys, netlink => removeLink(netlink, endpoint.hostDevice));
    await this.#firewall.removeEndpoint(sys, firewallNetwork(endpoint.network), endpoint.address);
    await forgetFlows(sys, endpoint.address);
  }
}

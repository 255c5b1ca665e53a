// macvlan, ipvlan, host and null: drivers whose endpoints hang on a device of the host, share its namespace, or have none. As libnetwork/drivers.

import type { LinkRequest } from '../../../abi/rtnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import { conflict, forbidden, internal, invalid } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { configureInside, type Driver } from './driver.ts';
import { addLink, findLink, indexOf, removeLink, setLink, withNetlink } from './links.ts';
import { inNetns } from './netns.ts';
import type { Endpoint, Network, Sandbox } from './network.ts';

const MACVLAN_MODES = ['private', 'vepa', 'bridge', 'passthru'];
const IPVLAN_MODES = ['l2', 'l3', 'l3s'];

class ParentDriver implements Driver {
  readonly name: 'macvlan' | 'ipvlan';

  constructor(name: 'macvlan' | 'ipvlan') {
    this.name = name;
  }

  validate(network: Network, others: readonly Network[]): void {
    const modes = this.name === 'macvlan' ? MACVLAN_MODES : IPVLAN_MODES;
    const mode = network.options[`${this.name}_mode`] ?? (this.name === 'macvlan' ? 'bridge' : 'l2');
    if (!modes.includes(mode)) {
      const fallback = this.name === 'macvlan' ? 'bridge' : 'l2';
      throw invalid(`requested ${this.name} mode '${mode}' is not valid, '${fallback}' mode is the ${this.name} driver default`);
    }
    const { parent } = network.options;
    network.bridge = parent ?? `dm-${network.id.slice(0, 12)}`;
    const other = parent && others.find(({ driver, options }) => driver === this.name && options.parent === parent);
    if (!other) return;
    if (this.name === 'ipvlan' && other.options.ipvlan_mode !== network.options.ipvlan_mode) {
      throw forbidden(`network ${other.id.slice(0, 12)} is already using parent interface ${parent}`);
    }
    if (mode === 'passthru')
      throw conflict(`cannot use mode passthru, macvlan network ${other.id} is already using parent interface ${parent}`);
  }

  async create(sys: Sys, network: Network): Promise<void> {
    await withNetlink(sys, async netlink => {
      const { parent } = network.options;
      if (await findLink(netlink, network.bridge)) return;
      if (parent === undefined || network.internal) {
        await addLink(netlink, { name: network.bridge, kind: 'dummy' });
        return setLink(netlink, { name: network.bridge, up: ['UP'] });
      }
      const match = /^(.+)\.(\d+)$/.exec(parent);
      if (!match) throw internal(`invalid subinterface vlan name ${parent}, example formatting is eth0.10`);
      const below = await findLink(netlink, match[1]!);
      if (!below) throw internal(`failed to find master interface ${match[1]} on the Docker host: Link not found`);
      await addLink(netlink, { name: parent, kind: 'vlan', link: below.index, data: { id: Number(match[2]), protocol: '802.1Q' } });
      await setLink(netlink, { name: parent, up: ['UP'] });
    });
  }

  async remove(sys: Sys, network: Network): Promise<void> {
    if (network.bridge.startsWith('dm-')) await withNetlink(sys, netlink => removeLink(netlink, network.bridge));
  }

  async attach(sys: Sys, endpoint: Endpoint, sandbox: Sandbox): Promise<void> {
    const { network } = endpoint;
    const temporary = `${this.name === 'macvlan' ? 'mv' : 'iv'}${(await randomHex(sys, 4)).slice(0, 7)}`;
    const netnsFd = await sys.open(sandbox.path, { read: true, cloexec: true });
    try {
      await withNetlink(sys, async netlink => {
        const link: LinkRequest = {
          name: temporary,
          kind: this.name,
          link: await indexOf(netlink, network.bridge),
          netnsFd,
          data: { mode: network.options[`${this.name}_mode`] ?? (this.name === 'macvlan' ? 'bridge' : 'l2') },
        };
        if (this.name === 'macvlan') link.address = endpoint.mac;
        await addLink(netlink, link);
      });
    } finally {
      await sys.close(netnsFd);
    }
    await configureInside(sys, sandbox, endpoint, temporary);
  }

  async detach(sys: Sys, endpoint: Endpoint, sandbox: Sandbox): Promise<void> {
    await inNetns(sys, sandbox.path, inside => withNetlink(inside, netlink => removeLink(netlink, endpoint.device)));
  }
}

/** Drivers without devices of their own: one network each. */
class BareDriver implements Driver {
  readonly name: 'host' | 'null';

  constructor(name: 'host' | 'null') {
    this.name = name;
  }

  validate(_network: Network, others: readonly Network[]): void {
    if (others.some(({ driver }) => driver === this.name)) throw forbidden(`only one instance of "${this.name}" network is allowed`);
  }

  async create(): Promise<void> {}
  async remove(): Promise<void> {}
  async attach(): Promise<void> {}
  async detach(): Promise<void> {}
}

export const PARENT_DRIVERS: readonly Driver[] = [
  new ParentDriver('macvlan'),
  new ParentDriver('ipvlan'),
  new BareDriver('host'),
  new BareDriver('null'),
];

// All networks of the daemon: making and removing them, finding them, keeping them on the disk. As libnetwork's controller.

import type { Sys } from '../../../abi/sys.ts';
import { type IpAddress, maskAddress, parseAddress } from '../../../wire/address.ts';
import type { NetworkCreateRequest } from '../../api/network.ts';
import type { Config } from '../config.ts';
import { DATA_ROOT } from '../config.ts';
import { ApiError, conflict, forbidden, invalid, notFound } from '../errors.ts';
import { mkdirAll, readJson, writeJson } from '../files.ts';
import { newId } from '../ids.ts';
import { now, rfc3339Nano } from '../time.ts';
import { BridgeDriver } from './bridge.ts';
import { type Driver, parseBool } from './driver.ts';
import type { Firewall } from './firewall.ts';
import { Ipam, type Pool, parseSubnet, printSubnet, validatePools } from './ipam.ts';
import { addressesOf, findLink, hostPrefixes, withNetlink } from './links.ts';
import { isPredefined, type Network } from './network.ts';
import { PARENT_DRIVERS } from './parent-drivers.ts';
import { PortAllocator } from './ports.ts';

const STORE = `${DATA_ROOT}/network/files/local-kv.db`;

/** A network as it is kept on the disk. */
type Saved = Omit<Network, 'pool' | 'pool6' | 'endpoints'>;

export class Networks {
  readonly config: Config;
  readonly firewall: Firewall;
  readonly ports = new PortAllocator();
  readonly #ipam: Ipam;
  readonly #drivers: readonly Driver[];
  readonly #networks = new Map<string, Network>();

  constructor(config: Config, firewall: Firewall) {
    this.config = config;
    this.firewall = firewall;
    this.#ipam = new Ipam(config.defaultAddressPools);
    this.#drivers = [new BridgeDriver(config, firewall), ...PARENT_DRIVERS];
  }

  get all(): Network[] {
    return [...this.#networks.values()];
  }

  driverOf(network: Network): Driver {
    return this.#drivers.find(({ name }) => name === network.driver)!;
  }

  /** By name, id, or the start of an id. Throws ApiError. */
  find(text: string): Network {
    const all = this.all;
    const found = all.find(({ id }) => id === text) ?? all.find(({ name }) => name === text);
    if (found) return found;
    const starting = text === '' ? [] : all.filter(({ id }) => id.startsWith(text));
    if (starting.length > 1) throw invalid(`network ${text} is ambiguous (${starting.length} matches found based on ID prefix)`);
    if (!starting[0]) throw notFound(`network ${text} not found`);
    return starting[0];
  }

  /** Reads the networks of before, makes what is missing of the three that are always there, and brings up the devices of all. */
  async load(sys: Sys): Promise<void> {
    for (const saved of (await readJson<Saved[]>(sys, STORE)) ?? []) {
      if (saved.name === 'bridge') continue;
      const network: Network = { ...saved, pool: undefined, pool6: undefined, endpoints: new Map() };
      await this.#allocate(sys, network);
      this.#networks.set(network.id, network);
      await this.driverOf(network).create(sys, network);
    }
    for (const [name, driver] of [
      ['none', 'null'],
      ['host', 'host'],
    ] as const) {
      if (!this.all.some(network => network.name === name)) await this.#add(sys, { Name: name, Driver: driver });
    }
    if (this.config.bridge !== 'none') await this.#addDefaultBridge(sys);
    await this.save(sys);
  }

  async #addDefaultBridge(sys: Sys): Promise<void> {
    const { bip, fixedCidr, icc, ipMasq, ip, mtu, bridge } = this.config;
    const own = bip || (await this.#addressOf(sys, bridge || 'docker0'));
    const subnet = own === '' ? undefined : parseSubnet(own);
    const pool = subnet
      ? { Subnet: printSubnet(subnet), Gateway: own.split('/')[0]!, ...(fixedCidr ? { IPRange: fixedCidr } : {}) }
      : undefined;
    await this.#add(sys, {
      Name: 'bridge',
      Driver: 'bridge',
      IPAM: { Driver: 'default', Options: null, Config: pool ? [pool] : [] },
      Options: {
        'com.docker.network.bridge.default_bridge': 'true',
        'com.docker.network.bridge.enable_icc': String(icc),
        'com.docker.network.bridge.enable_ip_masquerade': String(ipMasq),
        'com.docker.network.bridge.host_binding_ipv4': ip,
        'com.docker.network.bridge.name': bridge || 'docker0',
        'com.docker.network.driver.mtu': String(mtu),
      },
    });
  }

  /** The address that a bridge of before still has; '' for none. */
  #addressOf(sys: Sys, name: string): Promise<string> {
    return withNetlink(sys, async netlink => {
      const link = await findLink(netlink, name);
      return link ? ((await addressesOf(netlink, link.index))[0] ?? '') : '';
    });
  }

  save(sys: Sys): Promise<void> {
    const saved = this.all.map(({ pool: _pool, pool6: _pool6, endpoints: _endpoints, ...rest }): Saved => rest);
    return mkdirAll(sys, `${DATA_ROOT}/network/files`).then(() => writeJson(sys, STORE, saved, 0o600));
  }

  /** A network that somebody asks for. Throws ApiError. */
  async create(sys: Sys, request: NetworkCreateRequest): Promise<Network> {
    const name = request.Name ?? '';
    if (name.trim() === '') throw invalid('invalid network name: name is empty');
    if (isPredefined(name)) throw forbidden(`operation is not permitted on predefined ${name} network `);
    if (this.all.some(network => network.name === name)) throw conflict(`network with name ${name} already exists`);
    const network = await this.#add(sys, request);
    await this.save(sys);
    return network;
  }

  async #add(sys: Sys, request: NetworkCreateRequest): Promise<Network> {
    const driver = request.Driver || 'bridge';
    const found = this.#drivers.find(({ name }) => name === driver);
    if (request.ConfigOnly || request.ConfigFrom?.Network) throw new ApiError(501, 'config-only networks are not simulated here');
    validatePools(request.IPAM?.Config ?? [], request.EnableIPv6 ?? false);
    if (!found)
      throw notFound(
        driver === 'overlay'
          ? 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
          : `plugin "${driver}" not found`,
      );
    const network = await this.#draft(sys, request, driver);
    const others = this.all;
    const inet = network.ipam.Config?.filter(({ Subnet }) => !Subnet?.includes(':')) ?? [];
    if (driver === 'bridge' && inet.length > 1) throw invalid("bridge driver doesn't support multiple subnets");
    if (driver === 'host' || driver === 'null') found.validate(network, others);
    else {
      await this.#allocate(sys, network);
      try {
        found.validate(network, others);
        await found.create(sys, network);
      } catch (error) {
        this.#release(network);
        throw error;
      }
    }
    this.#networks.set(network.id, network);
    return network;
  }

  async #draft(sys: Sys, request: NetworkCreateRequest, driver: string): Promise<Network> {
    const bare = driver === 'host' || driver === 'null';
    const pools = request.IPAM?.Config ?? [];
    const v6Option = request.Options?.['com.docker.network.enable_ipv6'];
    return {
      id: await newId(sys),
      name: request.Name,
      created: rfc3339Nano(await now(sys)),
      driver,
      enableIpv4: request.EnableIPv4 ?? parseBool(request.Options?.['com.docker.network.enable_ipv4'] ?? 'true') ?? true,
      enableIpv6: request.EnableIPv6 ?? parseBool(v6Option ?? 'false') ?? false,
      ipam: {
        Driver: request.IPAM?.Driver || 'default',
        Options: bare ? null : (request.IPAM?.Options ?? null),
        Config: bare ? null : pools,
      },
      internal: request.Internal ?? false,
      attachable: request.Attachable ?? false,
      options: request.Options ?? {},
      labels: request.Labels ?? {},
      bridge: '',
      pool: undefined,
      pool6: undefined,
      gateway: '',
      gateway6: '',
      userSubnet: pools.some(({ Subnet }) => Subnet),
      endpoints: new Map(),
    };
  }

  /** Takes its pools and the gateways' addresses in them, and writes what was chosen into its IPAM. */
  async #allocate(sys: Sys, network: Network): Promise<void> {
    if (network.driver === 'host' || network.driver === 'null') return;
    try {
      if (network.enableIpv4) await this.#allocateFamily(sys, network, 'inet');
      if (network.enableIpv6) await this.#allocateFamily(sys, network, 'inet6');
    } catch (error) {
      this.#release(network);
      throw error;
    }
  }

  async #allocateFamily(sys: Sys, network: Network, family: 'inet' | 'inet6'): Promise<void> {
    const configs = (network.ipam.Config ??= []);
    let config = configs.find(({ Subnet = '' }) => Subnet !== '' && Subnet.includes(':') === (family === 'inet6'));
    let pool: Pool;
    if (config?.Subnet) pool = this.#ipam.request(parseSubnet(config.Subnet)!, config.IPRange ? parseSubnet(config.IPRange) : undefined);
    else {
      pool = family === 'inet' ? this.#ipam.requestAny('inet', await withNetlink(sys, hostPrefixes)) : await this.#uniqueLocal(sys);
      config = { Subnet: printSubnet(pool.subnet) };
      configs.push(config);
    }
    if (family === 'inet') network.pool = pool;
    else network.pool6 = pool;
    for (const address of Object.values(config.AuxiliaryAddresses ?? {})) pool.take(parseAddress(address)!);
    const gateway = config.Gateway ? parseAddress(config.Gateway)! : firstAddress(pool);
    const needsGateway = network.driver !== 'macvlan' && network.driver !== 'ipvlan';
    if (config.Gateway || needsGateway || !network.internal) {
      pool.take(gateway);
      const text = config.Gateway ?? pool.textOf(gateway);
      if (family === 'inet') network.gateway = text;
      else network.gateway6 = text;
      // What the user left out is shown only where the subnet was chosen here too.
      if (!network.userSubnet || isPredefined(network.name)) config.Gateway = text;
    }
  }

  /** A /64 of the unique local addresses, by the network's own randomness. */
  async #uniqueLocal(sys: Sys): Promise<Pool> {
    const bytes = await sys.getrandom(5);
    const digits = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
    return this.#ipam.request(parseSubnet(`fd${digits.slice(0, 2)}:${digits.slice(2, 6)}:${digits.slice(6)}::/64`)!, undefined);
  }

  #release(network: Network): void {
    if (network.pool) this.#ipam.release(network.pool);
    if (network.pool6) this.#ipam.release(network.pool6);
    network.pool = undefined;
    network.pool6 = undefined;
  }

  /** Removes a network of the user's. Throws ApiError where it is none, or in use. */
  async remove(sys: Sys, network: Network): Promise<void> {
    if (isPredefined(network.name)) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
    if (network.endpoints.size > 0) {
      const users = [...network.endpoints.values()].map(({ containerName, id }) => `name:"${containerName}" id:"${id.slice(0, 12)}"`);
      throw forbidden(`error while removing network: network ${network.name} has active endpoints (${users.join(', ')})`);
    }
    await this.driverOf(network).remove(sys, network);
    this.#release(network);
    this.#networks.delete(network.id);
    await this.save(sys);
  }
}

/** The first address after the subnet's own. */
function firstAddress({ subnet }: Pool): IpAddress {
  const first = maskAddress(subnet.address, subnet.length);
  return typeof first === 'number' ? first + 1 : first + 1n;
}

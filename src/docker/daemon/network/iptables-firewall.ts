// The firewall as iptables rules, made by running iptables, in the order of Docker 28.5's bridge/internal/iptabler.

import type { Sys } from '../../../abi/sys.ts';
import type { Firewall, FirewallNetwork, FirewallPort } from './firewall.ts';
import { runQuietly } from './netns.ts';

type Family = 'inet' | 'inet6';
type Table = 'filter' | 'nat' | 'raw';

interface Rule {
  table: Table;
  chain: string;
  /** Put first, where new rules otherwise come last. */
  first?: boolean;
  args: string[];
}

const PROGRAMS = { inet: '/usr/sbin/iptables', inet6: '/usr/sbin/ip6tables' } as const;
const CHAINS = ['DOCKER', 'DOCKER-FORWARD', 'DOCKER-BRIDGE', 'DOCKER-CT', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2'];
const STAGE_1 = 'DOCKER-ISOLATION-STAGE-1';
const STAGE_2 = 'DOCKER-ISOLATION-STAGE-2';

const iptables = async (sys: Sys, family: Family, ...args: string[]): Promise<boolean> =>
  (await runQuietly(sys, [PROGRAMS[family], '--wait', ...args])) === 0;

const words = (text: string): string[] => text.split(' ');

export class IptablesFirewall implements Firewall {
  readonly #hairpin: boolean;
  readonly #ipv6: boolean;
  readonly #directRouting: boolean;

  /** Without docker-proxy, connections of the host and of the container itself to a published port are DNATed too (hairpin). */
  constructor(how: { userlandProxy: boolean; ip6tables: boolean; allowDirectRouting: boolean }) {
    this.#hairpin = !how.userlandProxy;
    this.#ipv6 = how.ip6tables;
    this.#directRouting = how.allowDirectRouting;
  }

  async setUp(sys: Sys): Promise<void> {
    for (const family of this.#ipv6 ? (['inet', 'inet6'] as const) : (['inet'] as const)) {
      const loopback = family === 'inet' ? '127.0.0.0/8' : '::1/128';
      await this.#cleanUp(sys, family, loopback);
      await this.#chain(sys, family, 'nat', 'DOCKER');
      for (const chain of CHAINS) await this.#chain(sys, family, 'filter', chain);
      const local = words('-m addrtype --dst-type LOCAL -j DOCKER');
      await this.#add(sys, { table: 'nat', chain: 'PREROUTING', args: local }, family);
      const output = this.#hairpin ? local : [...local, '!', '--dst', loopback];
      await this.#add(sys, { table: 'nat', chain: 'OUTPUT', args: output }, family);
      await this.#jumpFirst(sys, family, 'FORWARD', 'DOCKER-FORWARD');
      await this.#jumpFirst(sys, family, 'DOCKER-FORWARD', 'DOCKER-BRIDGE');
      await this.#jumpFirst(sys, family, 'DOCKER-FORWARD', STAGE_1);
      await this.#jumpFirst(sys, family, 'DOCKER-FORWARD', 'DOCKER-CT');
      await this.#chain(sys, family, 'filter', 'DOCKER-USER');
      await this.#jumpFirst(sys, family, 'FORWARD', 'DOCKER-USER');
    }
  }

  /** What an earlier daemon left; nothing of it there is no error. */
  async #cleanUp(sys: Sys, family: Family, loopback: string): Promise<void> {
    const local = words('-m addrtype --dst-type LOCAL');
    await iptables(sys, family, '-t', 'nat', '-D', 'PREROUTING', ...local, '-j', 'DOCKER');
    await iptables(sys, family, '-t', 'nat', '-D', 'OUTPUT', ...local, '!', '--dst', loopback, '-j', 'DOCKER');
    await iptables(sys, family, '-t', 'nat', '-D', 'OUTPUT', ...local, '-j', 'DOCKER');
    await iptables(sys, family, '-t', 'nat', '-F', 'DOCKER');
    await iptables(sys, family, '-t', 'nat', '-X', 'DOCKER');
    for (const chain of CHAINS) {
      await iptables(sys, family, '-t', 'filter', '-F', chain);
      await iptables(sys, family, '-t', 'filter', '-X', chain);
    }
  }

  async #chain(sys: Sys, family: Family, table: Table, chain: string): Promise<void> {
    if (!(await iptables(sys, family, '-t', table, '-n', '-L', chain))) await iptables(sys, family, '-t', table, '-N', chain);
  }

  async #jumpFirst(sys: Sys, family: Family, chain: string, target: string): Promise<void> {
    await iptables(sys, family, '-D', chain, '-j', target);
    await iptables(sys, family, '-I', chain, '-j', target);
  }

  async #add(sys: Sys, { table, chain, first, args }: Rule, family: Family = 'inet'): Promise<void> {
    if (await iptables(sys, family, '-t', table, '-C', chain, ...args)) return;
    await iptables(sys, family, '-t', table, first ? '-I' : '-A', chain, ...args);
  }

  async #insert(sys: Sys, { table, chain, first, args }: Rule): Promise<void> {
    await iptables(sys, 'inet', '-t', table, first ? '-I' : '-A', chain, ...args);
  }

  async #remove(sys: Sys, { table, chain, args }: Rule, family: Family = 'inet'): Promise<void> {
    await iptables(sys, family, '-t', table, '-D', chain, ...args);
  }

  async addNetwork(sys: Sys, network: FirewallNetwork): Promise<void> {
    for (const rule of this.#networkRules(network)) await this.#add(sys, rule);
  }

  async removeNetwork(sys: Sys, network: FirewallNetwork): Promise<void> {
    for (const rule of this.#networkRules(network)) await this.#remove(sys, rule);
  }

  #networkRules({ bridge, subnet, internal, icc, masquerade, mode, hostAddress }: FirewallNetwork): Rule[] {
    const own = {
      table: 'filter',
      chain: 'DOCKER-FORWARD',
      args: words(`-i ${bridge} -o ${bridge} -j ${icc ? 'ACCEPT' : 'DROP'}`),
    } as const;
    if (internal) {
      return [
        { table: 'filter', chain: STAGE_1, first: true, args: words(`-i ${bridge} ! -d ${subnet} -j DROP`) },
        { table: 'filter', chain: STAGE_1, first: true, args: words(`-o ${bridge} ! -s ${subnet} -j DROP`) },
        own,
      ];
    }
    const rules: Rule[] = [];
    const nat = mode === 'nat' || mode === 'nat-unprotected';
    if (masquerade && nat) {
      const target = hostAddress === '' ? '-j MASQUERADE' : `-j SNAT --to-source ${hostAddress}`;
      rules.push({ table: 'nat', chain: 'POSTROUTING', first: true, args: words(`-s ${subnet} ! -o ${bridge} ${target}`) });
    }
    if (nat && !this.#hairpin) rules.push({ table: 'nat', chain: 'DOCKER', first: true, args: words(`-i ${bridge} -j RETURN`) });
    if (nat && this.#hairpin) {
      const args = words(`-m addrtype --src-type LOCAL -o ${bridge} -j MASQUERADE`);
      rules.push({ table: 'nat', chain: 'POSTROUTING', first: true, args });
    }
    if (!icc) rules.push(own);
    rules.push(
      { table: 'filter', chain: 'DOCKER-FORWARD', args: words(icc ? `-i ${bridge} -j ACCEPT` : `-i ${bridge} ! -o ${bridge} -j ACCEPT`) },
      ...this.#defaultRules(bridge, mode),
      { table: 'filter', chain: 'DOCKER-CT', args: words(`-o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`) },
      { table: 'filter', chain: 'DOCKER-BRIDGE', args: words(`-o ${bridge} -j DOCKER`) },
      { table: 'filter', chain: STAGE_1, args: words(`-i ${bridge} ! -o ${bridge} -j ${STAGE_2}`) },
      { table: 'filter', chain: STAGE_2, first: true, args: words(`-o ${bridge} -j DROP`) },
    );
    return rules;
  }

  /** What becomes of packets to the network that no published port lets in. */
  #defaultRules(bridge: string, mode: FirewallNetwork['mode']): Rule[] {
    const rules: Rule[] = [];
    if (mode === 'routed') rules.push({ table: 'filter', chain: 'DOCKER', args: words(`-o ${bridge} -p icmp -j ACCEPT`) });
    const verdict = mode === 'nat-unprotected' ? 'ACCEPT' : 'DROP';
    return [...rules, { table: 'filter', chain: 'DOCKER', args: words(`! -i ${bridge} -o ${bridge} -j ${verdict}`) }];
  }

  /** Packets from elsewhere straight to the endpoint's address die before they are routed. */
  #endpointRules({ bridge, internal, mode, trustedInterfaces }: FirewallNetwork, address: string): Rule[] {
    if (internal || mode === 'routed' || mode === 'nat-unprotected' || this.#directRouting) return [];
    const trusted = trustedInterfaces.map(
      (name): Rule => ({ table: 'raw', chain: 'PREROUTING', args: words(`-d ${address} -i ${name} -j ACCEPT`) }),
    );
    return [...trusted, { table: 'raw', chain: 'PREROUTING', args: words(`-d ${address} ! -i ${bridge} -j DROP`) }];
  }

  async addEndpoint(sys: Sys, network: FirewallNetwork, address: string): Promise<void> {
    // Nobody else has the address: there is no such rule yet.
    for (const rule of this.#endpointRules(network, address)) await this.#insert(sys, rule);
  }

  async removeEndpoint(sys: Sys, network: FirewallNetwork, address: string): Promise<void> {
    for (const rule of this.#endpointRules(network, address)) await this.#remove(sys, rule);
  }

  #portRules({ bridge, mode }: FirewallNetwork, { protocol, hostAddress, hostPort, address, port }: FirewallPort): Rule[] {
    const rules: Rule[] = [];
    if (hostAddress.startsWith('127.')) {
      rules.push({
        table: 'raw',
        chain: 'PREROUTING',
        args: words(`-p ${protocol} -d ${hostAddress} --dport ${hostPort} ! -i lo -j DROP`),
      });
    }
    if (mode !== 'routed') {
      const to = hostAddress === '0.0.0.0' ? '0/0' : hostAddress;
      const dnat = words(`-p ${protocol} -d ${to} --dport ${hostPort} -j DNAT --to-destination ${address}:${port}`);
      rules.push({ table: 'nat', chain: 'DOCKER', args: this.#hairpin ? dnat : [...dnat, '!', '-i', bridge] });
      if (this.#hairpin) {
        const args = words(`-p ${protocol} -s ${address} -d ${address} --dport ${port} -j MASQUERADE`);
        rules.push({ table: 'nat', chain: 'POSTROUTING', args });
      }
    }
    const args = words(`! -i ${bridge} -o ${bridge} -p ${protocol} -d ${address} --dport ${port} -j ACCEPT`);
    return [...rules, { table: 'filter', chain: 'DOCKER', first: true, args }];
  }

  async addPort(sys: Sys, network: FirewallNetwork, port: FirewallPort): Promise<void> {
    for (const rule of this.#portRules(network, port)) await this.#insert(sys, rule);
  }

  async removePort(sys: Sys, network: FirewallNetwork, port: FirewallPort): Promise<void> {
    for (const rule of this.#portRules(network, port)) await this.#remove(sys, rule);
  }

  #linkRules({ bridge }: FirewallNetwork, from: string, to: string, { protocol, port }: { protocol: string; port: number }): Rule[] {
    const between = `-i ${bridge} -o ${bridge} -p ${protocol}`;
    return [
      { table: 'filter', chain: 'DOCKER', first: true, args: words(`${between} -s ${from} -d ${to} --dport ${port} -j ACCEPT`) },
      { table: 'filter', chain: 'DOCKER', first: true, args: words(`${between} -s ${to} -d ${from} --sport ${port} -j ACCEPT`) },
    ];
  }

  async addLink(sys: Sys, network: FirewallNetwork, from: string, to: string, port: { protocol: string; port: number }): Promise<void> {
    for (const rule of this.#linkRules(network, from, to, port)) await this.#add(sys, rule);
  }

  async removeLink(sys: Sys, network: FirewallNetwork, from: string, to: string, port: { protocol: string; port: number }): Promise<void> {
    for (const rule of this.#linkRules(network, from, to, port)) await this.#remove(sys, rule);
  }

  async dropForwarded(sys: Sys, family: Family): Promise<void> {
    if (family === 'inet' || this.#ipv6) await iptables(sys, family, '-t', 'filter', '-P', 'FORWARD', 'DROP');
  }
}

/** The rules, in a container's own namespace, that bring its DNS queries to the resolver's ports and the answers back. */
export async function redirectDns(sys: Sys, ports: { udp: number; tcp: number }): Promise<void> {
  const own = '127.0.0.11';
  const nat = (...args: string[]): Promise<boolean> => iptables(sys, 'inet', '-t', 'nat', ...args);
  for (const [hook, chain] of [
    ['OUTPUT', 'DOCKER_OUTPUT'],
    ['POSTROUTING', 'DOCKER_POSTROUTING'],
  ] as const) {
    await nat('-N', chain);
    await nat('-I', hook, '-d', own, '-j', chain);
  }
  for (const protocol of ['udp', 'tcp'] as const) {
    const port = ports[protocol];
    await nat('-I', 'DOCKER_OUTPUT', '-d', own, '-p', protocol, '--dport', '53', '-j', 'DNAT', '--to-destination', `${own}:${port}`);
    await nat('-I', 'DOCKER_POSTROUTING', '-s', own, '-p', protocol, '--sport', String(port), '-j', 'SNAT', '--to-source', ':53');
  }
}

// docker network create: a new network. docker-cli 28.5.2.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import type { IpamPool, NetworkCreateRequest, NetworkCreateResponse } from '../../../api/network.ts';
import { defineCommand } from '../../command.ts';
import { pairsOf } from '../../run/env-files.ts';
import { contains } from './subnets.ts';

const checkLabel = (text: string): string | undefined =>
  (text.split('=', 1)[0] ?? '').trim() === '' ? `invalid label '${text}': empty name` : undefined;

export const command = defineCommand({
  args: [1, 1],
  validators: { label: checkLabel },
  async run(cli, flags, [name = '']) {
    const from = flags.string('config-from');
    const body: NetworkCreateRequest = {
      Name: name,
      Driver: flags.string('driver'),
      Scope: flags.string('scope'),
      ...(flags.has('ipv4') ? { EnableIPv4: flags.bool('ipv4') } : {}),
      ...(flags.has('ipv6') ? { EnableIPv6: flags.bool('ipv6') } : {}),
      IPAM: { Driver: flags.string('ipam-driver'), Options: pairsOf(flags.list('ipam-opt')), Config: poolsOf(flags) },
      Internal: flags.bool('internal'),
      Attachable: flags.bool('attachable'),
      Ingress: flags.bool('ingress'),
      ConfigOnly: flags.bool('config-only'),
      ConfigFrom: from === '' ? null : { Network: from },
      Options: pairsOf(flags.list('opt')),
      Labels: pairsOf(flags.list('label')),
    };
    const answer = await (await cli.client()).json<NetworkCreateResponse>('POST', '/networks/create', { body });
    if (answer.Warning) await cli.err(`WARNING: ${answer.Warning}\n`);
    await cli.out(`${answer.Id}\n`);
  },
});

/** Subnets with the ranges, gateways and addresses that lie in them. Throws in docker's words. */
function poolsOf(flags: Flags): IpamPool[] {
  const subnets = flags.list('subnet');
  const [ranges, gateways] = [flags.list('ip-range'), flags.list('gateway')];
  const auxiliary = pairsOf(flags.list('aux-address'));
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new Error('every ip-range or gateway must have a corresponding subnet');
  }
  const pools = new Map<string, IpamPool>();
  for (const subnet of subnets) {
    for (const known of pools.keys()) {
      if (contains(subnet, known) || contains(known, subnet)) throw new Error('multiple overlapping subnet configuration is not supported');
    }
    pools.set(subnet, { Subnet: subnet });
  }
  const place = (what: string, address: string, put: (pool: IpamPool) => void): void => {
    for (const [subnet, pool] of pools) {
      if (!contains(subnet, address)) continue;
      put(pool);
      return;
    }
    throw new Error(`no matching subnet for ${what} ${address}`);
  };
  for (const range of ranges) {
    place('range', range, pool => {
      if (pool.IPRange) throw new Error(`cannot configure multiple ranges (${range}, ${pool.IPRange}) on the same subnet (${pool.Subnet})`);
      pool.IPRange = range;
    });
  }
  for (const gateway of gateways) {
    place('gateway', gateway, pool => {
      if (pool.Gateway)
        throw new Error(`cannot configure multiple gateways (${gateway}, ${pool.Gateway}) for the same subnet (${pool.Subnet})`);
      pool.Gateway = gateway;
    });
  }
  for (const [name, address] of Object.entries(auxiliary)) {
    place('aux-address', address, pool => {
      pool.AuxiliaryAddresses = { ...pool.AuxiliaryAddresses, [name]: address };
    });
  }
  return [...pools.values()];
}

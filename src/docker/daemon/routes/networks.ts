// Routes of networks. As moby's api/server/router/network.

import type { Sys } from '../../../abi/sys.ts';
import type { NetworkConnectRequest, NetworkCreateRequest, NetworkDisconnectRequest, NetworkInspect } from '../../api/network.ts';
import { connectNetwork, disconnectNetwork } from '../container/networking.ts';
import type { Engine } from '../engine.ts';
import { ApiError, invalid, notFound } from '../errors.ts';
import { Filters } from '../filters.ts';
import type { Request, Routes } from '../http.ts';
import { isPredefined, type Network } from '../network/network.ts';
import { compareTimes, parseRfc3339, parseUnix } from '../time.ts';

function inspect(network: Network, withContainers: boolean): NetworkInspect {
  const endpoints = withContainers
    ? [...network.endpoints.values()].sort((left, right) => (left.containerId < right.containerId ? -1 : 1))
    : [];
  const containers = endpoints.map(
    ({ id, containerId, containerName, mac, address, prefixLength, address6, prefixLength6 }) =>
      [
        containerId,
        {
          Name: containerName,
          EndpointID: id,
          MacAddress: mac,
          IPv4Address: address === '' ? '' : `${address}/${prefixLength}`,
          IPv6Address: address6 === '' ? '' : `${address6}/${prefixLength6}`,
        },
      ] as const,
  );
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: 'local',
    Driver: network.driver,
    EnableIPv4: network.enableIpv4,
    EnableIPv6: network.enableIpv6,
    IPAM: {
      Driver: network.ipam.Driver,
      Options: network.ipam.Options,
      Config:
        network.ipam.Config?.map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => ({
          ...(Subnet ? { Subnet } : {}),
          ...(IPRange ? { IPRange } : {}),
          ...(Gateway ? { Gateway } : {}),
          ...(AuxiliaryAddresses && Object.keys(AuxiliaryAddresses).length > 0 ? { AuxiliaryAddresses } : {}),
        })) ?? null,
    },
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: Object.fromEntries(containers),
    Options: sorted(network.options),
    Labels: sorted(network.labels),
  };
}

const sorted = (value: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));

function passes(network: Network, filters: Filters): boolean {
  const builtin = isPredefined(network.name);
  const type = filters.get('type');
  if (type.some(one => one !== 'builtin' && one !== 'custom')) throw invalid(`invalid filter: 'type'='${type[0]}'`);
  const dangling = filters.boolean('dangling');
  return (
    filters.exact('driver', network.driver) &&
    filters.match('name', network.name) &&
    (!filters.has('id') || filters.get('id').some(id => network.id.startsWith(id))) &&
    filters.labels(network.labels) &&
    filters.exact('scope', 'local') &&
    (type.length === 0 || type.includes(builtin ? 'builtin' : 'custom')) &&
    (dangling === undefined || (!builtin && dangling === (network.endpoints.size === 0)))
  );
}

const FILTERS = ['driver', 'type', 'name', 'id', 'label', 'scope', 'dangling'];

async function remove(sys: Sys, engine: Engine, network: Network): Promise<void> {
  await engine.networks.remove(sys, network);
  await engine.events.log(sys, 'network', 'destroy', network.id, { name: network.name, type: network.driver });
}

async function prune(request: Request, engine: Engine): Promise<unknown> {
  const filters = Filters.parse(request.get('filters'));
  filters.accept('label', 'label!', 'until');
  const deleted: string[] = [];
  for (const network of engine.networks.all) {
    if (isPredefined(network.name) || network.endpoints.size > 0 || !filters.labels(network.labels)) continue;
    if (filters.has('label!') && filters.labels(network.labels, 'label!')) continue;
    const [until] = filters.get('until');
    const limit = until === undefined ? undefined : (parseUnix(until) ?? parseRfc3339(until));
    const created = parseRfc3339(network.created);
    if (limit && created && compareTimes(created, limit) >= 0) continue;
    // A stopped container's network is in use too: it would miss it at its next start.
    await remove(request.sys, engine, network);
    deleted.push(network.name);
  }
  await engine.events.log(request.sys, 'network', 'prune', '', { reclaimed: '0' });
  return { NetworksDeleted: deleted.length > 0 ? deleted : null };
}

export const networkRoutes = (engine: Engine): Routes => {
  const of = (request: Request): Network => engine.networks.find(request.parameters.id ?? '');
  return {
    'GET /networks': async request => {
      const filters = Filters.parse(request.get('filters'));
      filters.accept(...FILTERS);
      return engine.networks.all.filter(network => passes(network, filters)).map(network => inspect(network, false));
    },
    'POST /networks/create': async request => {
      const { sys } = request;
      const network = await engine.networks.create(sys, await request.json<NetworkCreateRequest>());
      await engine.events.log(sys, 'network', 'create', network.id, { name: network.name, type: network.driver });
      await request.sendJson({ Id: network.id, Warning: '' }, 201);
    },
    'POST /networks/prune': request => prune(request, engine),
    'GET /networks/{id}': async request => {
      const scope = request.get('scope');
      if (scope !== undefined && scope !== '' && scope !== 'local') throw notFound(`network ${request.parameters.id} not found`);
      return inspect(of(request), true);
    },
    'DELETE /networks/{id}': async request => {
      await remove(request.sys, engine, of(request));
      await request.noContent();
    },
    'POST /networks/{id}/connect': async request => {
      const { Container: name, EndpointConfig: settings } = await request.json<NetworkConnectRequest>();
      const network = of(request);
      const container = engine.containers.get(name);
      await connectNetwork(request.sys, engine, container, network, settings ?? {});
    },
    'POST /networks/{id}/disconnect': async request => {
      const { Container: name, Force: force } = await request.json<NetworkDisconnectRequest>();
      const network = of(request);
      const container = engine.containers.find(name);
      if (!container) throw force ? notFound(`endpoint ${name} not found`) : new ApiError(404, `No such container: ${name}`);
      await disconnectNetwork(request.sys, engine, container, network);
    },
  };
};

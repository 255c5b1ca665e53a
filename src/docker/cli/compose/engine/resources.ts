// A project's networks and volumes: made where they are missing, found where they are external. As docker-compose 2.40.3's pkg/compose/create.go.

import type { NetworkCreateResponse, NetworkInspect } from '../../../api/network.ts';
import type { Volume } from '../../../api/volume.ts';
import type { NetworkResource, Project, Resource } from '../file/model.ts';
import { usedResources } from '../file/print.ts';
import { ComposeError } from '../file/yaml.ts';
import type { Engine } from './engine.ts';
import { COMPOSE_VERSION, LABEL } from './labels.ts';
import type { Progress } from './progress.ts';

/** Makes what of networks and volumes the services need. */
export async function ensureResources(engine: Engine, project: Project, progress: Progress): Promise<void> {
  for (const [key, network] of Object.entries(usedResources(project, 'networks')).sort(([a], [b]) => (a < b ? -1 : 1))) {
    await ensureNetwork(engine, project, key, network, progress);
  }
  for (const [key, volume] of Object.entries(usedResources(project, 'volumes')).sort(([a], [b]) => (a < b ? -1 : 1))) {
    await ensureVolume(engine, project, key, volume, progress);
  }
}

const BUILT_IN = ['bridge', 'host', 'none'];

async function ensureNetwork(engine: Engine, project: Project, key: string, network: NetworkResource, progress: Progress): Promise<void> {
  const found = await engine.find<NetworkInspect>(`/networks/${network.name}`);
  if (network.external) {
    if (!found && !BUILT_IN.includes(network.name))
      throw new ComposeError(`network ${network.name} declared as external, but could not be found`);
    return;
  }
  if (found) {
    if (found.Labels?.[LABEL.project] === undefined) {
      throw new ComposeError(
        `network ${network.name} was found but has incorrect label ${LABEL.network} set to "" (expected: ${JSON.stringify(key)})`,
      );
    }
    return;
  }
  const ipam = network.ipam;
  await progress.event(`Network ${network.name}`, 'Creating');
  await engine.client.json<NetworkCreateResponse>('POST', '/networks/create', {
    body: {
      Name: network.name,
      Driver: network.driver ?? '',
      ...(network.enable_ipv4 === undefined ? {} : { EnableIPv4: network.enable_ipv4 }),
      ...(network.enable_ipv6 === undefined ? {} : { EnableIPv6: network.enable_ipv6 }),
      IPAM: ipam
        ? {
            Driver: ipam.driver ?? '',
            Options: ipam.options ?? null,
            Config: (ipam.config ?? []).map(pool => ({
              Subnet: pool.subnet ?? '',
              ...(pool.ip_range ? { IPRange: pool.ip_range } : {}),
              ...(pool.gateway ? { Gateway: pool.gateway } : {}),
              ...(pool.aux_addresses ? { AuxiliaryAddresses: pool.aux_addresses } : {}),
            })),
          }
        : null,
      Internal: network.internal ?? false,
      Attachable: network.attachable ?? false,
      Options: network.driver_opts ?? null,
      Labels: { ...network.labels, [LABEL.network]: key, [LABEL.project]: project.name, [LABEL.version]: COMPOSE_VERSION },
    },
  });
  await progress.event(`Network ${network.name}`, 'Created');
}

async function ensureVolume(engine: Engine, project: Project, key: string, volume: Resource, progress: Progress): Promise<void> {
  const found = await engine.find<Volume>(`/volumes/${volume.name}`);
  if (volume.external) {
    if (!found) throw new ComposeError(`external volume ${JSON.stringify(volume.name)} not found`);
    return;
  }
  if (found) return;
  await progress.event(`Volume ${volume.name}`, 'Creating');
  await engine.client.done('POST', '/volumes/create', {
    body: {
      Name: volume.name,
      ...(volume.driver ? { Driver: volume.driver } : {}),
      ...(volume.driver_opts ? { DriverOpts: volume.driver_opts } : {}),
      Labels: { ...volume.labels, [LABEL.project]: project.name, [LABEL.version]: COMPOSE_VERSION, [LABEL.volume]: key },
    },
  });
  await progress.event(`Volume ${volume.name}`, 'Created');
}

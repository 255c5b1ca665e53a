// The daemon as compose sees it: a project's containers, networks and volumes by their labels. As docker-compose 2.40.3's pkg/compose.

import type { ContainerSummary } from '../../../api/container.ts';
import type { ImageInspect } from '../../../api/image.ts';
import type { NetworkInspect } from '../../../api/network.ts';
import type { Volume, VolumeList } from '../../../api/volume.ts';
import type { Connection } from '../../../client/connection.ts';
import { ApiError } from '../../../client/errors.ts';
import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { compareNatural } from '../../lib/natural.ts';
import { LABEL } from './labels.ts';

/** A container's name without its slash. */
export const nameOf = (container: ContainerSummary): string =>
  container.Names.map(name => name.slice(1)).find(name => !name.includes('/')) ?? container.Id;
export const serviceOf = (container: ContainerSummary): string => container.Labels[LABEL.service] ?? '';
export const numberOf = (container: ContainerSummary): number => Number(container.Labels[LABEL.number] ?? 0);

export class Engine {
  readonly cli: Cli;
  readonly client: Connection;

  constructor(cli: Cli, client: Connection) {
    this.cli = cli;
    this.client = client;
  }

  /** A project's containers by name; one-off ones only where asked for. */
  async containers(
    project: string,
    how: { all?: boolean; oneoff?: boolean | 'only'; services?: readonly string[] } = {},
  ): Promise<ContainerSummary[]> {
    const label = [`${LABEL.project}=${project}`, LABEL.hash];
    if (how.oneoff !== true) label.push(`${LABEL.oneoff}=${how.oneoff === 'only' ? 'True' : 'False'}`);
    const rows = await this.client.json<ContainerSummary[]>('GET', '/containers/json', {
      query: { all: how.all === false ? undefined : 1, filters: filtersOf([], { label }) },
    });
    const wanted = rows.filter(row => !how.services || how.services.length === 0 || how.services.includes(serviceOf(row)));
    return wanted.sort((left, right) => compareNatural(nameOf(left), nameOf(right)));
  }

  networks(project: string): Promise<NetworkInspect[]> {
    return this.client.json<NetworkInspect[]>('GET', '/networks', {
      query: { filters: filtersOf([], { label: [`${LABEL.project}=${project}`] }) },
    });
  }

  async volumes(project: string): Promise<Volume[]> {
    const query = { filters: filtersOf([], { label: [`${LABEL.project}=${project}`] }) };
    return (await this.client.json<VolumeList>('GET', '/volumes', { query })).Volumes ?? [];
  }

  /** What GET gives, or undefined where it is not there. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.client.json<T>('GET', path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  image(name: string): Promise<ImageInspect | undefined> {
    return this.find<ImageInspect>(`/images/${name}/json`);
  }
}

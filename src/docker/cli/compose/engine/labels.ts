// The labels by which compose knows its own. As docker-compose 2.40.3's pkg/api/labels.go.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { goJson } from '../../../../userland/lib/go-json.ts';
import { encode } from '../../../../userland/lib/io.ts';
import type { Project, Service } from '../file/model.ts';
import { serviceTree } from '../file/print.ts';

export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  hash: 'com.docker.compose.config-hash',
  number: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
  slug: 'com.docker.compose.slug',
  dependencies: 'com.docker.compose.depends_on',
  image: 'com.docker.compose.image',
  files: 'com.docker.compose.project.config_files',
  folder: 'com.docker.compose.project.working_dir',
  version: 'com.docker.compose.version',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  replace: 'com.docker.compose.replace',
} as const;

export const COMPOSE_VERSION = '2.40.3';

/** A digest of all that makes a container of this service what it is. */
export function configHash(service: Service): string {
  const { build: _build, pull_policy: _policy, scale: _scale, depends_on: _dependencies, profiles: _profiles, deploy, ...rest } = service;
  const resources = deploy?.resources;
  return bytesToHex(sha256(encode(goJson(serviceTree({ ...rest, ...(resources ? { deploy: { resources } } : {}) }), { sorted: true }))));
}

/** The labels of one container. */
export function containerLabels(
  project: Project,
  service: Service,
  number: number,
  imageId: string,
  oneoff: boolean,
): Record<string, string> {
  const dependencies = Object.entries(service.depends_on ?? {}).map(
    ([name, { condition, restart }]) => `${name}:${condition}:${restart ?? false}`,
  );
  return {
    ...service.labels,
    [LABEL.hash]: configHash(service),
    [LABEL.number]: String(number),
    [LABEL.dependencies]: dependencies.join(','),
    [LABEL.image]: imageId,
    [LABEL.oneoff]: oneoff ? 'True' : 'False',
    [LABEL.project]: project.name,
    [LABEL.files]: project.files.join(','),
    [LABEL.folder]: project.workingDir,
    [LABEL.service]: service.name,
    [LABEL.version]: COMPOSE_VERSION,
  };
}

// The config document of an image, whose digest is the image's id. As moby's image.Image and the OCI image specification.

import type { HealthConfig } from '../../api/container.ts';
import type { ImageConfig } from '../../api/image.ts';

export interface HistoryEntry {
  created?: string;
  author?: string;
  created_by?: string;
  comment?: string;
  empty_layer?: boolean;
}

/** The part of an image's document that its containers get: absent where it says nothing. */
export interface DocumentConfig {
  Hostname?: string;
  User?: string;
  ExposedPorts?: Record<string, object>;
  Env?: string[] | null;
  Cmd?: string[] | null;
  Healthcheck?: HealthConfig;
  ArgsEscaped?: boolean;
  Image?: string;
  Volumes?: Record<string, object> | null;
  WorkingDir?: string;
  Entrypoint?: string[] | null;
  OnBuild?: string[] | null;
  Labels?: Record<string, string> | null;
  StopSignal?: string;
  Shell?: string[];
}

export interface ImageDocument {
  architecture: string;
  author?: string;
  comment?: string;
  config: DocumentConfig;
  container?: string;
  container_config?: object;
  created?: string;
  docker_version?: string;
  history: HistoryEntry[];
  os: string;
  parent?: string;
  rootfs: { type: string; diff_ids: string[] };
  variant?: string;
}

/** The bytes' text, keys in alphabetical order as Go writes a map. */
export function documentText(document: ImageDocument): string {
  const sorted = Object.fromEntries(Object.entries(document).sort(([left], [right]) => (left < right ? -1 : 1)));
  return JSON.stringify(sorted);
}

const isEmpty = (value: object | null | undefined): boolean => !value || Object.keys(value).length === 0;

/** The config as `docker image inspect` shows it: some fields always, some only where they say something; by name. */
export function shownConfig(config: DocumentConfig): ImageConfig {
  return {
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    Env: config.Env ?? null,
    ...(isEmpty(config.ExposedPorts) ? {} : { ExposedPorts: config.ExposedPorts! }),
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    Labels: isEmpty(config.Labels) ? null : config.Labels!,
    OnBuild: config.OnBuild?.length ? config.OnBuild : null,
    ...(config.Shell ? { Shell: config.Shell } : {}),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    User: config.User ?? '',
    Volumes: isEmpty(config.Volumes) ? null : config.Volumes!,
    WorkingDir: config.WorkingDir ?? '',
  };
}

/** All of a config, in the order of Go's struct, as the older parts of the daemon write it. */
export function wholeConfig(config: DocumentConfig): DocumentConfig {
  const streams = { AttachStdin: false, AttachStdout: false, AttachStderr: false };
  return {
    Hostname: config.Hostname ?? '',
    ...{ Domainname: '' },
    User: config.User ?? '',
    ...streams,
    ...(isEmpty(config.ExposedPorts) ? {} : { ExposedPorts: config.ExposedPorts! }),
    ...{ Tty: false, OpenStdin: false, StdinOnce: false },
    Env: config.Env ?? null,
    Cmd: config.Cmd ?? null,
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Image: config.Image ?? '',
    Volumes: isEmpty(config.Volumes) ? null : config.Volumes!,
    WorkingDir: config.WorkingDir ?? '',
    Entrypoint: config.Entrypoint ?? null,
    OnBuild: config.OnBuild ?? null,
    Labels: config.Labels ?? null,
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    ...(config.Shell ? { Shell: config.Shell } : {}),
  };
}

// Images in the Engine API 1.51, in the order of the daemon's JSON; and the documents of an image itself.

import type { HealthConfig } from './container.ts';

/** A row of GET /images/json. */
export interface ImageSummary {
  Containers: number;
  Created: number;
  Id: string;
  Labels: Record<string, string> | null;
  ParentId: string;
  RepoDigests: string[] | null;
  RepoTags: string[] | null;
  SharedSize: number;
  Size: number;
}

/** The config that an image gives its containers, as `docker image inspect` shows it. */
export interface ImageConfig {
  ArgsEscaped?: boolean;
  Cmd: string[] | null;
  Entrypoint: string[] | null;
  Env: string[] | null;
  ExposedPorts?: Record<string, object>;
  Healthcheck?: HealthConfig;
  Labels: Record<string, string> | null;
  OnBuild: string[] | null;
  Shell?: string[];
  StopSignal?: string;
  User: string;
  Volumes: Record<string, object> | null;
  WorkingDir: string;
}

/** GET /images/{name}/json. */
export interface ImageInspect {
  Id: string;
  RepoTags: string[];
  RepoDigests: string[];
  Parent: string;
  Comment: string;
  Created?: string;
  DockerVersion: string;
  Author: string;
  Architecture: string;
  Variant?: string;
  Os: string;
  Size: number;
  GraphDriver: { Data: Record<string, string>; Name: string };
  RootFS: { Type: string; Layers?: string[] };
  Metadata: { LastTagTime: string };
  Config: ImageConfig | null;
}

/** A row of GET /images/{name}/history. */
export interface HistoryItem {
  Comment: string;
  Created: number;
  CreatedBy: string;
  Id: string;
  Size: number;
  Tags: string[] | null;
}

/** A row of DELETE /images/{name} and POST /images/prune. */
export interface ImageDeleted {
  Untagged?: string;
  Deleted?: string;
}

export interface ImagesPruned {
  ImagesDeleted: ImageDeleted[] | null;
  SpaceReclaimed: number;
}

/** A line of the JSON streams of pull, push, load, import and the legacy build. */
export interface ProgressMessage {
  stream?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number; units?: string; hidecounts?: boolean };
  progress?: string;
  id?: string;
  errorDetail?: { code?: number; message: string };
  error?: string;
  aux?: unknown;
}

// The daemon itself in the Engine API 1.51: version, events, disk usage, errors.

import type { ContainerSummary } from './container.ts';
import type { ImageSummary } from './image.ts';
import type { Volume } from './volume.ts';

export const API_VERSION = '1.51';
export const API_VERSION_MIN = '1.24';
export const ENGINE_VERSION = '28.5.2+dfsg4';

/** The body of every answer of 400 and above. */
export interface ErrorResponse {
  message: string;
}

export interface VersionResponse {
  Platform: { Name: string };
  Components: { Name: string; Version: string; Details: Record<string, string> }[];
  Version: string;
  ApiVersion: string;
  MinAPIVersion: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion: string;
  BuildTime: string;
}

/** A line of GET /events. The first three are there for containers and images only. */
export interface EventMessage {
  status?: string;
  id?: string;
  from?: string;
  Type: 'container' | 'image' | 'network' | 'volume' | 'daemon' | 'plugin' | 'builder';
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  scope: string;
  time: number;
  timeNano: number;
}

/** The nanoseconds of an event as text: they do not fit a double. The stream writes them as a number; read them with this. */
export const EVENT_NANO = /"timeNano":(\d+)/;

export interface BuildCacheRecord {
  ID: string;
  Parents?: string[];
  Type: string;
  Description: string;
  InUse: boolean;
  Shared: boolean;
  Size: number;
  CreatedAt: string;
  LastUsedAt: string | null;
  UsageCount: number;
}

/** GET /system/df. */
export interface DiskUsage {
  LayersSize: number;
  Images: ImageSummary[];
  Containers: ContainerSummary[];
  Volumes: Volume[];
  BuildCache: BuildCacheRecord[];
}

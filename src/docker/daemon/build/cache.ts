// What earlier builds made: results of steps by their keys. As buildkit's cache, in the daemon's memory.

import type { BuildCacheRecord } from '../../api/system.ts';

export interface CacheEntry {
  /** The chain id of the layer at the top after the step; undefined for an empty root. */
  chainId: string | undefined;
  created: string;
  description: string;
  sizeBytes: number;
  lastUsed: string | undefined;
  uses: number;
  type: string;
}

export class BuildCache {
  readonly #entries = new Map<string, CacheEntry>();
  /** Folders of RUN --mount=type=cache, by id. */
  readonly mounts = new Map<string, string>();

  get(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  put(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Chain ids that the cache keeps from being removed. */
  layers(): string[] {
    return [...this.#entries.values()].flatMap(({ chainId }) => (chainId === undefined ? [] : [chainId]));
  }

  get keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** For `docker system df` and `docker builder du`. */
  records(): BuildCacheRecord[] {
    return [...this.#entries].map(([key, entry]) => ({
      ID: key.slice(0, 25),
      Type: entry.type,
      Description: entry.description,
      InUse: false,
      Shared: false,
      Size: entry.sizeBytes,
      CreatedAt: entry.created,
      LastUsedAt: entry.lastUsed ?? null,
      UsageCount: entry.uses,
    }));
  }
}

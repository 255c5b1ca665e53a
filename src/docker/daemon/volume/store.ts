// Volumes of the local driver: folders below /var/lib/docker/volumes, kept with their labels and options. As moby's volume/local and volume/service.

import type { Sys } from '../../../abi/sys.ts';
import type { Volume, VolumeCreateRequest } from '../../api/volume.ts';
import { DATA_ROOT } from '../config.ts';
import { conflict, invalid, notFound, unless } from '../errors.ts';
import { mkdirAll, readJson, removeAll, writeJson } from '../files.ts';
import { newId } from '../ids.ts';
import { now, rfc3339 } from '../time.ts';

export const VOLUMES_ROOT = `${DATA_ROOT}/volumes`;
const STORE = `${VOLUMES_ROOT}/metadata.db`;
export const ANONYMOUS = 'com.docker.volume.anonymous';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

interface Kept extends Volume {
  /** How many containers have mounted it, where it has mount options of its own. */
  mounts?: number;
}

export class Volumes {
  readonly #volumes = new Map<string, Kept>();
  /** Containers that use a volume, by its name: they keep it from being removed. */
  readonly #users = new Map<string, Set<string>>();

  async load(sys: Sys): Promise<void> {
    await mkdirAll(sys, VOLUMES_ROOT, 0o701);
    for (const volume of (await readJson<Volume[]>(sys, STORE)) ?? []) this.#volumes.set(volume.Name, volume);
  }

  #save(sys: Sys): Promise<void> {
    return writeJson(
      sys,
      STORE,
      [...this.#volumes.values()].map(({ mounts: _mounts, ...volume }) => volume),
    );
  }

  get all(): Volume[] {
    return [...this.#volumes.values()].map(({ mounts: _mounts, ...volume }) => volume);
  }

  find(name: string): Volume | undefined {
    return this.#volumes.get(name);
  }

  /** Throws ApiError "get NAME: no such volume". */
  get(name: string): Volume {
    const volume = this.#volumes.get(name);
    if (!volume) throw notFound(`get ${name}: no such volume`);
    return volume;
  }

  /** The volume of that name, made where it is not there; says whether it was. Throws ApiError. */
  async create(sys: Sys, request: VolumeCreateRequest): Promise<{ volume: Volume; made: boolean }> {
    const driver = request.Driver || 'local';
    const anonymous = !request.Name;
    const name = request.Name || (await newId(sys));
    if (driver !== 'local') throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`);
    const known = this.#volumes.get(name);
    if (known) return { volume: known, made: false };
    if (!NAME.test(name)) {
      const words = 'only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path';
      throw invalid(`create ${name}: "${name}" includes invalid characters for a local volume name, ${words}`);
    }
    const options = request.DriverOpts && Object.keys(request.DriverOpts).length > 0 ? request.DriverOpts : null;
    for (const key of Object.keys(options ?? {})) {
      if (!['type', 'o', 'device', 'size'].includes(key)) throw invalid(`create ${name}: invalid option: "${key}"`);
    }
    if (options && !options.type && !options.device && options.o) throw invalid(`create ${name}: missing device in volume options`);
    const labels = anonymous ? { [ANONYMOUS]: '', ...request.Labels } : (request.Labels ?? null);
    await mkdirAll(sys, `${VOLUMES_ROOT}/${name}/_data`);
    const volume: Kept = {
      CreatedAt: rfc3339(await now(sys)),
      Driver: 'local',
      Labels: labels && Object.keys(labels).length > 0 ? labels : null,
      Mountpoint: `${VOLUMES_ROOT}/${name}/_data`,
      Name: name,
      Options: options,
      Scope: 'local',
    };
    if (options) await writeJson(sys, `${VOLUMES_ROOT}/${name}/opts.json`, options);
    this.#volumes.set(name, volume);
    await this.#save(sys);
    return { volume, made: true };
  }

  use(name: string, containerId: string): void {
    const users = this.#users.get(name) ?? new Set();
    this.#users.set(name, users.add(containerId));
  }

  unuse(name: string, containerId: string): void {
    this.#users.get(name)?.delete(containerId);
  }

  usersOf(name: string): readonly string[] {
    return [...(this.#users.get(name) ?? [])];
  }

  /** Mounts what a volume's own options name (type, device, o) over its folder, for its first container. */
  async mount(sys: Sys, name: string): Promise<void> {
    const volume = this.#volumes.get(name);
    if (!volume?.Options?.device) return;
    volume.mounts = (volume.mounts ?? 0) + 1;
    if (volume.mounts > 1) return;
    const { type = '', device, o = '' } = volume.Options;
    const words = o.split(',').filter(Boolean);
    if (words.includes('bind') || words.includes('rbind')) {
      await sys.mount(device, volume.Mountpoint, '', { bind: true, recursive: words.includes('rbind') });
      return;
    }
    const data = words.filter(word => !['ro', 'nosuid', 'nodev', 'noexec'].includes(word)).join(',');
    const options = words.filter((word): word is 'ro' | 'nosuid' | 'nodev' | 'noexec' =>
      ['ro', 'nosuid', 'nodev', 'noexec'].includes(word),
    );
    await sys.mount(device, volume.Mountpoint, type, { options }, data);
  }

  async unmount(sys: Sys, name: string): Promise<void> {
    const volume = this.#volumes.get(name);
    if (!volume?.mounts) return;
    volume.mounts--;
    if (volume.mounts === 0) await unless(['EINVAL'], () => sys.umount(volume.Mountpoint, { detach: true }));
  }

  /** Throws ApiError where containers use it. */
  async remove(sys: Sys, name: string): Promise<void> {
    this.get(name);
    const users = this.usersOf(name);
    if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`);
    this.#volumes.delete(name);
    this.#users.delete(name);
    await removeAll(sys, `${VOLUMES_ROOT}/${name}`);
    await this.#save(sys);
  }
}

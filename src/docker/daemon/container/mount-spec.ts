// What `-v`, `--mount`, `--tmpfs` and VOLUME ask for, as mounts of a container. As moby's volume/mounts parsers for Linux.

import type { Sys } from '../../../abi/sys.ts';
import { normalizePath } from '../../../userland/lib/path.ts';
import type { HostConfig, MountRequest } from '../../api/container.ts';
import { invalid } from '../errors.ts';
import { exists } from '../files.ts';
import type { Mount } from './container.ts';

const PROPAGATIONS = new Set(['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared']);
const MODES = new Set(['ro', 'rw', 'z', 'Z', 'nocopy', 'consistent', 'cached', 'delegated', ...PROPAGATIONS]);

const isMode = (text: string): boolean => text !== '' && text.split(',').every(word => MODES.has(word));

const newMount = (type: string, destination: string): Mount => ({
  Type: type,
  Source: '',
  Destination: destination,
  Mode: '',
  RW: true,
  Propagation: '',
  anonymous: false,
  copyUp: type === 'volume',
  nonRecursive: false,
  createSource: false,
  subpath: '',
});

/** The words of what is wrong with a place in the container, or undefined. */
function wrongTarget(target: string): string | undefined {
  if (target === '') return 'field Target must not be empty';
  if (!target.startsWith('/')) return `invalid mount path: '${target}' mount path must be absolute`;
  return normalizePath(target) === '/' ? "invalid specification: destination can't be '/'" : undefined;
}

/** "src:dst[:mode]" of -v. Throws ApiError. */
export function parseBind(spec: string): Mount {
  const parts = spec.split(':');
  const [source = '', target = '', mode = ''] = parts;
  if (parts.length < 2 || parts.length > 3 || source === '' || (parts.length === 2 && isMode(target))) {
    throw invalid(`invalid volume specification: '${spec}'`);
  }
  if (parts.length === 3 && !isMode(mode)) throw invalid(`invalid mode: ${mode}`);
  const type = source.startsWith('/') ? 'bind' : 'volume';
  const words = wrongTarget(target);
  if (words !== undefined) throw invalid(`invalid volume specification: '${spec}': invalid mount config for type "${type}": ${words}`);
  const given = mode.split(',').filter(Boolean);
  const mount = newMount(type, normalizePath(target));
  mount.RW = !given.includes('ro');
  mount.Propagation = given.find(word => PROPAGATIONS.has(word)) ?? (type === 'bind' ? 'rprivate' : '');
  if (type === 'bind') Object.assign(mount, { Source: normalizePath(source), Mode: mode, createSource: true });
  else Object.assign(mount, { Name: source, Driver: 'local', Mode: mode === '' ? 'z' : mode, copyUp: !given.includes('nocopy') });
  return mount;
}

/** The words of what is wrong with a --mount, or undefined. */
async function wrongMount(sys: Sys, mount: MountRequest): Promise<string | undefined> {
  const { Type: type, Source: source = '', Target: target = '' } = mount;
  if (!['bind', 'volume', 'tmpfs', 'image'].includes(type)) return 'mount type unknown';
  const words = wrongTarget(target);
  if (words !== undefined) return words;
  if (type === 'bind') {
    if (source === '') return 'field Source must not be empty';
    if (!source.startsWith('/')) return `invalid mount path: '${source}' mount path must be absolute`;
    const propagation = mount.BindOptions?.Propagation ?? '';
    if (propagation !== '' && !PROPAGATIONS.has(propagation)) return `invalid propagation mode: ${propagation}`;
    if (!mount.BindOptions?.CreateMountpoint && !(await exists(sys, source))) return `bind source path does not exist: ${source}`;
    if (mount.VolumeOptions) return 'field VolumeOptions must not be specified';
  }
  if (type === 'tmpfs' && source !== '') return 'field Source must not be specified';
  return undefined;
}

/** A --mount. Throws ApiError. */
export async function parseMount(sys: Sys, request: MountRequest): Promise<Mount> {
  const words = await wrongMount(sys, request);
  if (words !== undefined) throw invalid(`invalid mount config for type "${request.Type}": ${words}`);
  const mount = newMount(request.Type, normalizePath(request.Target!));
  mount.RW = !request.ReadOnly;
  if (request.Type === 'bind') {
    Object.assign(mount, {
      Source: normalizePath(request.Source!),
      Propagation: request.BindOptions?.Propagation || 'rprivate',
      nonRecursive: request.BindOptions?.NonRecursive ?? false,
      createSource: request.BindOptions?.CreateMountpoint ?? false,
    });
  } else if (request.Type === 'volume') {
    const name = request.Source ?? '';
    Object.assign(mount, {
      Name: name,
      Driver: request.VolumeOptions?.DriverConfig?.Name || 'local',
      Mode: 'z',
      copyUp: !request.VolumeOptions?.NoCopy,
      anonymous: name === '',
      subpath: request.VolumeOptions?.Subpath ?? '',
    });
  } else if (request.Type === 'image') {
    Object.assign(mount, { Name: request.Source ?? '', RW: false, subpath: request.ImageOptions?.Subpath ?? '' });
  }
  return mount;
}

/** An anonymous volume: of VOLUME, or of -v with a place only. */
export const anonymousVolume = (target: string): Mount => ({
  ...newMount('volume', normalizePath(target)),
  Name: '',
  Driver: 'local',
  anonymous: true,
});

/** "NAME[:ro|rw]" of --volumes-from. Throws ApiError. */
export function parseVolumesFrom(spec: string): { name: string; mode: string } {
  const [name = '', mode = 'rw'] = spec.split(':');
  if (name === '') throw invalid('volumes-from specification cannot be an empty string');
  if (!isMode(mode)) throw invalid(`invalid mode for volumes-from: ${mode}`);
  return { name, mode };
}

/** Options of a tmpfs mount: what --tmpfs says, after Docker's own. Throws ApiError. */
export function tmpfsOptions(text: string): string[] {
  const options = ['noexec', 'nosuid', 'nodev'];
  for (const word of text.split(',').filter(Boolean)) {
    if (!/^(rw|ro|exec|noexec|suid|nosuid|dev|nodev|atime|noatime|relatime|size=.+|mode=.+|uid=\d+|gid=\d+|nr_inodes=.+)$/.test(word)) {
      throw invalid(`invalid tmpfs option ["${word}"]`);
    }
    const opposite = word.startsWith('no') ? word.slice(2) : `no${word}`;
    const at = options.indexOf(opposite);
    if (at >= 0) options.splice(at, 1);
    if (!options.includes(word)) options.push(word);
  }
  return options;
}

/** --tmpfs entries, by place. Throws ApiError. */
export function checkTmpfs(hostConfig: HostConfig): void {
  for (const [target, options] of Object.entries(hostConfig.Tmpfs ?? {})) {
    const words = wrongTarget(target);
    if (words !== undefined) throw invalid(`invalid mount config for type "tmpfs": ${words}`);
    tmpfsOptions(options);
  }
}

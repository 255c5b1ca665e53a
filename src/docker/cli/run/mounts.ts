// --mount and --volume. As docker-cli 28.5.2's opts.MountOpt and compose's volume syntax.

import { parseRamBytes } from '../../../userland/lib/units.ts';
import type { MountRequest } from '../../api/container.ts';

const TRUE = ['', '1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** What is wrong with a --mount, or undefined. */
export function checkMount(text: string): string | undefined {
  try {
    parseMount(text, '/');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fields of comma separated values, quotes taken off. */
function fieldsOf(text: string): string[] {
  const fields: string[] = [];
  const pattern = /"((?:[^"]|"")*)"(?:,|$)|([^,]*)(?:,|$)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) break;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return fields;
}

/** Reads a --mount. Throws in docker's words. */
export function parseMount(text: string, cwd: string): MountRequest {
  const value = text.trim();
  if (value === '') throw new Error('EOF');
  const mount: MountRequest = { Type: 'volume' };
  for (const field of fieldsOf(value)) readField(mount, field, cwd);
  if (!mount.Target) throw new Error('target is required');
  checkOptions(mount);
  return mount;
}

function readField(mount: MountRequest, field: string, cwd: string): void {
  const at = field.indexOf('=');
  const key = (at < 0 ? field : field.slice(0, at)).toLowerCase();
  const value = at < 0 ? '' : field.slice(at + 1);
  const bool = (): boolean => {
    if (at < 0 || TRUE.includes(value)) return true;
    if (FALSE.includes(value)) return false;
    throw new Error(`invalid value for ${key}: ${value}`);
  };
  const flags = ['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive', 'bind-create-src'];
  if (at < 0 && !flags.includes(key)) throw new Error(`invalid field '${field}' must be a key=value pair`);
  switch (key) {
    case 'type':
      mount.Type = value.toLowerCase() as MountRequest['Type'];
      return;
    case 'source':
    case 'src':
      mount.Source = value === '.' || value.startsWith('./') || value.startsWith('../') ? absolute(value, cwd) : value;
      return;
    case 'target':
    case 'dst':
    case 'destination':
      mount.Target = value;
      return;
    case 'readonly':
    case 'ro':
      mount.ReadOnly = bool();
      return;
    case 'consistency':
      mount.Consistency = value.toLowerCase();
      return;
    default:
      readOption(mount, key, value, field, bool);
  }
}

function readOption(mount: MountRequest, key: string, value: string, field: string, bool: () => boolean): void {
  const pair = (): [string, string] => {
    const equals = value.indexOf('=');
    return equals < 0 ? [value, ''] : [value.slice(0, equals), value.slice(equals + 1)];
  };
  mount.VolumeOptions ??= {};
  const volume = mount.VolumeOptions;
  switch (key) {
    case 'bind-propagation':
      mount.BindOptions = { ...mount.BindOptions, Propagation: value.toLowerCase() };
      break;
    case 'bind-nonrecursive':
      mount.BindOptions = { ...mount.BindOptions, NonRecursive: bool() };
      break;
    case 'bind-recursive':
      mount.BindOptions = { ...mount.BindOptions, ...recursion(value) };
      break;
    case 'bind-create-src':
      mount.BindOptions = { ...mount.BindOptions, CreateMountpoint: bool() };
      break;
    case 'volume-subpath':
      volume.Subpath = value;
      break;
    case 'volume-nocopy':
      volume.NoCopy = bool();
      break;
    case 'volume-label': {
      const [name, text] = pair();
      volume.Labels = { ...volume.Labels, [name]: text };
      break;
    }
    case 'volume-driver':
      volume.DriverConfig = { ...volume.DriverConfig, Name: value };
      break;
    case 'volume-opt': {
      const [name, text] = pair();
      volume.DriverConfig = { ...volume.DriverConfig, Options: { ...volume.DriverConfig?.Options, [name]: text } };
      break;
    }
    case 'image-subpath':
      mount.ImageOptions = { Subpath: value };
      break;
    case 'tmpfs-size':
      mount.TmpfsOptions = { ...mount.TmpfsOptions, SizeBytes: sizeOf(value, key) };
      break;
    case 'tmpfs-mode':
      if (!/^[0-7]+$/.test(value)) throw new Error(`invalid value for ${key}: ${value}`);
      mount.TmpfsOptions = { ...mount.TmpfsOptions, Mode: Number.parseInt(value, 8) };
      break;
    default:
      throw new Error(`unexpected key '${key}' in '${field}'`);
  }
  if (Object.keys(volume).length === 0) delete mount.VolumeOptions;
}

function sizeOf(value: string, key: string): number {
  try {
    return parseRamBytes(value);
  } catch {
    throw new Error(`invalid value for ${key}: ${value}`);
  }
}

function recursion(value: string): NonNullable<MountRequest['BindOptions']> {
  if (value === 'enabled') return {};
  if (value === 'disabled') return { NonRecursive: true };
  if (value === 'writable') return { ReadOnlyNonRecursive: true };
  if (value === 'readonly') return { ReadOnlyForceRecursive: true };
  throw new Error(`invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`);
}

function checkOptions(mount: MountRequest): void {
  const mixed = (options: string, type: string): string => `cannot mix '${options}-*' options with mount type '${type}'`;
  if (mount.VolumeOptions && mount.Type !== 'volume') throw new Error(mixed('volume', mount.Type));
  if (mount.ImageOptions && mount.Type !== 'image') throw new Error(mixed('image', mount.Type));
  if (mount.BindOptions && mount.Type !== 'bind') throw new Error(mixed('bind', mount.Type));
  if (mount.TmpfsOptions && mount.Type !== 'tmpfs') throw new Error(mixed('tmpfs', mount.Type));
}

/** A path made whole, its "." and ".." taken out. */
export function absolute(path: string, cwd: string): string {
  const out: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

/** The --volume flags: what is bound, and what is only a place for an anonymous volume. */
export function parseVolumes(given: readonly string[], cwd: string): { binds: string[]; anonymous: Record<string, object> } {
  const binds: string[] = [];
  const anonymous: Record<string, object> = {};
  for (const text of given) {
    if (text === '') throw new Error('invalid empty volume spec');
    // A single letter before the colon is a drive of Windows to the parser of volumes.
    const at = text.indexOf(':', /^[A-Za-z]:/.test(text) ? 2 : 0);
    if (at < 0) {
      anonymous[text] = {};
      continue;
    }
    const source = text.slice(0, at);
    if (source === '' || text.split(':').some((part, index) => part === '' && index < 2))
      throw new Error(`invalid spec: ${text}: empty section between colons`);
    const relative = /^\.\.?(\/|$)/.test(source);
    const home = source === '~' || source.startsWith('~/');
    binds.push(`${relative ? absolute(source, cwd) : home ? source : source}${text.slice(at)}`);
  }
  return { binds: [...new Set(binds)], anonymous };
}

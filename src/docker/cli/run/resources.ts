// The limits among the flags of run, create and update. As docker-cli 28.5.2's opts.

import type { Flags } from '../../../userland/lib/cobra.ts';
import { parseRamBytes } from '../../../userland/lib/units.ts';
import type { DeviceMapping, Resources, Ulimit } from '../../api/container.ts';

/** --cpus as billionths of a processor. */
export function nanoCpus(text: string): number {
  const [numerator, denominator = '1'] = text.split('/');
  return Math.round((Number(numerator === '' ? 0 : numerator) / Number(denominator)) * 1e9);
}

/** A size flag in bytes: -1 is no limit. */
export function sizeOf(flags: Flags, name: string): number {
  const text = flags.string(name);
  return text === '' || text === '0' ? 0 : text === '-1' ? -1 : parseRamBytes(text);
}

/** --ulimit as go-units reads it: "nofile=64:128". */
export function parseUlimit(text: string): Ulimit {
  const at = text.indexOf('=');
  if (at < 0) throw new Error(`invalid ulimit argument: ${text}`);
  const name = text.slice(0, at);
  if (!ULIMITS.has(name)) throw new Error(`invalid ulimit type: ${name}`);
  const values = text.slice(at + 1).split(':');
  if (values.length > 2)
    throw new Error(`too many limit value arguments - ${text.slice(at + 1)}, can only have up to two, \`soft[:hard]\``);
  const numbers = values.map(value => {
    if (!/^[+-]?\d+$/.test(value)) throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    return Number(value);
  });
  const [soft = 0, hard = soft] = numbers;
  if (hard !== -1 && (soft === -1 || soft > hard)) {
    throw new Error(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
  }
  return { Name: name, Hard: hard, Soft: soft };
}

const ULIMITS = new Set('as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' '));

/** --blkio-weight-device: "/dev/sda:500". */
export function parseWeightDevice(text: string): object {
  const [path = '', weight = '', ...more] = text.split(':');
  if (weight === '' || more.length > 0) throw new Error(`bad format: ${text}`);
  if (!path.startsWith('/dev/')) throw new Error(`bad format for device path: ${text}`);
  if (!/^\d+$/.test(weight) || (Number(weight) > 0 && (Number(weight) < 10 || Number(weight) > 1000))) {
    throw new Error(`invalid weight for device: ${text}`);
  }
  return { Path: path, Weight: Number(weight) };
}

/** --device-read-bps and its like: "/dev/sda:1mb". */
export function parseThrottle(text: string, bytes: boolean): object {
  const [path = '', rate = '', ...more] = text.split(':');
  if (rate === '' || more.length > 0) throw new Error(`bad format: ${text}`);
  if (!path.startsWith('/dev/')) throw new Error(`bad format for device path: ${text}`);
  const form = bytes
    ? '<device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb'
    : '<device-path>:<number>. Number must be a positive integer';
  const wrong = new Error(`invalid rate for device: ${text}. The correct format is ${form}`);
  if (!bytes) {
    if (!/^\d+$/.test(rate)) throw wrong;
    return { Path: path, Rate: Number(rate) };
  }
  try {
    return { Path: path, Rate: parseRamBytes(rate) };
  } catch {
    throw wrong;
  }
}

/** --device: "/dev/x[:/dev/y][:rwm]". */
export function parseDevice(text: string): DeviceMapping {
  const parts = text.split(':');
  const mode = (word: string): boolean => word !== '' && /^[rwm]+$/.test(word) && new Set(word).size === word.length;
  const [source = '', second = '', third] = parts;
  if (source === '') throw new Error(`bad format for path: ${text}`);
  if (!source.startsWith('/') && !text.includes('=')) throw new Error(`${source} is not an absolute path`);
  if (parts.length > 3 || parts.length === 0) throw new Error(`invalid device specification: ${text}`);
  let dest = source;
  let permissions = 'rwm';
  if (third !== undefined) permissions = third;
  if (second !== '') {
    if (mode(second)) permissions = second;
    else dest = second;
  }
  return { PathOnHost: source, PathInContainer: dest, CgroupPermissions: permissions };
}

/** --device's value as it is checked when it is read. */
export function checkDevice(text: string): string | undefined {
  const parts = text.split(':');
  if (parts.length > 3) return `bad format for path: ${text}`;
  const [, second = '', third] = parts;
  if (third !== undefined && !/^[rwm]+$/.test(third)) return `bad mode specified: ${third}`;
  if (third !== undefined && !second.startsWith('/')) return `${second} is not an absolute path`;
  return undefined;
}

/** All limits that the flags of run and create set. */
export function resourcesOf(flags: Flags): Partial<Resources> {
  const list = (name: string): string[] | null => (flags.has(name) ? flags.list(name) : null);
  return {
    CpuShares: flags.number('cpu-shares'),
    Memory: sizeOf(flags, 'memory'),
    NanoCpus: nanoCpus(flags.string('cpus')),
    CgroupParent: flags.string('cgroup-parent'),
    BlkioWeight: flags.number('blkio-weight'),
    BlkioWeightDevice: flags.list('blkio-weight-device').map(parseWeightDevice),
    BlkioDeviceReadBps: flags.list('device-read-bps').map(text => parseThrottle(text, true)),
    BlkioDeviceWriteBps: flags.list('device-write-bps').map(text => parseThrottle(text, true)),
    BlkioDeviceReadIOps: flags.list('device-read-iops').map(text => parseThrottle(text, false)),
    BlkioDeviceWriteIOps: flags.list('device-write-iops').map(text => parseThrottle(text, false)),
    CpuPeriod: flags.number('cpu-period'),
    CpuQuota: flags.number('cpu-quota'),
    CpuRealtimePeriod: flags.number('cpu-rt-period'),
    CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
    CpusetCpus: flags.string('cpuset-cpus'),
    CpusetMems: flags.string('cpuset-mems'),
    Devices: flags.list('device').map(parseDevice),
    DeviceCgroupRules: list('device-cgroup-rule'),
    DeviceRequests: flags.has('gpus') ? flags.list('gpus').map(gpuRequest) : null,
    MemoryReservation: sizeOf(flags, 'memory-reservation'),
    MemorySwap: sizeOf(flags, 'memory-swap'),
    MemorySwappiness: flags.has('memory-swappiness') ? flags.number('memory-swappiness') : -1,
    OomKillDisable: flags.bool('oom-kill-disable'),
    PidsLimit: flags.number('pids-limit'),
    Ulimits: flags.has('ulimit') ? flags.list('ulimit').map(parseUlimit) : null,
    CpuCount: flags.number('cpu-count'),
    CpuPercent: flags.number('cpu-percent'),
    IOMaximumIOps: flags.number('io-maxiops'),
    IOMaximumBandwidth: sizeOf(flags, 'io-maxbandwidth'),
  };
}

/** --gpus: "all", "2", "device=0". */
function gpuRequest(text: string): object {
  const request = { Driver: '', Count: 0, DeviceIDs: null as string[] | null, Capabilities: [['gpu']], Options: {} };
  for (const field of text.split(',')) {
    const [key = '', value] = field.split('=', 2);
    if (value === undefined) request.Count = key === 'all' ? -1 : Number(key);
    else if (key === 'count') request.Count = value === 'all' ? -1 : Number(value);
    else if (key === 'device') request.DeviceIDs = [...(request.DeviceIDs ?? []), value];
    else if (key === 'driver') request.Driver = value;
  }
  if (request.DeviceIDs === null && request.Count === 0) request.Count = 1;
  return request;
}

/** --gpus as it is checked when it is read. */
export function checkGpus(text: string): string | undefined {
  for (const field of text.split(',')) {
    const [key = '', value] = field.split('=', 2);
    const count = value === undefined ? key : key === 'count' ? value : undefined;
    if (count !== undefined && count !== 'all' && !/^[+-]?\d+$/.test(count)) {
      return `invalid count (${count}): value must be either "all" or an integer: invalid syntax`;
    }
    if (value !== undefined && !['count', 'device', 'driver', 'capabilities', 'options'].includes(key))
      return `unexpected key '${key}' in '${field}'`;
  }
  return undefined;
}

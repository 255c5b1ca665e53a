// What the daemon refuses of a container's settings, in its words. As moby's daemon.verifyContainerSettings and verifyPlatformContainerSettings.

import { CAPABILITIES } from '../../../abi/caps.ts';
import { SIGNALS, type Signal, signalNumber } from '../../../abi/signal.ts';
import type { Sys } from '../../../abi/sys.ts';
import { readText } from '../../../userland/lib/io.ts';
import type { ContainerConfig, HealthConfig, HostConfig, Resources, RestartPolicy } from '../../api/container.ts';
import { internal, invalid, notFound } from '../errors.ts';

const MEMORY_BYTES_MIN = 6 << 20;
const LOG_DRIVERS = ['json-file', 'local', 'none'];

/** "KILL", "SIGKILL" or "9" as a signal; undefined where it is none. */
export function parseSignal(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    return number >= 1 && number <= 64 ? (text as Signal) : undefined;
  }
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}` as Signal;
  if ((SIGNALS as readonly Signal[]).includes(name)) return name;
  const realtime = /^SIGRTMIN\+(\d+)$/.exec(name);
  return realtime && Number(realtime[1]) <= 30 ? name : undefined;
}

/** The number of a signal as parseSignal gives it. */
export const numberOf = (signal: Signal): number => (/^\d+$/.test(signal) ? Number(signal) : signalNumber(signal));

export function validateRestartPolicy({ Name: name, MaximumRetryCount: count }: RestartPolicy): void {
  const only = "maximum retry count can only be used with 'on-failure'";
  if (['always', 'unless-stopped', 'no', ''].includes(name)) {
    if (count === 0) return;
    throw invalid(`invalid restart policy: ${count < 0 ? `${only} and cannot be negative` : only}`);
  }
  if (name !== 'on-failure') {
    throw invalid(`invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  }
  if (count < 0) throw invalid('invalid restart policy: maximum retry count cannot be negative');
}

/** "NET_ADMIN" or "CAP_NET_ADMIN" as the kernel's name. */
export const capabilityName = (text: string): string =>
  text.toUpperCase() === 'ALL' ? 'ALL' : `CAP_${text.toUpperCase().replace(/^CAP_/, '')}`;

function validateCapabilities(option: string, names: readonly string[] | null): void {
  for (const name of names ?? []) {
    const whole = capabilityName(name);
    if (whole !== 'ALL' && !(CAPABILITIES as readonly string[]).includes(whole)) {
      throw invalid(`invalid ${option}: unknown capability: "${whole}"`);
    }
  }
}

function validateHealth(health: HealthConfig | undefined): void {
  const least = (name: string, value: number | undefined): void => {
    if (value && value < 1_000_000) throw invalid(`${name} in Healthcheck cannot be less than 1ms`);
  };
  if (!health) return;
  least('Interval', health.Interval);
  least('Timeout', health.Timeout);
  if ((health.Retries ?? 0) < 0) throw invalid('Retries in Healthcheck cannot be negative');
  least('StartPeriod', health.StartPeriod);
  least('StartInterval', health.StartInterval);
}

const online = async (sys: Sys): Promise<string> => (await readText(sys, '/sys/devices/system/cpu/online')).trim();

/** "0-2,4" as a set of numbers; undefined where it is no such list. */
function parseCpus(text: string): Set<number> | undefined {
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) return undefined;
    for (let cpu = Number(match[1]); cpu <= Number(match[2] ?? match[1]); cpu++) cpus.add(cpu);
  }
  return cpus;
}

/** Limits that `docker run` and `docker update` set. Throws ApiError. */
export async function validateResources(sys: Sys, resources: Resources): Promise<void> {
  const { Memory: memory, MemorySwap: swap, MemoryReservation: reservation, NanoCpus: nanos } = resources;
  if (memory !== 0 && memory < MEMORY_BYTES_MIN) throw invalid('Minimum memory limit allowed is 6MB');
  if (memory > 0 && swap > 0 && swap < memory) throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (memory === 0 && swap > 0) throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  const swappiness = resources.MemorySwappiness;
  if (swappiness !== null && (swappiness < 0 || swappiness > 100)) {
    throw invalid(`invalid value: ${swappiness}, valid memory swappiness range is 0-100`);
  }
  if (reservation > 0 && reservation < MEMORY_BYTES_MIN) throw invalid('Minimum memory reservation allowed is 6MB');
  if (memory > 0 && reservation > 0 && memory < reservation) {
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  }
  if (nanos !== 0 && resources.CpuPeriod > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (nanos !== 0 && resources.CpuQuota > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (nanos !== 0) {
    const cpus = parseCpus(await online(sys))?.size ?? 1;
    if (nanos < 0 || nanos > cpus * 1e9) {
      throw invalid(`range of CPUs is from 0.01 to ${cpus.toFixed(2)}, as there are only ${cpus} CPUs available`);
    }
  }
  if (resources.CpuPeriod !== 0 && (resources.CpuPeriod < 1000 || resources.CpuPeriod > 1_000_000)) {
    throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  }
  if (resources.CpuQuota > 0 && resources.CpuQuota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  await validateCpuset(sys, resources);
  if (resources.BlkioWeight !== 0 && (resources.BlkioWeight < 10 || resources.BlkioWeight > 1000)) {
    throw invalid('Range of blkio weight is from 10 to 1000');
  }
}

async function validateCpuset(sys: Sys, { CpusetCpus: cpus, CpusetMems: mems }: Resources): Promise<void> {
  if (cpus !== '') {
    const available = await online(sys);
    const wanted = parseCpus(cpus);
    if (!wanted) throw invalid(`Invalid value ${cpus} for cpuset cpus`);
    const have = parseCpus(available) ?? new Set();
    if ([...wanted].some(cpu => !have.has(cpu))) {
      throw invalid(`Requested CPUs are not available - requested ${cpus}, available: ${available}`);
    }
  }
  if (mems !== '') {
    const wanted = parseCpus(mems);
    if (!wanted) throw invalid(`Invalid value ${mems} for cpuset mems`);
    if ([...wanted].some(node => node !== 0)) throw invalid(`Requested memory nodes are not available - requested ${mems}, available: 0`);
  }
}

function validateModes(hostConfig: HostConfig): void {
  const { NetworkMode: network, PidMode: pid, IpcMode: ipc, UTSMode: uts, CgroupnsMode: cgroupns } = hostConfig;
  if (pid !== '' && pid !== 'host' && !pid.startsWith('container:')) throw invalid(`invalid PID mode: ${pid}`);
  if (!['', 'none', 'private', 'shareable', 'host'].includes(ipc) && !ipc.startsWith('container:'))
    throw invalid(`invalid IPC mode: ${ipc}`);
  if (uts !== '' && uts !== 'host') throw invalid(`invalid UTS mode: ${uts}`);
  if (!['', 'private', 'host'].includes(cgroupns)) throw invalid(`invalid cgroup namespace mode: ${cgroupns}`);
  if (hostConfig.UsernsMode !== '' && hostConfig.UsernsMode !== 'host')
    throw invalid(`invalid user namespace mode: ${hostConfig.UsernsMode}`);
  if (!['', 'default'].includes(hostConfig.Isolation)) {
    throw invalid(`invalid isolation (${hostConfig.Isolation}): linux only supports 'default'`);
  }
  if (network.startsWith('container:')) {
    if (uts === 'host') throw invalid('conflicting options: cannot share UTS namespace with a container');
  }
}

/** What a container's network mode does not go with. Throws ApiError. */
export function validateNetworkMode(config: { Hostname?: string; ExposedPorts?: object }, hostConfig: HostConfig): void {
  const mode = hostConfig.NetworkMode;
  const shares = mode.startsWith('container:');
  const hasPorts = Object.keys(hostConfig.PortBindings ?? {}).length > 0 || hostConfig.PublishAllPorts;
  if ((shares || hostConfig.UTSMode === 'host') && config.Hostname) {
    throw invalid(
      hostConfig.UTSMode === 'host' && !shares
        ? 'conflicting options: hostname and the UTS mode'
        : 'conflicting options: hostname and the network mode',
    );
  }
  if ((shares || mode === 'host') && hostConfig.Links?.length) {
    throw invalid(
      `conflicting options: ${shares ? 'container' : 'host'} type network can't be used with links. This would result in undefined behavior`,
    );
  }
  if (!shares) return;
  if (hostConfig.Dns?.length) throw invalid('conflicting options: dns and the network mode');
  if (hostConfig.ExtraHosts?.length) throw invalid('conflicting options: custom host-to-IP mapping and the network mode');
  if (hasPorts) throw invalid('conflicting options: port publishing and the container type network mode');
  if (Object.keys(config.ExposedPorts ?? {}).length > 0)
    throw invalid('conflicting options: port exposing and the container type network mode');
}

/** All that is checked before a container is made. Throws ApiError. */
export async function validateSettings(sys: Sys, config: ContainerConfig, hostConfig: HostConfig): Promise<void> {
  if (config.WorkingDir !== '' && !config.WorkingDir.startsWith('/')) {
    throw invalid(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
  }
  if (config.StopSignal && parseSignal(config.StopSignal) === undefined) throw invalid(`invalid signal: ${config.StopSignal}`);
  for (const variable of config.Env ?? [])
    if (variable.startsWith('=') || variable === '') throw invalid(`invalid environment variable: ${variable}`);
  validateHealth(config.Healthcheck);
  if (hostConfig.AutoRemove && !['no', ''].includes(hostConfig.RestartPolicy.Name)) {
    throw invalid("can't create 'AutoRemove' container with restart policy");
  }
  validateCapabilities('CapAdd', hostConfig.CapAdd);
  validateCapabilities('CapDrop', hostConfig.CapDrop);
  validateRestartPolicy(hostConfig.RestartPolicy);
  validateModes(hostConfig);
  await validateResources(sys, hostConfig);
  if (hostConfig.ShmSize < 0) throw invalid('SHM size can not be less than 0');
  if (hostConfig.OomScoreAdj < -1000 || hostConfig.OomScoreAdj > 1000) {
    throw invalid(`Invalid value ${hostConfig.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  }
  if (!['runc', 'io.containerd.runc.v2'].includes(hostConfig.Runtime))
    throw invalid(`unknown or invalid runtime name: ${hostConfig.Runtime}`);
  for (const option of hostConfig.SecurityOpt ?? []) validateSecurityOpt(option);
  const driver = hostConfig.LogConfig.Type;
  if (!LOG_DRIVERS.includes(driver)) throw notFound(`error looking up logging plugin ${driver}: plugin "${driver}" not found`);
}

function validateSecurityOpt(option: string): void {
  if (/^no-new-privileges([:=](true|false))?$/.test(option)) return;
  const [key, value] = option.split(/[=:](.*)/s);
  if (value === undefined) throw internal(`invalid --security-opt 1: "${option}"`);
  if (!['label', 'apparmor', 'seccomp', 'no-new-privileges', 'writable-cgroups'].includes(key!))
    throw internal(`invalid --security-opt 2: "${option}"`);
}

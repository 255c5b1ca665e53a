// What is wrong with a value of run's flags, said when it is read. As docker-cli 28.5.2's opts.

import type { Validators } from '../../../userland/lib/cobra.ts';
import { checkMount } from './mounts.ts';
import { checkNetwork } from './networks.ts';
import { checkDevice, checkGpus, parseThrottle, parseUlimit, parseWeightDevice } from './resources.ts';

/** A parser's complaint as text. */
const complaint =
  (parse: (text: string) => unknown) =>
  (text: string): string | undefined => {
    try {
      parse(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^(?=.*:)[0-9a-fA-F:.]{2,45}$/;
const isAddress = (text: string): boolean => IPV4.test(text) || IPV6.test(text);

function checkLabel(text: string): string | undefined {
  const [key = ''] = text.split('=', 1);
  return key.trim() === '' ? `invalid label '${text}': empty name` : undefined;
}

function checkExtraHost(text: string): string | undefined {
  const match = /^([^:=]+)[:=](.+)$/.exec(text);
  if (!match) return `bad format for add-host: ${JSON.stringify(text)}`;
  const address = match[2]!.replace(/^\[(.*)\]$/, '$1');
  if (address !== 'host-gateway' && !isAddress(address)) return `invalid IP address in add-host: ${JSON.stringify(match[2])}`;
  return undefined;
}

const SYSCTLS =
  'kernel.msgmax kernel.msgmnb kernel.msgmni kernel.sem kernel.shmall kernel.shmmax kernel.shmmni kernel.shm_rmid_forced'.split(' ');

function checkSysctl(text: string): string | undefined {
  const [key = '', value] = text.split('=', 2);
  const allowed = SYSCTLS.includes(key) || key.startsWith('net.') || key.startsWith('fs.mqueue.');
  return value !== undefined && allowed ? undefined : `sysctl '${text}' is not allowed`;
}

function checkLink(text: string): string | undefined {
  if (text === '') return 'empty string specified for links';
  return text.split(':').length > 2 ? `bad format for links: ${text}` : undefined;
}

export const VALIDATORS: Validators = {
  'add-host': checkExtraHost,
  attach: text => (['stdin', 'stdout', 'stderr'].includes(text.toLowerCase()) ? undefined : 'valid streams are STDIN, STDOUT and STDERR'),
  'blkio-weight-device': complaint(parseWeightDevice),
  device: checkDevice,
  'device-cgroup-rule': text =>
    /^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text) ? undefined : `invalid device cgroup format '${text}'`,
  'device-read-bps': complaint(text => parseThrottle(text, true)),
  'device-read-iops': complaint(text => parseThrottle(text, false)),
  'device-write-bps': complaint(text => parseThrottle(text, true)),
  'device-write-iops': complaint(text => parseThrottle(text, false)),
  dns: text => (isAddress(text.trim()) ? undefined : `IP address is not correctly formatted: ${text}`),
  'dns-search': text =>
    text.trim() === '.' || /^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$/.test(text.trim()) ? undefined : `${text} is not a valid domain`,
  env: text => (text.startsWith('=') || text === '' ? `invalid environment variable: ${text}` : undefined),
  gpus: checkGpus,
  label: checkLabel,
  link: checkLink,
  'link-local-ip': text => (isAddress(text) ? undefined : `IP address is not correctly formatted: ${text}`),
  mount: checkMount,
  network: checkNetwork,
  sysctl: checkSysctl,
  ulimit: complaint(parseUlimit),
};

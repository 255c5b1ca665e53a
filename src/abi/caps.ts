// Capabilities, in the order of their numbers. As include/uapi/linux/capability.h, Linux 6.12.

export const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** The five sets of capabilities(7) that each thread has. */
export interface CapabilitySets {
  effective: ReadonlySet<Capability>;
  permitted: ReadonlySet<Capability>;
  inheritable: ReadonlySet<Capability>;
  bounding: ReadonlySet<Capability>;
  ambient: ReadonlySet<Capability>;
}

/** A set as /proc/PID/status prints it: sixteen hexadecimal digits. */
export function printCapabilitySet(set: ReadonlySet<Capability>): string {
  let bits = 0n;
  for (const capability of set) bits |= 1n << BigInt(CAPABILITIES.indexOf(capability));
  return bits.toString(16).padStart(16, '0');
}

/** The reverse of printCapabilitySet; bits without a name are dropped. */
export function parseCapabilitySet(hex: string): Set<Capability> {
  const bits = BigInt(`0x${hex}`);
  return new Set(CAPABILITIES.filter((_, index) => (bits >> BigInt(index)) & 1n));
}

// What /proc/sys/net holds for a namespace and its devices, as plain numbers and text that the stack reads directly.

import { type NetNamespace, pernet } from './netns.ts';
import { type Netdev, perdev } from './skb.ts';
import { CORE, IPV4, IPV4_ROUTE, IPV6, IPV6_ICMP, IPV6_ROUTE } from './sysctl-defaults.ts';
import { CONF4, CONF6, NEIGH } from './sysctl-device-defaults.ts';
import { TCP } from './tcp/sysctl-defaults.ts';

export type Conf4 = typeof CONF4;
export type Conf6 = typeof CONF6;
export type NeighConf = typeof NEIGH;

export interface NetSysctls {
  readonly ipv4: typeof IPV4;
  readonly tcp: typeof TCP;
  readonly ipv4Route: typeof IPV4_ROUTE;
  readonly ipv6: typeof IPV6;
  readonly ipv6Icmp: typeof IPV6_ICMP;
  readonly ipv6Route: typeof IPV6_ROUTE;
  readonly core: typeof CORE;
  readonly conf4: { readonly all: Conf4; readonly default: Conf4 };
  readonly conf6: { readonly all: Conf6; readonly default: Conf6 };
  readonly neigh4: NeighConf;
  readonly neigh6: NeighConf;
}

/** The variables of a namespace. */
export const sysctls = pernet(
  (): NetSysctls => ({
    ipv4: { ...IPV4 },
    tcp: { ...TCP },
    ipv4Route: { ...IPV4_ROUTE },
    ipv6: { ...IPV6 },
    ipv6Icmp: { ...IPV6_ICMP },
    ipv6Route: { ...IPV6_ROUTE },
    core: { ...CORE },
    conf4: { all: { ...CONF4, accept_source_route: 0 }, default: { ...CONF4 } },
    conf6: { all: { ...CONF6, accept_dad: 0 }, default: { ...CONF6 } },
    neigh4: { ...NEIGH },
    neigh6: { ...NEIGH, locktime: 0 },
  }),
);

/** net.ipv4.conf.NAME of a device, begun from `default` as it was then. */
export const conf4 = perdev((device): Conf4 => {
  const conf = { ...sysctls(device.netns).conf4.default };
  if (device.loopback) Object.assign(conf, { disable_policy: 1, disable_xfrm: 1 });
  return conf;
});

export const conf6 = perdev((device): Conf6 => {
  const conf = { ...sysctls(device.netns).conf6.default };
  if (device.loopback) Object.assign(conf, { accept_dad: -1, use_tempaddr: -1 });
  return conf;
});

export const neighConf4 = perdev((device): NeighConf => ({ ...sysctls(device.netns).neigh4 }));
export const neighConf6 = perdev((device): NeighConf => ({ ...sysctls(device.netns).neigh6 }));

/** IN_DEV_ORCONF: set on the device or on all. */
export const either4 = (device: Netdev, name: keyof Conf4): boolean =>
  conf4(device)[name] !== 0 || sysctls(device.netns).conf4.all[name] !== 0;

/** IN_DEV_ANDCONF: set on the device and on all. */
export const both4 = (device: Netdev, name: keyof Conf4): boolean =>
  conf4(device)[name] !== 0 && sysctls(device.netns).conf4.all[name] !== 0;

/** IN_DEV_MAXCONF. */
export const max4 = (device: Netdev, name: keyof Conf4): number => Math.max(conf4(device)[name], sysctls(device.netns).conf4.all[name]);

/** Turns IPv4 forwarding on or off for a whole namespace, with what Linux changes along (inet_forward_change). */
export function setForwarding4(netns: NetNamespace, on: number, devices: Iterable<Netdev>): void {
  const { conf4: groups, ipv4 } = sysctls(netns);
  groups.all.forwarding = on;
  groups.default.forwarding = on;
  groups.all.accept_redirects = on === 0 ? 1 : 0;
  ipv4.ip_forward = on;
  for (const device of devices) conf4(device).forwarding = on;
}

/** The two numbers of a variable such as ip_local_port_range. */
export function pair(text: string): [number, number] {
  const [low, high] = text.split(/\s+/);
  return [Number(low), Number(high)];
}

// --network in its short and its long form, and the flags that belong to the first network. As docker-cli 28.5.2's opts.NetworkOpt.

import type { Flags } from '../../../userland/lib/cobra.ts';
import type { EndpointSettings } from '../../api/container.ts';
import { linkOf } from './links.ts';

interface Attachment {
  target: string;
  aliases: string[];
  driverOpts: Record<string, string>;
  ip: string;
  ip6: string;
  mac: string;
  linkLocal: string[];
  links: string[];
  priority: number;
}

/** What is wrong with a --network, or undefined. */
export function checkNetwork(text: string): string | undefined {
  try {
    parseAttachment(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function parseAttachment(text: string): Attachment {
  const net: Attachment = { target: text, aliases: [], driverOpts: {}, ip: '', ip6: '', mac: '', linkLocal: [], links: [], priority: 0 };
  if (!/^\w+=\w+/.test(text) && !text.includes('=')) return net;
  net.target = '';
  for (const field of text.split(',')) {
    const at = field.indexOf('=');
    if (at <= 0) throw new Error(`invalid field ${field}`);
    const key = field.slice(0, at).trim().toLowerCase();
    const value = field.slice(at + 1).trim();
    readField(net, key, value, field);
  }
  if (net.target === '') throw new Error('network name/id is not specified');
  return net;
}

function readField(net: Attachment, key: string, value: string, field: string): void {
  switch (key) {
    case 'name':
      net.target = value;
      return;
    case 'alias':
      net.aliases.push(value);
      return;
    case 'ip':
      net.ip = value;
      return;
    case 'ip6':
      net.ip6 = value;
      return;
    case 'mac-address':
      net.mac = value;
      return;
    case 'link-local-ip':
      net.linkLocal.push(value);
      return;
    case 'gw-priority':
      if (!/^[+-]?\d+$/.test(value)) throw new Error(`invalid gw-priority: ${value}: ${JSON.stringify(value)} is not an integer`);
      net.priority = Number(value);
      return;
    case 'driver-opt': {
      const at = value.indexOf('=');
      if (at <= 0) throw new Error('invalid key value pair format in driver options');
      net.driverOpts[value.slice(0, at).trim().toLowerCase()] = value.slice(at + 1).trim();
      return;
    }
    default:
      throw new Error(`invalid field key ${field.split('=')[0]!}`);
  }
}

const userDefined = (mode: string): boolean => !['default', 'bridge', 'host', 'none', ''].includes(mode) && !mode.startsWith('container:');

/** The flags --ip, --network-alias and their like count for the first network. Throws where both say. */
function applyFlags(net: Attachment, flags: Flags): void {
  const conflict = (what: string): never => {
    throw new Error(
      `conflicting options: cannot specify both --${what} and per-network ${what === 'network-alias' ? 'alias' : what === 'ip' ? 'IPv4 address' : what === 'ip6' ? 'IPv6 address' : what}`,
    );
  };
  if (net.aliases.length > 0 && flags.has('network-alias')) conflict('network-alias');
  if (net.ip !== '' && flags.string('ip') !== '') conflict('ip');
  if (net.ip6 !== '' && flags.string('ip6') !== '') conflict('ip6');
  if (flags.has('network-alias')) net.aliases = flags.list('network-alias');
  if (userDefined(net.target)) net.links = flags.list('link').map(linkOf);
  if (flags.string('ip') !== '') net.ip = flags.string('ip');
  if (flags.string('ip6') !== '') net.ip6 = flags.string('ip6');
  if (flags.string('mac-address') !== '') net.mac = flags.string('mac-address').trim();
  if (flags.has('link-local-ip')) net.linkLocal = flags.list('link-local-ip');
}

function endpointOf(net: Attachment): Partial<EndpointSettings> {
  if (net.target.trim() === '') throw new Error('no name set for network');
  if (!userDefined(net.target)) {
    if (net.aliases.length > 0) throw new Error('network-scoped aliases are only supported for user-defined networks');
    if (net.links.length > 0) throw new Error('links are only supported for user-defined networks');
  }
  if (net.mac !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(net.mac)) throw new Error(`${net.mac} is not a valid mac address`);
  const endpoint: Partial<EndpointSettings> = {};
  if (net.ip !== '' || net.ip6 !== '' || net.linkLocal.length > 0) {
    endpoint.IPAMConfig = {
      ...(net.ip === '' ? {} : { IPv4Address: net.ip }),
      ...(net.ip6 === '' ? {} : { IPv6Address: net.ip6 }),
      ...(net.linkLocal.length === 0 ? {} : { LinkLocalIPs: net.linkLocal }),
    };
  }
  if (net.aliases.length > 0) endpoint.Aliases = net.aliases;
  if (net.links.length > 0) endpoint.Links = net.links;
  if (Object.keys(net.driverOpts).length > 0) endpoint.DriverOpts = net.driverOpts;
  if (net.mac !== '') endpoint.MacAddress = net.mac;
  if (net.priority !== 0) endpoint.GwPriority = net.priority;
  return endpoint;
}

/** The network mode and the endpoints that the flags ask for. Throws in docker's words. */
export function networksOf(flags: Flags): { mode: string; endpoints: Record<string, Partial<EndpointSettings>> } {
  const given = flags.list('network').map(parseAttachment);
  const nets = given.length > 0 ? given : [parseAttachment('default')];
  const endpoints: Record<string, Partial<EndpointSettings>> = {};
  const defined = nets.map(net => userDefined(net.target));
  nets.forEach((net, at) => {
    if (at === 0) applyFlags(net, flags);
    const endpoint = endpointOf(net);
    if (Object.hasOwn(endpoints, net.target)) throw new Error(`network ${JSON.stringify(net.target)} is specified multiple times`);
    if (nets.length === 1 && Object.keys(endpoint).length === 0) return;
    endpoints[net.target] = endpoint;
  });
  if (nets.length > 1 && defined.includes(true) && defined.includes(false)) {
    throw new Error('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  }
  return { mode: nets[0]!.target, endpoints };
}

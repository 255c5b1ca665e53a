// How a link reads: the first two lines of `ip link` and `ip addr`, -br, -d, -s and JSON. As ip/ipaddress.c: print_linkinfo.

import type { Link, LinkFlag } from '../../../abi/rtnetlink.ts';
import type { Json } from '../json.ts';
import { linkGroups } from '../names.ts';
import type { Ip } from './context.ts';
import { detailsJson, detailsText } from './link-details.ts';
import { statisticsJson, statisticsText } from './link-statistics.ts';

const FLAG_ORDER: readonly LinkFlag[] = [
  'LOOPBACK',
  'BROADCAST',
  'POINTOPOINT',
  'MULTICAST',
  'NOARP',
  'ALLMULTI',
  'PROMISC',
  'MASTER',
  'SLAVE',
  'DEBUG',
  'DYNAMIC',
  'UP',
  'LOWER_UP',
  'DORMANT',
  'ECHO',
];

/** The flags between < and >, with NO-CARRIER and M-DOWN, which are said of a link and not set on it. */
export async function flagsOf(ip: Ip, link: Link): Promise<string[]> {
  const flags: string[] = FLAG_ORDER.filter(flag => link.flags.includes(flag));
  if (link.flags.includes('UP') && !link.flags.includes('RUNNING')) flags.unshift('NO-CARRIER');
  if (link.link !== undefined && link.link !== 0 && link.linkNetnsid === undefined) {
    const below = (await ip.links()).get(link.link);
    if (below && !below.flags.includes('UP')) flags.push('M-DOWN');
  }
  return flags;
}

/** "v0@v1", "eth0@if2", "lo". */
export async function nameWithLink(ip: Ip, link: Link): Promise<string> {
  if (link.link === undefined) return link.name;
  if (link.link === 0) return `${link.name}@NONE`;
  if (link.linkNetnsid !== undefined) return `${link.name}@if${link.link}`;
  return `${link.name}@${await ip.linkName(link.link)}`;
}

const stateColor = (ip: Ip, state: string, text: string): string =>
  state === 'UP' ? ip.color('up', text) : state === 'DOWN' ? ip.color('down', text) : text;

/** `with mode` says "mode DEFAULT": ip link does, ip addr does not. */
export async function linkLine(ip: Ip, link: Link, how: { mode: boolean }): Promise<string> {
  const name = await nameWithLink(ip, link);
  const at = name.indexOf('@');
  const shown = at < 0 ? ip.color('name', name) : `${ip.color('name', name.slice(0, at))}${name.slice(at)}`;
  const parts = [`${link.index}: ${shown}: <${(await flagsOf(ip, link)).join(',')}> mtu ${link.mtu} qdisc ${link.qdisc}`];
  if (link.master !== undefined) parts.push(`master ${await ip.linkName(link.master)}`);
  parts.push(`state ${stateColor(ip, link.operstate, link.operstate)}`);
  if (how.mode) parts.push(`mode ${link.linkMode}`);
  parts.push(`group ${linkGroups.name(link.group)}`, `qlen ${link.txQueueLength}`);
  return parts.join(' ');
}

async function netnsPart(ip: Ip, link: Link): Promise<string> {
  if (link.linkNetnsid === undefined) return '';
  const name = await ip.netnsName(link.linkNetnsid);
  return name === undefined ? ` link-netnsid ${link.linkNetnsid}` : ` link-netns ${name}`;
}

/** The whole of a link in `ip link show`, and the head of it in `ip addr show` where a family other than link is asked for. */
export async function linkText(ip: Ip, link: Link, how: { mode: boolean; address: boolean }): Promise<string> {
  const { nl, options } = ip;
  let text = await linkLine(ip, link, how);
  if (how.address) {
    text += `${nl}    link/${link.linkType}`;
    if (link.address !== undefined) text += ` ${ip.color('mac', link.address)}`;
    if (link.broadcast !== undefined) text += ` ${link.flags.includes('POINTOPOINT') ? 'peer' : 'brd'} ${ip.color('mac', link.broadcast)}`;
    if (link.permanentAddress !== undefined && link.permanentAddress !== link.address) text += ` permaddr ${link.permanentAddress}`;
  }
  text += await netnsPart(ip, link);
  if (options.details && how.address) text += await detailsText(ip, link, how.mode);
  if (link.alias !== undefined) text += `${nl}    alias ${link.alias}`;
  for (const name of link.alternativeNames ?? []) text += `${nl}    altname ${name}`;
  if (options.statistics > 0) text += statisticsText(ip, link);
  return `${text}\n`;
}

/** A line of -br link. */
export async function briefLink(ip: Ip, link: Link): Promise<string> {
  const name = ip.color('name', (await nameWithLink(ip, link)).padEnd(17));
  const state = stateColor(ip, link.operstate, link.operstate.padEnd(15));
  return `${name}${state}${ip.color('mac', `${link.address ?? ''} `)}<${(await flagsOf(ip, link)).join(',')}> \n`;
}

/** The name and state of -br addr, before its addresses. */
export async function briefHead(ip: Ip, link: Link): Promise<string> {
  return ip.color('name', (await nameWithLink(ip, link)).padEnd(17)) + stateColor(ip, link.operstate, link.operstate.padEnd(15));
}

/** A link's members in JSON; addr_info is the caller's. */
export async function linkJson(ip: Ip, link: Link, how: { mode: boolean; address: boolean }): Promise<Record<string, Json | undefined>> {
  const sameNetns = link.link !== undefined && link.linkNetnsid === undefined;
  if (ip.options.brief) {
    const flags = how.mode ? { flags: await flagsOf(ip, link) } : {};
    const below = sameNetns ? { link: link.link === 0 ? null : await ip.linkName(link.link!) } : { link_index: link.link };
    return { ...below, ifname: link.name, operstate: link.operstate, ...(how.mode ? { address: link.address } : {}), ...flags };
  }
  return {
    ifindex: link.index,
    ...(link.link === undefined
      ? {}
      : sameNetns
        ? { link: link.link === 0 ? null : await ip.linkName(link.link) }
        : { link_index: link.link }),
    ifname: link.name,
    flags: await flagsOf(ip, link),
    mtu: link.mtu,
    qdisc: link.qdisc,
    master: link.master === undefined ? undefined : await ip.linkName(link.master),
    operstate: link.operstate,
    linkmode: how.mode ? link.linkMode : undefined,
    group: linkGroups.name(link.group),
    txqlen: link.txQueueLength,
    ...(how.address ? { link_type: link.linkType, address: link.address, broadcast: link.broadcast } : {}),
    link_netnsid: link.linkNetnsid,
    ...(ip.options.details && how.address ? detailsJson(link) : {}),
    ifalias: link.alias,
    altnames: link.alternativeNames && link.alternativeNames.length > 0 ? link.alternativeNames : undefined,
    ...(ip.options.statistics > 0 ? { stats64: statisticsJson(link) } : {}),
  };
}

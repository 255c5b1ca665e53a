// What -d adds to a link: limits, what its kind has to say, queues and offload sizes.

import type { Link } from '../../../abi/rtnetlink.ts';
import type { Json } from '../json.ts';
import type { Ip } from './context.ts';

/** A vxlan's settings: of those that are on or off, only what is not as usual is told. */
function vxlanText(data: Record<string, unknown>): string {
  const parts = [`id ${data['id']}`];
  for (const key of ['group', 'remote', 'local']) if (data[key] !== undefined) parts.push(`${key} ${data[key]}`);
  if (data['link'] !== undefined) parts.push(`dev ${data['link']}`);
  const { low, high } = data['port_range'] as { low: number; high: number };
  parts.push(`srcport ${low} ${high}`, `dstport ${data['port']}`, `ttl ${data['ttl'] === 0 ? 'auto' : data['ttl']}`);
  parts.push(`ageing ${data['ageing']}`, `reserved_bits ${data['reserved_bits']}`);
  for (const key of ['learning', 'udp_csum', 'localbypass']) if (data[key] === false) parts.push(`no${key}`);
  for (const key of ['proxy', 'rsc', 'l2miss', 'l3miss', 'udp_zero_csum6_tx', 'udp_zero_csum6_rx']) if (data[key] === true) parts.push(key);
  return `${parts.join(' ')} `;
}

/** Kinds' data that reads otherwise than "key value". */
const KEY_WORDS: Readonly<Record<string, string>> = { link: 'dev', port_range: 'srcport', port: 'dstport' };

function dataText(link: Link): string {
  const data = link.data ?? {};
  if (link.kind === 'vxlan') return vxlanText(data);
  return Object.entries(data)
    .map(([key, value]) => `${valueText(KEY_WORDS[key] ?? key, value)} `)
    .join('');
}

function valueText(key: string, value: unknown): string {
  if (Array.isArray(value)) return `${key} ${value.join(' ')}`;
  if (value === true) return key;
  if (value === false) return `no${key}`;
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([inner, item]) => valueText(inner, item))
      .join(' ');
  return `${key} ${String(value)}`;
}

/** The macvlan kinds say their mode first; a VLAN its protocol. The rest follows. */
function kindText(link: Link): string {
  return `${link.kind} ${dataText(link)}`;
}

export async function detailsText(ip: Ip, link: Link, withGenMode: boolean): Promise<string> {
  const { nl } = ip;
  let text = ` promiscuity ${link.promiscuity} allmulti ${link.allmulti} minmtu ${link.minMtu} maxmtu ${link.maxMtu} `;
  if (link.netnsImmutable) text += 'netns-immutable ';
  if (link.kind !== undefined) text += `${nl}    ${kindText(link)}`;
  if (link.slaveKind !== undefined) {
    const data = Object.entries(link.slaveData ?? {}).map(
      ([key, value]) => `${valueText(key, typeof value === 'boolean' ? (value ? 'on' : 'off') : value)} `,
    );
    text += `${nl}    ${link.slaveKind}_slave ${data.join('')}`;
  }
  if (withGenMode && link.addrGenMode !== undefined) text += `addrgenmode ${link.addrGenMode} `;
  text += `numtxqueues ${link.numTxQueues} numrxqueues ${link.numRxQueues} gso_max_size ${link.gsoMaxSize} gso_max_segs ${link.gsoMaxSegs} `;
  for (const [key, value] of sizes(link)) text += `${key} ${value} `;
  return text;
}

const sizes = (link: Link): [string, number][] =>
  [
    ['tso_max_size', link.tsoMaxSize],
    ['tso_max_segs', link.tsoMaxSegs],
    ['gro_max_size', link.groMaxSize],
    ['gso_ipv4_max_size', link.gsoIpv4MaxSize],
    ['gro_ipv4_max_size', link.groIpv4MaxSize],
  ].filter((pair): pair is [string, number] => pair[1] !== undefined);

export function detailsJson(link: Link): Record<string, Json | undefined> {
  const info: Record<string, Json | undefined> = {
    info_kind: link.kind,
    info_data: link.data as Json | undefined,
    info_slave_kind: link.slaveKind,
    info_slave_data: link.slaveData as Json | undefined,
  };
  return {
    promiscuity: link.promiscuity,
    allmulti: link.allmulti,
    min_mtu: link.minMtu,
    max_mtu: link.maxMtu,
    netns_immutable: link.netnsImmutable,
    linkinfo: link.kind === undefined && link.slaveKind === undefined ? undefined : (info as Json),
    inet6_addr_gen_mode: link.addrGenMode,
    num_tx_queues: link.numTxQueues,
    num_rx_queues: link.numRxQueues,
    gso_max_size: link.gsoMaxSize,
    gso_max_segs: link.gsoMaxSegs,
    ...Object.fromEntries(sizes(link)),
  };
}

// What a bridge and its ports can be told, and what they tell: IFLA_BR_* and IFLA_BRPORT_*, by iproute2's names. As net/bridge/br_netlink.c.

import { Errno } from '../../../abi/errno.ts';
import { printMac } from '../../../wire/address.ts';
import { type Bridge, type BridgePort, fdbFlush, type StpState } from './bridge-state.ts';

const STATES: readonly StpState[] = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

const number = (value: unknown): number => {
  const read = Number(value);
  if (Number.isNaN(read)) throw new Errno('EINVAL');
  return read;
};

/** Times come and go in hundredths of a second (USER_HZ), as ip has them. */
const hundredths = (ms: number): number => Math.round(ms / 10);

function inRange(value: number, low: number, high: number): number {
  if (value < low || value > high) throw new Errno('ERANGE');
  return value;
}

const KEPT = new Set([
  'mcast_router',
  'mcast_query_use_ifaddr',
  'mcast_querier',
  'mcast_hash_elasticity',
  'mcast_hash_max',
  'mcast_last_member_count',
  'mcast_startup_query_count',
  'mcast_last_member_interval',
  'mcast_membership_interval',
  'mcast_querier_interval',
  'mcast_query_interval',
  'mcast_query_response_interval',
  'mcast_startup_query_interval',
  'mcast_stats_enabled',
  'mcast_igmp_version',
  'mcast_mld_version',
  'mcast_vlan_snooping',
  'vlan_stats_enabled',
  'vlan_stats_per_port',
  'no_linklocal_learn',
  'fdb_max_learned',
  'group_address',
]);

/** Applies IFLA_INFO_DATA. Throws EINVAL and ERANGE. */
export function changeBridge(bridge: Bridge, data: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(data)) {
    switch (key) {
      case 'forward_delay':
        bridge.forwardDelayMs = number(value) * 10;
        if (bridge.stp !== 0) inRange(bridge.forwardDelayMs, 2000, 30000);
        break;
      case 'hello_time':
        bridge.helloTimeMs = inRange(number(value), 100, 1000) * 10;
        break;
      case 'max_age':
        bridge.maxAgeMs = inRange(number(value), 600, 4000) * 10;
        break;
      case 'ageing_time':
        bridge.ageingMs = number(value) * 10;
        break;
      case 'stp_state':
        bridge.stp = number(value);
        break;
      case 'priority':
        bridge.priority = inRange(number(value), 0, 65535);
        break;
      case 'vlan_filtering':
        bridge.vlanFiltering = number(value) !== 0;
        break;
      case 'vlan_protocol':
        bridge.vlanProtocol = value === '802.1ad' ? 0x88a8 : 0x8100;
        break;
      case 'vlan_default_pvid':
        changeDefaultPvid(bridge, number(value));
        break;
      case 'group_fwd_mask':
        if (number(value) & 7) throw new Errno('EINVAL');
        bridge.groupFwdMask = number(value);
        break;
      case 'mcast_snooping':
        bridge.mcastSnooping = number(value);
        break;
      case 'nf_call_iptables':
        bridge.nfCallIptables = number(value);
        break;
      case 'nf_call_ip6tables':
        bridge.nfCallIp6tables = number(value);
        break;
      case 'nf_call_arptables':
        bridge.nfCallArptables = number(value);
        break;
      case 'fdb_flush':
        fdbFlush(bridge, undefined, false);
        break;
      default:
        if (!KEPT.has(key)) throw new Errno('EOPNOTSUPP');
        bridge.numbers.set(key, number(value));
    }
  }
}

function changeDefaultPvid(bridge: Bridge, pvid: number): void {
  if (pvid > 4094 || bridge.vlanFiltering) throw new Errno(pvid > 4094 ? 'EINVAL' : 'EPERM');
  const before = bridge.defaultPvid;
  bridge.defaultPvid = pvid;
  for (const member of [bridge, ...bridge.ports]) {
    if (member.pvid !== before) continue;
    member.vlans.delete(before);
    if (pvid !== 0) member.vlans.set(pvid, { untagged: true });
    member.pvid = pvid;
  }
}

const idOf = (bridge: Bridge): string => `${bridge.priority.toString(16).padStart(4, '0')}.${printMac(bridge.device.mac)}`;

/** IFLA_INFO_DATA in the order that `ip -d link` prints it. */
export function bridgeInfo(bridge: Bridge): Record<string, unknown> {
  const kept = (name: string, otherwise: number): number => bridge.numbers.get(name) ?? otherwise;
  const id = idOf(bridge);
  return {
    forward_delay: hundredths(bridge.forwardDelayMs),
    hello_time: hundredths(bridge.helloTimeMs),
    max_age: hundredths(bridge.maxAgeMs),
    ageing_time: hundredths(bridge.ageingMs),
    stp_state: bridge.stp,
    priority: bridge.priority,
    vlan_filtering: bridge.vlanFiltering ? 1 : 0,
    vlan_protocol: bridge.vlanProtocol === 0x88a8 ? '802.1ad' : '802.1Q',
    bridge_id: id,
    root_id: id,
    root_port: 0,
    root_path_cost: 0,
    topology_change: 0,
    topology_change_detected: 0,
    hello_timer: 0,
    tcn_timer: 0,
    topology_change_timer: 0,
    gc_timer: 0,
    fdb_n_learned: [...bridge.fdb.values()].filter(entry => !entry.static && !entry.local).length,
    fdb_max_learned: kept('fdb_max_learned', 0),
    vlan_default_pvid: bridge.defaultPvid,
    vlan_stats_enabled: kept('vlan_stats_enabled', 0),
    vlan_stats_per_port: kept('vlan_stats_per_port', 0),
    group_fwd_mask: bridge.groupFwdMask,
    group_addr: '01:80:c2:00:00:00',
    mcast_snooping: bridge.mcastSnooping,
    no_linklocal_learn: kept('no_linklocal_learn', 0),
    mcast_vlan_snooping: kept('mcast_vlan_snooping', 0),
    mst_enabled: 0,
    mcast_router: kept('mcast_router', 1),
    mcast_query_use_ifaddr: kept('mcast_query_use_ifaddr', 0),
    mcast_querier: kept('mcast_querier', 0),
    mcast_hash_elasticity: 16,
    mcast_hash_max: kept('mcast_hash_max', 4096),
    mcast_last_member_cnt: kept('mcast_last_member_count', 2),
    mcast_startup_query_cnt: kept('mcast_startup_query_count', 2),
    mcast_last_member_intvl: kept('mcast_last_member_interval', 100),
    mcast_membership_intvl: kept('mcast_membership_interval', 26000),
    mcast_querier_intvl: kept('mcast_querier_interval', 25500),
    mcast_query_intvl: kept('mcast_query_interval', 12500),
    mcast_query_response_intvl: kept('mcast_query_response_interval', 1000),
    mcast_startup_query_intvl: kept('mcast_startup_query_interval', 3125),
    mcast_stats_enabled: kept('mcast_stats_enabled', 0),
    mcast_igmp_version: kept('mcast_igmp_version', 2),
    mcast_mld_version: kept('mcast_mld_version', 1),
    nf_call_iptables: bridge.nfCallIptables,
    nf_call_ip6tables: bridge.nfCallIp6tables,
    nf_call_arptables: bridge.nfCallArptables,
  };
}

const PORT_FLAGS: Readonly<Record<string, keyof BridgePort>> = {
  hairpin: 'hairpin',
  guard: 'guard',
  root_block: 'rootBlock',
  fastleave: 'fastLeave',
  learning: 'learning',
  flood: 'flood',
  mcast_flood: 'mcastFlood',
  bcast_flood: 'bcastFlood',
  mcast_to_unicast: 'mcastToUnicast',
  proxy_arp: 'proxyArp',
  proxy_arp_wifi: 'proxyArpWifi',
  neigh_suppress: 'neighSuppress',
  isolated: 'isolated',
  locked: 'locked',
  vlan_tunnel: 'vlanTunnel',
};

/** Applies IFLA_BRPORT_*: by the names of `bridge link set` and `ip link set … type bridge_slave`. */
export function changePort(port: BridgePort, data: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(data)) {
    const flag = PORT_FLAGS[key];
    if (flag !== undefined) Object.assign(port, { [flag]: value === true || value === 'on' || Number(value) === 1 });
    else if (key === 'state') {
      const state = typeof value === 'string' && Number.isNaN(Number(value)) ? (value as StpState) : STATES[number(value)];
      if (state === undefined) throw new Errno('EINVAL');
      if (port.bridge.stp === 1) throw new Errno('EBUSY');
      port.state = state;
    } else if (key === 'cost' || key === 'path_cost') port.cost = inRange(number(value), 1, 65535);
    else if (key === 'priority') port.priority = inRange(number(value), 0, 63);
    else if (key === 'fdb_flush') fdbFlush(port.bridge, port, false);
    else if (key !== 'mcast_router' && key !== 'group_fwd_mask' && key !== 'backup_port') throw new Errno('EOPNOTSUPP');
  }
}

/** IFLA_INFO_SLAVE_DATA in the order that `ip -d link` prints it. */
export function portInfo(port: BridgePort): Record<string, unknown> {
  const id = idOf(port.bridge);
  const portId = 0x8000 | port.number;
  return {
    state: port.state,
    priority: port.priority,
    cost: port.cost,
    hairpin: port.hairpin,
    guard: port.guard,
    root_block: port.rootBlock,
    fastleave: port.fastLeave,
    learning: port.learning,
    flood: port.flood,
    id: `0x${portId.toString(16)}`,
    no: `0x${port.number.toString(16)}`,
    designated_port: portId,
    designated_cost: 0,
    bridge_id: id,
    root_id: id,
    hold_timer: 0,
    message_age_timer: 0,
    forward_delay_timer: 0,
    topology_change_ack: 0,
    config_pending: 0,
    proxy_arp: port.proxyArp,
    proxy_arp_wifi: port.proxyArpWifi,
    multicast_router: 1,
    mcast_flood: port.mcastFlood,
    bcast_flood: port.bcastFlood,
    mcast_to_unicast: port.mcastToUnicast,
    neigh_suppress: port.neighSuppress,
    neigh_vlan_suppress: false,
    group_fwd_mask: 0,
    group_fwd_mask_str: '0x0',
    vlan_tunnel: port.vlanTunnel,
    isolated: port.isolated,
    locked: port.locked,
    mab: false,
  };
}

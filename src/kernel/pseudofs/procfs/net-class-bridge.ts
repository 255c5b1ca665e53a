// /sys/class/net/BRIDGE/bridge and PORT/brport. As net/bridge/br_sysfs_br.c and br_sysfs_if.c.

import { Errno } from '../../../abi/errno.ts';
import { printMac } from '../../../wire/address.ts';
import { bridgeInfo, changeBridge, changePort, portInfo } from '../../net/devices/bridge-options.ts';
import { type BridgePort, bridgeOf } from '../../net/devices/bridge-state.ts';
import { type Netdev, perdev } from '../../net/skb.ts';
import { dir, type FolderNode, type Node, parseInteger, value } from '../generated.ts';

/** Names in the folder, and those of netlink where they differ. */
const BRIDGE: readonly (readonly [name: string, key: string, readOnly?: boolean])[] = [
  ['ageing_time', 'ageing_time'],
  ['forward_delay', 'forward_delay'],
  ['gc_timer', 'gc_timer', true],
  ['group_addr', 'group_addr'],
  ['hash_elasticity', 'mcast_hash_elasticity'],
  ['hash_max', 'mcast_hash_max'],
  ['hello_time', 'hello_time'],
  ['hello_timer', 'hello_timer', true],
  ['max_age', 'max_age'],
  ['multicast_igmp_version', 'mcast_igmp_version'],
  ['multicast_last_member_count', 'mcast_last_member_cnt'],
  ['multicast_last_member_interval', 'mcast_last_member_intvl'],
  ['multicast_membership_interval', 'mcast_membership_intvl'],
  ['multicast_mld_version', 'mcast_mld_version'],
  ['multicast_querier', 'mcast_querier'],
  ['multicast_querier_interval', 'mcast_querier_intvl'],
  ['multicast_query_interval', 'mcast_query_intvl'],
  ['multicast_query_response_interval', 'mcast_query_response_intvl'],
  ['multicast_query_use_ifaddr', 'mcast_query_use_ifaddr'],
  ['multicast_router', 'mcast_router'],
  ['multicast_snooping', 'mcast_snooping'],
  ['multicast_startup_query_count', 'mcast_startup_query_cnt'],
  ['multicast_startup_query_interval', 'mcast_startup_query_intvl'],
  ['multicast_stats_enabled', 'mcast_stats_enabled'],
  ['nf_call_arptables', 'nf_call_arptables'],
  ['nf_call_ip6tables', 'nf_call_ip6tables'],
  ['nf_call_iptables', 'nf_call_iptables'],
  ['no_linklocal_learn', 'no_linklocal_learn'],
  ['priority', 'priority'],
  ['root_path_cost', 'root_path_cost', true],
  ['root_port', 'root_port', true],
  ['stp_state', 'stp_state'],
  ['tcn_timer', 'tcn_timer', true],
  ['topology_change', 'topology_change', true],
  ['topology_change_detected', 'topology_change_detected', true],
  ['topology_change_timer', 'topology_change_timer', true],
  ['vlan_filtering', 'vlan_filtering'],
  ['vlan_stats_enabled', 'vlan_stats_enabled'],
  ['vlan_stats_per_port', 'vlan_stats_per_port'],
];

function numberOf(given: string): number {
  const number = parseInteger(given);
  if (number === undefined) throw new Errno('EINVAL');
  return number;
}

export const bridgeFolder = perdev((device: Netdev): FolderNode => {
  const bridge = bridgeOf(device);
  const id = (): string => `${bridge.priority.toString(16).padStart(4, '0')}.${printMac(device.mac).replaceAll(':', '')}`;
  const entries: Record<string, Node> = {
    bridge_id: value(id),
    root_id: value(id),
    group_fwd_mask: value(
      () => `0x${bridge.groupFwdMask.toString(16)}`,
      given => changeBridge(bridge, { group_fwd_mask: numberOf(given) }),
    ),
    flush: { kind: 'file', mode: 0o200, write: () => changeBridge(bridge, { fdb_flush: 1 }) },
    vlan_protocol: value(() => `0x${bridge.vlanProtocol.toString(16)}`),
    default_pvid: value(
      () => bridge.defaultPvid,
      given => changeBridge(bridge, { vlan_default_pvid: numberOf(given) }),
    ),
  };
  for (const [name, key, readOnly] of BRIDGE) {
    const read = (): string => String(bridgeInfo(bridge)[key]);
    entries[name] = readOnly ? value(read) : value(read, given => changeBridge(bridge, { [key]: numberOf(given) }));
  }
  return dir(entries, 0o755);
});

const PORT: readonly (readonly [name: string, key: string])[] = [
  ['bpdu_guard', 'guard'],
  ['broadcast_flood', 'bcast_flood'],
  ['hairpin_mode', 'hairpin'],
  ['isolated', 'isolated'],
  ['learning', 'learning'],
  ['multicast_fast_leave', 'fastleave'],
  ['multicast_flood', 'mcast_flood'],
  ['multicast_to_unicast', 'mcast_to_unicast'],
  ['neigh_suppress', 'neigh_suppress'],
  ['path_cost', 'cost'],
  ['priority', 'priority'],
  ['proxyarp', 'proxy_arp'],
  ['proxyarp_wifi', 'proxy_arp_wifi'],
  ['root_block', 'root_block'],
  ['unicast_flood', 'flood'],
];

const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];
const folders = new WeakMap<BridgePort, FolderNode>();

/** The folder of a port, the same one as long as it is a port. */
export function portFolder(port: BridgePort): FolderNode {
  let folder = folders.get(port);
  if (!folder) folders.set(port, (folder = newPortFolder(port)));
  return folder;
}

function newPortFolder(port: BridgePort): FolderNode {
  const bridgeId = (): string => `8000.${printMac(port.bridge.device.mac).replaceAll(':', '')}`;
  const entries: Record<string, Node> = {
    backup_port: value(
      () => '',
      () => {},
    ),
    bridge: { kind: 'symlink', mode: 0o777, target: () => `../../${port.bridge.device.name}` },
    change_ack: value(() => 0),
    config_pending: value(() => 0),
    designated_bridge: value(bridgeId),
    designated_cost: value(() => 0),
    designated_port: value(() => 0x8000 | port.number),
    designated_root: value(bridgeId),
    flush: { kind: 'file', mode: 0o200, write: () => changePort(port, { fdb_flush: 1 }) },
    forward_delay_timer: value(() => 0),
    group_fwd_mask: value(
      () => '0x0',
      () => {},
    ),
    hold_timer: value(() => 0),
    message_age_timer: value(() => 0),
    multicast_router: value(
      () => 1,
      () => {},
    ),
    port_id: value(() => `0x${(0x8000 | port.number).toString(16)}`),
    port_no: value(() => `0x${port.number.toString(16)}`),
    state: value(() => STATES.indexOf(port.state)),
  };
  for (const [name, key] of PORT) {
    const read = (): string => {
      const shown = portInfo(port)[key];
      return typeof shown === 'boolean' ? (shown ? '1' : '0') : String(shown);
    };
    entries[name] = value(read, given => changePort(port, { [key]: numberOf(given) }));
  }
  return dir(entries, 0o755);
}

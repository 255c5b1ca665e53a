// IGMPv3 reports: telling routers which groups a device takes. As net/ipv4/igmp.c; each change is told twice (igmp_qrv).

import { put16, put32 } from '../../wire/bytes.ts';
import { checksum } from '../../wire/checksum.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import { CHANGE_TO_EXCLUDE, CHANGE_TO_INCLUDE, igmp3Report } from '../../wire/igmp.ts';
import { IP_DF, IPPROTO_IGMP } from '../../wire/ip.ts';
import { selectAddress4 } from './address4.ts';
import { ipLocalOut } from './ip/output.ts';
import { setGroupReporter4 } from './multicast4.ts';
import { fib4 } from './route/fib.ts';
import type { RouteResult } from './route/lookup.ts';
import { RT_SCOPE_LINK } from './route/table.ts';
import { type Netdev, Skb } from './skb.ts';
import { conf4 } from './sysctl.ts';

const ALL_IGMP_ROUTERS = 0xe0000016;
const HEADER_BYTES = 24;
/** RFC 2113: routers look into it. */
const ROUTER_ALERT = 0x94040000;

function send(device: Netdev, group: number, joined: boolean): void {
  if (!device.up) return;
  const message = igmp3Report([{ type: joined ? CHANGE_TO_EXCLUDE : CHANGE_TO_INCLUDE, group }]);
  const skb = Skb.alloc(HEADER_BYTES + message.length);
  const { bytes, start } = skb;
  bytes.set(message, start + HEADER_BYTES);
  skb.network = start;
  skb.etherType = ETH_P_IP;
  const source = selectAddress4(device.netns, device, ALL_IGMP_ROUTERS, RT_SCOPE_LINK);
  put32(bytes, start + 20, ROUTER_ALERT);
  skb.ip4.init({
    tos: 0xc0,
    length: skb.sizeBytes,
    id: 0,
    fragment: IP_DF,
    ttl: 1,
    protocol: IPPROTO_IGMP,
    source,
    dest: ALL_IGMP_ROUTERS,
    headerBytes: HEADER_BYTES,
  });
  put16(bytes, start + HEADER_BYTES + 2, 0);
  put16(bytes, start + HEADER_BYTES + 2, checksum(bytes, start + HEADER_BYTES, skb.end));
  const route: RouteResult = {
    type: 'multicast',
    local: false,
    output: device,
    gateway: undefined,
    source,
    entry: undefined,
    mtu: device.mtu,
    generation: fib4(device.netns).generation,
  };
  skb.route = route;
  ipLocalOut(skb);
}

setGroupReporter4((device, group, joined) => {
  if (device.loopback) return;
  const { clock, random } = device.netns.kernel;
  const interval = Math.max(1, conf4(device).igmpv3_unsolicited_report_interval);
  clock.after(random.below(40), () => send(device, group, joined));
  clock.after(40 + random.below(interval), () => send(device, group, joined));
});

// The network stack, whole: importing this registers every protocol, device kind, socket family and file of it.

import './devices/loopback.ts';
import './devices/veth.ts';
import './devices/bridge.ts';
import './devices/dummy.ts';
import './devices/ifb.ts';
import './devices/ipvlan.ts';
import './devices/macvlan.ts';
import './devices/vlan.ts';
import './devices/vxlan.ts';
import './route/frontend4.ts';
import './arp.ts';
import './ip/input.ts';
import './ip/icmp.ts';
import './addrconf.ts';
import './ip/input6.ts';
import './ip/icmp6.ts';
import './ping.ts';
import './raw.ts';
import './packet.ts';
import './socket/inet.ts';
import './udp.ts';
import './tcp/timers.ts';
import './tcp/receive.ts';
import './tcp/socket.ts';
import './socket/rtnetlink/rtnetlink.ts';
import './socket/sock-diag.ts';

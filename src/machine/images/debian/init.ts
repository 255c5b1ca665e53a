// The first process of the host: names, addresses, and an "outside" behind eth0. The same steps as the recorded hosts' own.

export const INIT_PATH = '/usr/sbin/reference-init';
export const READY_PATH = '/run/reference-ready';

export const initScript = `#!/bin/bash
# First process of the host: names, addresses, and an "outside" behind eth0.
hostname dock
ip link set lo up
ip netns add outside
ip link add eth0 address 02:00:0a:00:00:0a type veth peer name rtr
ip link set rtr netns outside
ip addr add 10.0.0.10/24 brd + dev eth0; ip link set eth0 up; ip route add default via 10.0.0.1
ip netns exec outside sh -c "ip link set lo up; ip link set rtr name eth0; ip link set eth0 address 02:00:0a:00:00:01; ip addr add 10.0.0.1/24 dev eth0; ip link set eth0 up; ip addr add 203.0.113.10/32 dev lo; ip addr add 8.8.8.8/32 dev lo; sysctl -qw net.ipv4.ip_forward=1"
sysctl -qw net.ipv4.ip_forward=1
cd /root
touch ${READY_PATH}
exec sleep infinity
`;

// Which offloads each kind of device has, is born with and lets be changed. As the drivers' features and hw_features; names of net/ethtool/common.c.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** All names, in the order of their bits. */
export const FEATURES = words(`
  tx-scatter-gather tx-checksum-ipv4 tx-checksum-ip-generic tx-checksum-ipv6 highdma tx-scatter-gather-fraglist
  tx-vlan-hw-insert rx-vlan-hw-parse rx-vlan-filter vlan-challenged tx-generic-segmentation rx-gro tx-tcp-segmentation
  tx-gso-robust tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-fcoe-segmentation
  tx-gre-segmentation tx-gre-csum-segmentation tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation
  tx-udp_tnl-csum-segmentation tx-gso-partial tx-tunnel-remcsum-segmentation tx-sctp-segmentation tx-esp-segmentation
  tx-udp-segmentation tx-gso-list tx-tcp-accecn-segmentation tx-checksum-fcoe-crc tx-checksum-sctp rx-ntuple-filter
  rx-hashing rx-checksum tx-nocache-copy loopback rx-fcs rx-all tx-vlan-stag-hw-insert rx-vlan-stag-hw-parse
  rx-vlan-stag-filter l2-fwd-offload hw-tc-offload esp-hw-offload esp-tx-csum-hw-offload rx-udp_tunnel-port-offload
  tls-hw-tx-offload tls-hw-rx-offload rx-gro-hw tls-hw-record rx-gro-list macsec-hw-offload rx-udp-gro-forwarding
  hsr-tag-ins-offload hsr-tag-rm-offload hsr-fwd-offload hsr-dup-offload rx-lro
`);

export interface KindFeatures {
  /** Active at birth. */
  on: ReadonlySet<string>;
  /** May be turned on and off. */
  changeable: ReadonlySet<string>;
}

const kind = (on: string, changeable: string): KindFeatures => ({ on: new Set(words(on)), changeable: new Set(words(changeable)) });

export const LOOPBACK_FEATURES = kind(
  `
  rx-checksum tx-checksum-ip-generic tx-checksum-sctp tx-scatter-gather tx-scatter-gather-fraglist tx-tcp-segmentation
  tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-tcp-accecn-segmentation
  tx-generic-segmentation rx-gro highdma vlan-challenged tx-sctp-segmentation tx-udp-segmentation tx-gso-list loopback
`,
  `
  tx-tcp-segmentation tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation
  tx-tcp-accecn-segmentation tx-generic-segmentation rx-gro tx-sctp-segmentation tx-udp-segmentation tx-gso-list
  rx-gro-list rx-udp-gro-forwarding
`,
);

export const VETH_FEATURES = kind(
  `
  rx-checksum tx-checksum-ip-generic tx-checksum-sctp tx-scatter-gather tx-scatter-gather-fraglist tx-tcp-segmentation
  tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-tcp-accecn-segmentation
  tx-generic-segmentation rx-vlan-hw-parse tx-vlan-hw-insert highdma tx-gre-segmentation tx-gre-csum-segmentation
  tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation
  tx-sctp-segmentation tx-udp-segmentation tx-gso-list tx-vlan-stag-hw-insert rx-vlan-stag-hw-parse
`,
  `
  rx-checksum tx-checksum-ip-generic tx-checksum-sctp tx-scatter-gather tx-scatter-gather-fraglist tx-tcp-segmentation
  tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-tcp-accecn-segmentation
  tx-generic-segmentation rx-gro rx-vlan-hw-parse tx-vlan-hw-insert highdma tx-gre-segmentation tx-gre-csum-segmentation
  tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation
  tx-sctp-segmentation tx-udp-segmentation tx-gso-list tx-nocache-copy tx-vlan-stag-hw-insert rx-vlan-stag-hw-parse
  rx-gro-list rx-udp-gro-forwarding
`,
);

export const BRIDGE_FEATURES = kind(
  `
  tx-checksum-ip-generic tx-scatter-gather tx-scatter-gather-fraglist tx-tcp-segmentation tx-tcp-ecn-segmentation
  tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-tcp-accecn-segmentation tx-generic-segmentation rx-gro
  tx-vlan-hw-insert highdma tx-gso-robust tx-fcoe-segmentation tx-gre-segmentation tx-gre-csum-segmentation
  tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation tx-gso-partial
  tx-tunnel-remcsum-segmentation tx-sctp-segmentation tx-esp-segmentation tx-udp-segmentation tx-gso-list
  tx-vlan-stag-hw-insert
`,
  `
  tx-checksum-ip-generic tx-scatter-gather tx-scatter-gather-fraglist tx-tcp-segmentation tx-tcp-ecn-segmentation
  tx-tcp-mangleid-segmentation tx-tcp6-segmentation tx-tcp-accecn-segmentation tx-generic-segmentation rx-gro
  tx-vlan-hw-insert highdma tx-gso-robust tx-fcoe-segmentation tx-gre-segmentation tx-gre-csum-segmentation
  tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation tx-gso-partial
  tx-tunnel-remcsum-segmentation tx-sctp-segmentation tx-esp-segmentation tx-udp-segmentation tx-gso-list
  tx-nocache-copy tx-vlan-stag-hw-insert rx-gro-list rx-udp-gro-forwarding
`,
);

// The offloads as ethtool -k lists them: some under their old name, some as groups.

/** A feature's old name, with the word that -K takes for it. */
export interface Legacy {
  title: string;
  word: string;
  members: readonly string[];
}

export const LEGACY: readonly Legacy[] = [
  { title: 'rx-checksumming', word: 'rx', members: ['rx-checksum'] },
  {
    title: 'tx-checksumming',
    word: 'tx',
    members: ['tx-checksum-ipv4', 'tx-checksum-ip-generic', 'tx-checksum-ipv6', 'tx-checksum-fcoe-crc', 'tx-checksum-sctp'],
  },
  { title: 'scatter-gather', word: 'sg', members: ['tx-scatter-gather', 'tx-scatter-gather-fraglist'] },
  {
    title: 'tcp-segmentation-offload',
    word: 'tso',
    members: [
      'tx-tcp-segmentation',
      'tx-tcp-ecn-segmentation',
      'tx-tcp-mangleid-segmentation',
      'tx-tcp6-segmentation',
      'tx-tcp-accecn-segmentation',
    ],
  },
  { title: 'generic-segmentation-offload', word: 'gso', members: ['tx-generic-segmentation'] },
  { title: 'generic-receive-offload', word: 'gro', members: ['rx-gro'] },
  { title: 'large-receive-offload', word: 'lro', members: ['rx-lro'] },
  { title: 'rx-vlan-offload', word: 'rxvlan', members: ['rx-vlan-hw-parse'] },
  { title: 'tx-vlan-offload', word: 'txvlan', members: ['tx-vlan-hw-insert'] },
  { title: 'ntuple-filters', word: 'ntuple', members: ['rx-ntuple-filter'] },
  { title: 'receive-hashing', word: 'rxhash', members: ['rx-hashing'] },
];

/** The others, in the order of the list. */
export const OTHERS: readonly string[] = `
  highdma rx-vlan-filter vlan-challenged tx-gso-robust tx-fcoe-segmentation tx-gre-segmentation tx-gre-csum-segmentation
  tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation tx-gso-partial
  tx-tunnel-remcsum-segmentation tx-sctp-segmentation tx-esp-segmentation tx-udp-segmentation tx-gso-list
  tx-nocache-copy loopback rx-fcs rx-all tx-vlan-stag-hw-insert rx-vlan-stag-hw-parse rx-vlan-stag-filter l2-fwd-offload
  hw-tc-offload esp-hw-offload esp-tx-csum-hw-offload rx-udp_tunnel-port-offload tls-hw-tx-offload tls-hw-rx-offload
  rx-gro-hw tls-hw-record rx-gro-list macsec-hw-offload rx-udp-gro-forwarding hsr-tag-ins-offload hsr-tag-rm-offload
  hsr-fwd-offload hsr-dup-offload
`
  .trim()
  .split(/\s+/);

// nfnetlink: tables, chains and rules, conntrack entries, sets. Both ends are netfilter's: the kernel's tables and iptables, nft, conntrack, ipset.

export type NfnetlinkMessage = {
  type: `nft-${string}` | `ct-${string}` | `ipset-${string}` | `nflog-${string}` | `ipvs-${string}`;
  body: unknown;
};

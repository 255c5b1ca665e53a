// Debian's nftables package: which file is which program.

export const files: Record<string, string> = {
  '/usr/sbin/nft': 'nftables/nft',
};

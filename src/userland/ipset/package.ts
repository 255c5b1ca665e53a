// Debian's ipset package: which file is which program.

export const files: Record<string, string> = {
  '/usr/sbin/ipset': 'ipset/ipset',
};

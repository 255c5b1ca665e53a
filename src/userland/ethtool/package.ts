// ethtool 7.2: which files it installs.

export const files: Record<string, string> = {
  '/usr/sbin/ethtool': 'ethtool/ethtool',
};

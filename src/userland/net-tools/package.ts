// net-tools 2.10: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/netstat': 'net-tools/netstat',
  '/usr/sbin/arp': 'net-tools/arp',
  '/usr/sbin/ifconfig': 'net-tools/ifconfig',
  '/usr/sbin/route': 'net-tools/route',
};

// Debian's traceroute package, with update-alternatives' links: which file is which program.

export const files: Record<string, string> = {
  '/usr/bin/traceroute.db': 'traceroute/traceroute',
  '/usr/bin/traceroute6.db': '-> traceroute.db',
  '/usr/bin/traceroute': '-> /etc/alternatives/traceroute',
  '/usr/bin/traceroute6': '-> /etc/alternatives/traceroute6',
  '/usr/sbin/traceroute': '-> /etc/alternatives/traceroute.sbin',
  '/etc/alternatives/traceroute': '-> /usr/bin/traceroute.db',
  '/etc/alternatives/traceroute6': '-> /usr/bin/traceroute6.db',
  '/etc/alternatives/traceroute.sbin': '-> /usr/bin/traceroute.db',
};

// Debian's bind9-dnsutils and bind9-host packages: which file is which program.

export const files: Record<string, string> = {
  '/usr/bin/dig': 'bind9-dnsutils/dig',
  '/usr/bin/host': 'bind9-dnsutils/host',
  '/usr/bin/nslookup': 'bind9-dnsutils/nslookup',
};

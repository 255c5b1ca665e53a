// The files of Debian sid's package hostname: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/dnsdomainname': '-> hostname',
  '/usr/bin/domainname': '-> hostname',
  '/usr/bin/hostname': 'hostname',
  '/usr/bin/nisdomainname': '-> hostname',
  '/usr/bin/ypdomainname': '-> hostname',
};

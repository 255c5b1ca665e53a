// hostname 3.25: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/hostname': 'hostname',
  '/usr/bin/dnsdomainname': '-> hostname',
  '/usr/bin/domainname': '-> hostname',
  '/usr/bin/nisdomainname': '-> hostname',
  '/usr/bin/ypdomainname': '-> hostname',
};

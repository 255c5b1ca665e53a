// iproute2 7.3.0: which files it installs.

export const files: Record<string, string> = {
  '/usr/sbin/bridge': 'iproute2/bridge',
  '/usr/sbin/ip': 'iproute2/ip',
  '/usr/bin/ip': '-> /usr/sbin/ip',
  '/usr/bin/nstat': 'iproute2/nstat',
  '/usr/bin/ss': 'iproute2/ss',
  '/usr/sbin/tc': 'iproute2/tc',
};

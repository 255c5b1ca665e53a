// procps 2:4.0.7: which files it installs.

const BIN = ['ps', 'pgrep', 'free', 'kill', 'pmap', 'pwdx', 'top', 'uptime', 'vmstat', 'w', 'watch'];

export const files: Record<string, string> = {
  ...Object.fromEntries(BIN.map(name => [`/usr/bin/${name}`, `procps/${name}`])),
  '/usr/bin/pidwait': '-> pgrep',
  '/usr/bin/pkill': '-> pgrep',
  '/usr/sbin/sysctl': 'procps/sysctl',
};

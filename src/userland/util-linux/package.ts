// util-linux, mount, bsdutils 2.42.4 and login: which files they install.

const BIN = [
  'setsid',
  'mount',
  'umount',
  'mountpoint',
  'findmnt',
  'lsns',
  'unshare',
  'nsenter',
  'setpriv',
  'taskset',
  'chrt',
  'ionice',
  'renice',
  'prlimit',
  'flock',
  'su',
  'dmesg',
  'getopt',
  'mcookie',
  'fallocate',
  'choom',
  'logger',
  'script',
  'scriptreplay',
  'namei',
  'lsblk',
  'whereis',
  'ipcmk',
  'ipcrm',
  'ipcs',
];
const SBIN = ['runuser', 'nologin', 'swapon', 'swapoff'];

export const files: Record<string, string> = Object.fromEntries([
  ...BIN.map(name => [`/usr/bin/${name}`, `util-linux/${name}`] as const),
  ...SBIN.map(name => [`/usr/sbin/${name}`, `util-linux/${name}`] as const),
]);

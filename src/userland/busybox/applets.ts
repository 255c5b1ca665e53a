// The applets of Debian's busybox-static, and where those that are simulated live: one file each under applets/, loaded when run.

import type { AppletDefinition } from './applet.ts';

/** Every name that this build answers to, in the order of --list. */
export const APPLETS: ReadonlySet<string> = new Set(
  `
    [ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blockdev brctl bunzip2 busybox bzcat
    bzip2 cal cat chattr chgrp chmod chown chroot chvt clear cmp cp cpio crc32 crond crontab cttyhack cut date dc dd
    deallocvt depmod devmem df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep
    env expand expr factor fallocate false fatattr fdisk fgrep find findfs fold free freeramdisk fsfreeze fstrim ftpget
    ftpput getfattr getopt getty grep groups gunzip gzip halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump
    i2cget i2cset i2ctransfer id ifconfig ifdown ifup init insmod install ionice ip ipcalc kill killall klogd last less link
    linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls lsattr lsblk lsmod lsscsi lzcat
    lzma lzop md5sum mdev microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount
    mt mv nameif nbd-client nc netstat nl nologin nproc nsenter nslookup nuke od openvt partprobe passwd paste patch pidof
    ping ping6 pivot_root poweroff printf ps pwd rdate readlink realpath reboot renice reset resize resume rev rm rmdir
    rmmod route rpm rpm2cpio run-init run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha384sum sha3sum
    sha512sum shred shuf sleep sort ssl_client ssl_server start-stop-daemon stat strings stty su sulogin svc svok swapoff
    swapon switch_root sync sysctl syslogd tac tail tar taskset tc tee telnet telnetd test tftp time timeout top touch tr
    traceroute traceroute6 true truncate ts tty tunctl ubirename udhcpc udhcpc6 udhcpd uevent umount uname uncompress
    unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime usleep uudecode uuencode uuidgen vconfig vi vmstat w
    watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat
  `
    .trim()
    .split(/\s+/),
);

/** Names that share an applet's file. */
const SAME_FILE: Readonly<Record<string, string>> = {
  '[': 'test',
  '[[': 'test',
  ash: 'sh',
  egrep: 'grep',
  fgrep: 'grep',
  false: 'true',
  sha1sum: 'md5sum',
  sha256sum: 'md5sum',
  sha512sum: 'md5sum',
  ping6: 'ping',
  traceroute6: 'traceroute',
  poweroff: 'halt',
  reboot: 'halt',
  who: 'w',
  killall: 'kill',
  xxd: 'hexdump',
  whoami: 'id',
  groups: 'id',
  unlink: 'rmdir',
  dnsdomainname: 'hostname',
  chgrp: 'chown',
};

const MODULES: Readonly<Record<string, () => Promise<unknown>>> = {
  umount: () => import('./applets/umount.ts'),
  time: () => import('./applets/time.ts'),
  stat: () => import('./applets/stat.ts'),
  route: () => import('./applets/route.ts'),
  rev: () => import('./applets/rev.ts'),
  netstat: () => import('./applets/netstat.ts'),
  mount: () => import('./applets/mount.ts'),
  ifconfig: () => import('./applets/ifconfig.ts'),
  hexdump: () => import('./applets/hexdump.ts'),
  dmesg: () => import('./applets/dmesg.ts'),
  df: () => import('./applets/df.ts'),
  arp: () => import('./applets/arp.ts'),
  which: () => import('./applets/which.ts'),
  wc: () => import('./applets/wc.ts'),
  usleep: () => import('./applets/usleep.ts'),
  uptime: () => import('./applets/uptime.ts'),
  pidof: () => import('./applets/pidof.ts'),
  ls: () => import('./applets/ls.ts'),
  ip: () => import('./applets/ip.ts'),
  free: () => import('./applets/free.ts'),
  clear: () => import('./applets/clear.ts'),
  basename: () => import('./applets/basename.ts'),
  cat: () => import('./applets/cat.ts'),
  dirname: () => import('./applets/dirname.ts'),
  echo: () => import('./applets/echo.ts'),
  env: () => import('./applets/env.ts'),
  hostname: () => import('./applets/hostname.ts'),
  httpd: () => import('./applets/httpd.ts'),
  id: () => import('./applets/id.ts'),
  kill: () => import('./applets/kill.ts'),
  mkdir: () => import('./applets/mkdir.ts'),
  nc: () => import('./applets/nc.ts'),
  nproc: () => import('./applets/nproc.ts'),
  nslookup: () => import('./applets/nslookup.ts'),
  ping: () => import('./applets/ping.ts'),
  ps: () => import('./applets/ps.ts'),
  pwd: () => import('./applets/pwd.ts'),
  rm: () => import('./applets/rm.ts'),
  rmdir: () => import('./applets/rmdir.ts'),
  seq: () => import('./applets/seq.ts'),
  sh: () => import('./applets/sh.ts'),
  sleep: () => import('./applets/sleep.ts'),
  tee: () => import('./applets/tee.ts'),
  touch: () => import('./applets/touch.ts'),
  true: () => import('./applets/true.ts'),
  uname: () => import('./applets/uname.ts'),
  wget: () => import('./applets/wget.ts'),
  yes: () => import('./applets/yes.ts'),
};

/** An applet's definition, or undefined where it is not simulated. */
export async function loadApplet(name: string): Promise<AppletDefinition | undefined> {
  const load = MODULES[SAME_FILE[name] ?? name];
  if (!load) return undefined;
  const module = (await load()) as { default: AppletDefinition | Readonly<Record<string, AppletDefinition>> };
  return 'run' in module.default
    ? (module.default as AppletDefinition)
    : (module.default as Readonly<Record<string, AppletDefinition>>)[name];
}

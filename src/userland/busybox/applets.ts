// The applets of Debian's busybox-static, and where those that are simulated live: one file each under applets/, loaded when run.

import type { AppletDefinition } from './applet.ts';

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
  pivot_root: () => import('./applets/pivot-root.ts'),
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

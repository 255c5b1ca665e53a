// The base images: alpine, debian, ubuntu and busybox as trees of programs, accounts and libraries of their real sizes.

import type { ImageEntry, ImageTree } from '../../../kernel/fs/imagefs.ts';
import { files as bash } from '../../../userland/bash/package.ts';
import { APPLETS } from '../../../userland/busybox/package.ts';
import { files as coreutils } from '../../../userland/coreutils/package.ts';
import { files as dash } from '../../../userland/dash/package.ts';
import { files as findutils } from '../../../userland/findutils/package.ts';
import { files as grep } from '../../../userland/grep/package.ts';
import { files as hostname } from '../../../userland/hostname/package.ts';
import { files as sed } from '../../../userland/sed/package.ts';
import { files as utilLinux } from '../../../userland/util-linux/package.ts';
import { group, passwd, shadow } from '../../images/debian/accounts.ts';
import { binaries } from '../../images/debian/binaries.ts';

const FOLDERS = [
  '/dev',
  '/etc',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/run',
  '/srv',
  '/sys',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/var/lib',
  '/var/log',
  '/var/cache',
];

const skeleton = (): Record<string, ImageEntry> => ({
  ...Object.fromEntries(FOLDERS.map(path => [path, {}])),
  '/root': { mode: 0o700 },
  '/tmp': { mode: 0o1777 },
  '/var/tmp': { mode: 0o1777 },
});

/** Packages' files as entries with the sizes they have on Debian. */
function installed(...packages: Readonly<Record<string, string>>[]): Record<string, ImageEntry> {
  const entries: Record<string, ImageEntry> = {};
  for (const [path, module] of packages.flatMap(each => Object.entries(each))) {
    entries[path] = module.startsWith('-> ') ? { target: module.slice(3) } : { module, size: binaries.get(path)?.sizeBytes };
  }
  return entries;
}

const LIB = '/usr/lib/x86_64-linux-gnu';

/** Debian's and Ubuntu's minimal roots differ in their names and in how much library there is. */
function debianLike(release: string, libraryBytes: number, more: Record<string, ImageEntry>): ImageTree {
  return {
    ...skeleton(),
    ...installed(bash, coreutils, dash, findutils, grep, hostname, sed, utilLinux),
    '/bin': { target: 'usr/bin' },
    '/sbin': { target: 'usr/sbin' },
    '/lib': { target: 'usr/lib' },
    '/lib64': { target: 'usr/lib64' },
    '/usr/lib64/ld-linux-x86-64.so.2': { target: '../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
    [`${LIB}/ld-linux-x86-64.so.2`]: { size: 225600, mode: 0o755 },
    [`${LIB}/libc.so.6`]: { size: 2003408, mode: 0o755 },
    [`${LIB}/libcrypto.so.3`]: { size: 6283264 },
    [`${LIB}/libssl.so.3`]: { size: 1109504 },
    [`${LIB}/libstdc++.so.6`]: { size: 2530008 },
    '/usr/share/locale/locale-archive': { size: libraryBytes },
    '/etc/passwd': { text: passwd },
    '/etc/group': { text: group },
    '/etc/shadow': { text: shadow, mode: 0o640, gid: 42 },
    '/etc/shells': { text: '/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n' },
    '/etc/nsswitch.conf': { text: 'passwd:         files\ngroup:          files\nhosts:          files dns\n' },
    '/etc/os-release': { target: '../usr/lib/os-release' },
    '/usr/lib/os-release': { text: release },
    '/root/.bashrc': { text: '' },
    '/etc/bash.bashrc': { text: "PS1='\\u@\\h:\\w\\$ '\n" },
    ...more,
  };
}

const DEBIAN_RELEASE = `PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
NAME="Debian GNU/Linux"
VERSION_ID="13"
VERSION="13 (trixie)"
VERSION_CODENAME=trixie
DEBIAN_VERSION_FULL=13.2
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const UBUNTU_RELEASE = `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`;

export const debianTree: ImageTree = debianLike(DEBIAN_RELEASE, 89_000_000, { '/etc/debian_version': { text: '13.2\n' } });
/** The slim variant: what nginx, httpd and redis are built on. */
export const debianSlimTree: ImageTree = debianLike(DEBIAN_RELEASE, 50_000_000, { '/etc/debian_version': { text: '13.2\n' } });
export const ubuntuTree: ImageTree = debianLike(UBUNTU_RELEASE, 51_000_000, {
  '/etc/lsb-release': {
    text: 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION="Ubuntu 24.04.3 LTS"\n',
  },
});

const ALPINE_RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.22.2
PRETTY_NAME="Alpine Linux v3.22"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`;
const ALPINE_PASSWD = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`;

export const alpineTree: ImageTree = {
  ...skeleton(),
  '/bin/busybox': { module: 'busybox', size: 808712 },
  ...Object.fromEntries([...APPLETS].filter(name => name !== 'busybox').map(name => [`/bin/${name}`, { target: '/bin/busybox' }])),
  '/usr/bin/env': { target: '/bin/busybox' },
  '/lib/ld-musl-x86_64.so.1': { size: 662296, mode: 0o755 },
  '/lib/libc.musl-x86_64.so.1': { target: 'ld-musl-x86_64.so.1' },
  '/usr/lib/libcrypto.so.3': { size: 4771968 },
  '/usr/lib/libssl.so.3': { size: 829888 },
  '/etc/alpine-release': { text: '3.22.2\n' },
  '/etc/os-release': { text: ALPINE_RELEASE },
  '/etc/passwd': { text: ALPINE_PASSWD },
  '/etc/group': { text: 'root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nnogroup:x:65533:\nnobody:x:65534:\n' },
  '/etc/shells': { text: '/bin/sh\n/bin/ash\n' },
  '/etc/hosts': { text: '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n' },
  '/etc/profile': { text: "export PATH='/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'\nexport PS1='\\h:\\w\\$ '\n" },
  '/lib/apk/db/installed': { size: 1_200_000 },
};

export const busyboxTree: ImageTree = {
  ...skeleton(),
  '/bin/busybox': { module: 'busybox', size: 1_033_000 },
  ...Object.fromEntries([...APPLETS].filter(name => name !== 'busybox').map(name => [`/bin/${name}`, { hardlink: '/bin/busybox' }])),
  '/lib/libc.so.6': { size: 2_003_408 },
  '/lib/ld-linux-x86-64.so.2': { size: 225_600 },
  '/etc/passwd': { text: 'root:x:0:0:root:/root:/bin/sh\n' },
  '/etc/group': { text: 'root:x:0:\n' },
};

// The files under /etc, /root and /var of the recorded Debian sid host that programs and learners read, beside accounts and network names.

import { group, gshadow, passwd, shadow } from './accounts.ts';
import { protocols, services } from './network-names.ts';

const BASHRC_SYSTEM = `# System-wide .bashrc file for interactive bash(1) shells.

# If not running interactively, don't do anything
[ -z "\${PS1-}" ] && return

# check the window size after each command and, if necessary,
# update the values of LINES and COLUMNS.
shopt -s checkwinsize

# set a fancy prompt
PS1='\\u@\\h:\\w\\$ '

if [ -r /usr/share/bash-completion/bash_completion ]; then
  . /usr/share/bash-completion/bash_completion
fi
`;

const PROFILE = `# /etc/profile: system-wide .profile file for the Bourne shell (sh(1))
# and Bourne compatible shells (bash(1), ksh(1), ash(1), ...).

if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH

if [ "\${PS1-}" ]; then
  if [ "\${BASH-}" ] && [ "$BASH" != "/bin/sh" ]; then
    if [ -f /etc/bash.bashrc ]; then
      . /etc/bash.bashrc
    fi
  else
    if [ "$(id -u)" -eq 0 ]; then
      PS1='# '
    else
      PS1='$ '
    fi
  fi
fi

for i in /etc/profile.d/*.sh; do
  if [ -r "$i" ]; then
    . "$i"
  fi
done
unset i
`;

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux forky/sid"
NAME="Debian GNU/Linux"
VERSION_CODENAME=forky
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const NSSWITCH = `passwd:         files
group:          files
shadow:         files
gshadow:        files

hosts:          files dns
networks:       files

protocols:      db files
services:       db files
ethers:         db files
rpc:            db files

netgroup:       nis
`;

const SHELLS = `# /etc/shells: valid login shells
/bin/sh
/usr/bin/sh
/bin/bash
/usr/bin/bash
/bin/rbash
/usr/bin/rbash
/usr/bin/dash
`;

const LOGIN_DEFS = `MAIL_DIR        /var/mail
UMASK           022
PASS_MAX_DAYS   99999
PASS_MIN_DAYS   0
PASS_WARN_AGE   7
UID_MIN                  1000
UID_MAX                 60000
SYS_UID_MIN               101
SYS_UID_MAX               999
GID_MIN                  1000
GID_MAX                 60000
SUB_UID_MIN                100000
SUB_UID_MAX             600100000
SUB_UID_COUNT               65536
ENV_SUPATH      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV_PATH        PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games
USERGROUPS_ENAB yes
ENCRYPT_METHOD YESCRYPT
`;

const SUDOERS = `#
# This file MUST be edited with the 'visudo' command as root.
#
Defaults	env_reset
Defaults	mail_badpass
Defaults	secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Defaults	use_pty

# User privilege specification
root	ALL=(ALL:ALL) ALL

# Allow members of group sudo to execute any command
%sudo	ALL=(ALL:ALL) ALL

@includedir /etc/sudoers.d
`;

/** Files by path: contents, and a mode where it is not 0644 (owner root). */
export const etcFiles: Readonly<Record<string, string | { text: string; mode: number; gid?: number }>> = {
  '/etc/passwd': passwd,
  '/etc/group': group,
  '/etc/shadow': { text: shadow, mode: 0o640, gid: 42 },
  '/etc/gshadow': { text: gshadow, mode: 0o640, gid: 42 },
  '/etc/subuid': '',
  '/etc/subgid': '',
  '/etc/services': services(),
  '/etc/protocols': protocols(),
  '/etc/networks': 'default\t0.0.0.0\nloopback\t127.0.0.0\nlink-local\t169.254.0.0\n',
  '/etc/ethertypes': 'IPv4\t0800\tip ip4\nARP\t0806\tether-arp\n802_1Q\t8100\t8021q 1q 802.1q dot1q\nIPv6\t86DD\tip6\n',
  '/etc/nsswitch.conf': NSSWITCH,
  '/etc/host.conf': 'multi on\n',
  '/etc/hostname': { text: 'dock\n', mode: 0o755 },
  '/etc/hosts': '127.0.0.1\tlocalhost\n127.0.1.1\tdock\n',
  '/etc/resolv.conf': { text: 'nameserver 10.0.0.1\n', mode: 0o755 },
  '/etc/shells': SHELLS,
  '/etc/login.defs': LOGIN_DEFS,
  '/etc/sudoers': { text: SUDOERS, mode: 0o440 },
  '/etc/sudoers.d/README': { text: '# Files in this directory are read by sudo in lexical order.\n', mode: 0o440 },
  '/etc/profile': PROFILE,
  '/etc/bash.bashrc': BASHRC_SYSTEM,
  '/etc/environment': '',
  '/etc/fstab': '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n',
  '/etc/issue': 'Debian GNU/Linux forky/sid \\n \\l\n\n',
  '/etc/issue.net': 'Debian GNU/Linux forky/sid\n',
  '/etc/debian_version': 'forky/sid\n',
  '/etc/motd': '',
  '/etc/machine-id': { text: '7d1c3a9f52e84b0db6f08c2e41a7935d\n', mode: 0o444 },
  '/etc/adjtime': '0.0 0 0.0\n0\nUTC\n',
  '/etc/iproute2/rt_tables.d/.keep': '',
  '/etc/skel/.bashrc':
    "# ~/.bashrc: executed by bash(1) for non-login shells.\n[ -z \"$PS1\" ] && return\nPS1='\\u@\\h:\\w\\$ '\nalias ls='ls --color=auto'\n",
  '/etc/skel/.profile': 'if [ -n "$BASH_VERSION" ] && [ -f "$HOME/.bashrc" ]; then\n  . "$HOME/.bashrc"\nfi\n',
  '/etc/skel/.bash_logout': '',
  '/usr/lib/os-release': OS_RELEASE,
  '/root/.bashrc': '# ~/.bashrc: executed by bash(1) for non-login shells.\n',
  '/root/.profile':
    '# ~/.profile: executed by Bourne-compatible login shells.\n\nif [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n',
};

/** Symbolic links by path. */
export const links: Readonly<Record<string, string>> = {
  '/bin': 'usr/bin',
  '/sbin': 'usr/sbin',
  '/lib': 'usr/lib',
  '/lib64': 'usr/lib64',
  '/etc/os-release': '../usr/lib/os-release',
  '/etc/mtab': '../proc/self/mounts',
  '/etc/localtime': '/usr/share/zoneinfo/Etc/UTC',
  '/var/lock': '/run/lock',
  '/var/run': '/run',
};

/** Folders that exist though nothing above is in them; modes where not 0755. */
export const folders: Readonly<Record<string, number>> = {
  '/boot': 0o755,
  '/dev': 0o755,
  '/etc': 0o755,
  '/etc/docker': 0o755,
  '/etc/profile.d': 0o755,
  '/etc/sysctl.d': 0o755,
  '/etc/default': 0o755,
  '/etc/init.d': 0o755,
  '/etc/opt': 0o755,
  '/etc/apt': 0o755,
  '/home': 0o755,
  '/media': 0o755,
  '/mnt': 0o755,
  '/opt': 0o755,
  '/opt/containerd': 0o711,
  '/proc': 0o555,
  '/root': 0o700,
  '/root/.ssh': 0o700,
  '/run': 0o755,
  '/srv': 0o755,
  '/sys': 0o555,
  '/tmp': 0o1777,
  '/usr': 0o755,
  '/usr/bin': 0o755,
  '/usr/games': 0o755,
  '/usr/include': 0o755,
  '/usr/lib': 0o755,
  '/usr/lib64': 0o755,
  '/usr/libexec': 0o755,
  '/usr/local': 0o755,
  '/usr/local/bin': 0o755,
  '/usr/local/etc': 0o755,
  '/usr/local/games': 0o755,
  '/usr/local/include': 0o755,
  '/usr/local/lib': 0o755,
  '/usr/local/libexec': 0o755,
  '/usr/local/man': 0o755,
  '/usr/local/sbin': 0o755,
  '/usr/local/share': 0o755,
  '/usr/local/src': 0o755,
  '/usr/sbin': 0o755,
  '/usr/share': 0o755,
  '/usr/src': 0o755,
  '/var': 0o755,
  '/var/backups': 0o755,
  '/var/cache': 0o755,
  '/var/lib': 0o755,
  '/var/lib/docker': 0o710,
  '/var/lib/misc': 0o755,
  '/var/local': 0o2775,
  '/var/log': 0o755,
  '/var/mail': 0o2775,
  '/var/opt': 0o755,
  '/var/spool': 0o755,
  '/var/tmp': 0o1777,
};

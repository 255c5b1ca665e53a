// passwd 1:4.20 (shadow): which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/chage': 'shadow/chage',
  '/usr/sbin/chpasswd': 'shadow/chpasswd',
  '/usr/sbin/groupadd': 'shadow/groupadd',
  '/usr/sbin/groupdel': 'shadow/groupdel',
  '/usr/sbin/groupmod': 'shadow/groupmod',
  '/usr/bin/passwd': 'shadow/passwd',
  '/usr/sbin/useradd': 'shadow/useradd',
  '/usr/sbin/userdel': 'shadow/userdel',
  '/usr/sbin/usermod': 'shadow/usermod',
};

// The files of Debian sid's package gawk: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/etc/alternatives/awk': '-> /usr/bin/gawk',
  '/etc/alternatives/nawk': '-> /usr/bin/gawk',
  '/usr/bin/awk': '-> /etc/alternatives/awk',
  '/usr/bin/gawk': 'gawk/gawk',
  '/usr/bin/nawk': '-> /etc/alternatives/nawk',
};

// The files of Debian sid's package bsdextrautils: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/column': 'bsdextrautils/column',
  '/usr/bin/hd': '-> hexdump',
  '/usr/bin/hexdump': 'bsdextrautils/hexdump',
  '/usr/bin/look': 'bsdextrautils/look',
  '/usr/bin/rev': 'bsdextrautils/rev',
};

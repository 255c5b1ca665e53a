// The files of Debian sid's package gzip: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/gunzip': 'gzip/gunzip',
  '/usr/bin/gzip': 'gzip/gzip',
  '/usr/bin/uncompress': '-> gunzip',
  '/usr/bin/zcat': 'gzip/zcat',
  '/usr/bin/zcmp': 'gzip/zcmp',
  '/usr/bin/zdiff': 'gzip/zdiff',
  '/usr/bin/zegrep': 'gzip/zegrep',
  '/usr/bin/zfgrep': 'gzip/zfgrep',
  '/usr/bin/zgrep': 'gzip/zgrep',
  '/usr/bin/zless': 'gzip/zless',
  '/usr/bin/zmore': 'gzip/zmore',
};

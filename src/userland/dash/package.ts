// What the Debian package dash puts into a root filesystem, as path to program or link.

export const files: Record<string, string> = {
  '/usr/bin/dash': 'dash',
  '/usr/bin/sh': '-> dash',
};

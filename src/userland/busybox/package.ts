// busybox-static 1:1.38.0-3+b1: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/busybox': 'busybox',
};

// What the Debian package bash puts into a root filesystem, as path to program or link.

export const files: Record<string, string> = {
  '/usr/bin/bash': 'bash',
  '/usr/bin/rbash': '-> bash',
};

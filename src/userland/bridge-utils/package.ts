// bridge-utils 1.7.1: which files it installs.

export const files: Record<string, string> = {
  '/usr/sbin/brctl': 'bridge-utils/brctl',
};

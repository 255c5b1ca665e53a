// sysvinit-utils 3.15: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/pidof': 'sysvinit-utils/pidof',
};

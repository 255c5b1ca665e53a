// lsof 4.99.4+dfsg-2: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/lsof': 'lsof/lsof',
};

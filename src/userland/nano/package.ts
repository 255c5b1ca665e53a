// nano 8.6: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/nano': 'nano/nano',
};

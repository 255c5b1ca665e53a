// curl 8.23.0: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/curl': 'curl',
};

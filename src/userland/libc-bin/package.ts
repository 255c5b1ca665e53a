// libc-bin 2.43: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/getent': 'libc-bin/getent',
};

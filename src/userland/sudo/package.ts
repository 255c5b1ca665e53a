// sudo 1.9.17p2: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/sudo': 'sudo/sudo',
};

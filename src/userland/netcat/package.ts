// netcat-openbsd 1.239: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/nc.openbsd': 'netcat/nc',
  '/usr/bin/nc': '-> nc.openbsd',
  '/usr/bin/netcat': '-> nc.openbsd',
};

// iputils-ping 3:20250605: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/ping': 'iputils/ping',
  '/usr/bin/ping4': '-> ping',
  '/usr/bin/ping6': '-> ping',
};

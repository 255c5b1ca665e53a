// procps 2:4.0.6: which files it installs.

export const files: Record<string, string> = {
  '/usr/sbin/sysctl': 'procps/sysctl',
};

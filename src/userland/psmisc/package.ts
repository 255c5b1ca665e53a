// psmisc 23.7-2: which files it installs.

export const files: Record<string, string> = {
  '/usr/bin/fuser': 'psmisc/fuser',
  '/usr/bin/killall': 'psmisc/killall',
  '/usr/bin/prtstat': 'psmisc/prtstat',
  '/usr/bin/pstree': 'psmisc/pstree',
};

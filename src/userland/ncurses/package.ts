// The files of Debian sid's package ncurses-bin 6.6: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/clear': 'ncurses/clear',
  '/usr/bin/infocmp': 'ncurses/infocmp',
  '/usr/bin/reset': '-> tset',
  '/usr/bin/tabs': 'ncurses/tabs',
  '/usr/bin/tput': 'ncurses/tput',
  '/usr/bin/tset': 'ncurses/tset',
};

// The files of Debian sid's package grep: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/egrep': 'grep/egrep',
  '/usr/bin/fgrep': 'grep/fgrep',
  '/usr/bin/grep': 'grep/grep',
  '/usr/bin/rgrep': 'grep/rgrep',
};

// The files of Debian sid's package tar: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/tar': 'tar/tar',
};

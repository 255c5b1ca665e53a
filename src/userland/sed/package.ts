// The files of Debian sid's package sed: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/sed': 'sed/sed',
};

// The files of Debian sid's package bc: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/bc': 'bc/bc',
};

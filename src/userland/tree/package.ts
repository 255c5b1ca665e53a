// The files of Debian sid's package tree: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/tree': 'tree/tree',
};

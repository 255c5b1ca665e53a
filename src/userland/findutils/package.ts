// The files of Debian sid's package findutils: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/find': 'findutils/find',
  '/usr/bin/xargs': 'findutils/xargs',
};

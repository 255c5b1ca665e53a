// The files of Debian sid's package diffutils: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/cmp': 'diffutils/cmp',
  '/usr/bin/diff': 'diffutils/diff',
  '/usr/bin/diff3': 'diffutils/diff3',
  '/usr/bin/sdiff': 'diffutils/sdiff',
};

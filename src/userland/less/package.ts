// The files of Debian sid's package less: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/less': 'less/less',
  '/usr/bin/pager': '-> less',
};

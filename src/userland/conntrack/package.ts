// Debian's conntrack package: which file is which program.

export const files: Record<string, string> = {
  '/usr/sbin/conntrack': 'conntrack/conntrack',
};

// util-linux 2.42 and mount 2.42: which files they install.

export const files: Record<string, string> = {
  '/usr/bin/setsid': 'util-linux/setsid',
};

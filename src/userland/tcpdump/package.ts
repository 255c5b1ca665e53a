// Debian's tcpdump package: which file is which program.

export const files: Record<string, string> = {
  '/usr/bin/tcpdump': 'tcpdump/tcpdump',
};

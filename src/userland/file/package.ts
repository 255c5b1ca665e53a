// The files of Debian sid's package file: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/file': 'file/file',
};

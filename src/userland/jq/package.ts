// The files of Debian sid's package jq: path to program, or "-> target" for a link.

export const files: Record<string, string> = {
  '/usr/bin/jq': 'jq/jq',
};

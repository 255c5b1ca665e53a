// libc-bin 2.43: which files it installs.

export const files: Record<string, string> = Object.fromEntries(
  ['getent', 'getconf', 'ldd', 'iconv', 'locale'].map(name => [`/usr/bin/${name}`, `libc-bin/${name}`]),
);

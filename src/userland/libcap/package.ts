// libcap2-bin 2.78: which files it installs.

export const files: Record<string, string> = Object.fromEntries(
  ['capsh', 'getcap', 'setcap', 'getpcaps'].map(name => [`/usr/sbin/${name}`, `libcap/${name}`]),
);

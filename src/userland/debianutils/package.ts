// debianutils 5.24: which files it installs.

const BIN = ['run-parts', 'ischroot', 'tempfile'];

export const files: Record<string, string> = {
  ...Object.fromEntries(BIN.map(name => [`/usr/bin/${name}`, `debianutils/${name}`])),
  '/usr/bin/which.debianutils': 'debianutils/which',
  '/etc/alternatives/which': '-> /usr/bin/which.debianutils',
  '/usr/bin/which': '-> /etc/alternatives/which',
};

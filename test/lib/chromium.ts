// Where the browser of the browser tests comes from: Debian's Chromium, installed if it may be, else a word on what to install.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

const found = (): string | undefined => PLACES.find(path => path && existsSync(path));

/** The path of a Chromium. Throws, saying what to install, where there is none and none can be installed. */
export function chromiumPath(): string {
  const path = found();
  if (path) return path;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env: environment, stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env: environment,
      stdio: 'ignore',
    });
  }
  const installed = found();
  if (!installed)
    throw new Error('The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path.');
  return installed;
}

// busybox: many programs in one file, chosen by the name it is called by. BusyBox v1.38.0.

import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { print, program, warn } from '../lib/io.ts';
import { runApplet } from './applet.ts';
import { loadApplet } from './applets.ts';
import { isBorrowed, runBorrowed } from './borrowed.ts';
import { listing } from './listing.ts';
import { provideDispatch } from './noexec.ts';
import { APPLETS } from './package.ts';

export default program({
  name: 'busybox',
  summary: 'the Swiss army knife of embedded Linux',

  async main(sys, argv, env) {
    const called = baseName(argv[0] ?? 'busybox');
    if (!called.startsWith('busybox'))
      return dispatch(sys, [called === 'sh' || called === 'ash' ? argv[0]! : called, ...argv.slice(1)], env);
    const [, first, ...rest] = argv;
    if (first === undefined || ((first === '--help' || first === 'busybox') && rest.length === 0)) {
      await print(sys, listing());
      return 0;
    }
    if (first === '--list') return print(sys, [...APPLETS].map(name => `${name}\n`).join(''));
    if (first === '--list-full') return print(sys, [...APPLETS].map(name => `${placeOf(name)}\n`).join(''));
    if (first === '--install') return install(sys, rest);
    if (first === '--help') return dispatch(sys, [rest[0]!, '--help'], env);
    return dispatch(sys, [baseName(first), ...rest], env);
  },
});

/** A login shell's leading dash is not part of the name. */
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');

const placeOf = (name: string): string => `bin/${name}`;

async function dispatch(sys: Sys, argv: readonly string[], env: Env): Promise<number> {
  const name = baseName(argv[0]!);
  if (!APPLETS.has(name)) {
    await warn(sys, `${name}: applet not found\n`);
    return 127;
  }
  await sys.prctl('PR_SET_NAME', name);
  const applet = await loadApplet(name);
  if (applet) return runApplet(applet, sys, argv, env);
  if (isBorrowed(name)) return runBorrowed(sys, argv, env);
  await warn(sys, `slipway: busybox ${name} is not simulated here\n`);
  return 127;
}

/** busybox --install [-s] [DIR]: a hard or symbolic link for each applet; those that exist stay. */
async function install(sys: Sys, args: readonly string[]): Promise<number> {
  const symbolic = args[0] === '-s';
  const folder = args[symbolic ? 1 : 0] ?? '/bin';
  for (const name of APPLETS) {
    try {
      if (symbolic) await sys.symlink('/bin/busybox', `${folder}/${name}`);
      else await sys.link('/proc/self/exe', `${folder}/${name}`, { follow: true });
    } catch {
      // Applets that are there already are left alone, silently.
    }
  }
  return 0;
}

provideDispatch(dispatch);

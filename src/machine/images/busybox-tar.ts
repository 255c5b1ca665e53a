// The one image of the recorded host, as a tar: Debian's static busybox with a link for each applet, and the folders around it.

import { executableText } from '../../abi/program.ts';
import { APPLETS } from '../../userland/busybox/package.ts';
import { TarWriter } from '../../userland/lib/tar.ts';
import { binaries } from './debian/binaries.ts';

const FOLDERS: readonly [path: string, mode: number][] = [
  ['./', 0o755],
  ['./bin/', 0o755],
  ['./etc/', 0o755],
  ['./home/', 0o755],
  ['./root/', 0o700],
  ['./tmp/', 0o1777],
  ['./usr/', 0o755],
  ['./usr/bin/', 0o755],
  ['./var/', 0o755],
  ['./var/www/', 0o755],
  ['./var/spool/', 0o755],
];
const MADE_SECONDS = 1_795_487_400;

/** The archive that the recorded host's set-up pipes into `docker import`. */
export function busyboxTar(): Uint8Array {
  const tar = new TarWriter();
  const encoder = new TextEncoder();
  const owner = { uid: 0, gid: 0, userName: 'root', groupName: 'root', mtime: { seconds: MADE_SECONDS, nanoseconds: 0 } };
  for (const [name, mode] of FOLDERS) tar.add({ ...owner, name, kind: 'directory', mode });
  const executable = new Uint8Array(binaries.get('/usr/bin/busybox')!.sizeBytes);
  executable.set(encoder.encode(executableText('busybox')));
  tar.add({ ...owner, name: './bin/busybox', kind: 'file', mode: 0o755 }, executable);
  for (const applet of APPLETS) {
    if (applet !== 'busybox') tar.add({ ...owner, name: `./bin/${applet}`, kind: 'link', mode: 0o755, target: './bin/busybox' });
  }
  tar.add({ ...owner, name: './etc/passwd', kind: 'file', mode: 0o644 }, encoder.encode('root:x:0:0:root:/root:/bin/sh\n'));
  tar.add({ ...owner, name: './etc/group', kind: 'file', mode: 0o644 }, encoder.encode('root:x:0:\n'));
  return tar.finish();
}

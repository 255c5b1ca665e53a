// A program on a pseudoterminal of its own, with this process between it and standard input and output: su --pty and script.
// As lib/pty-session.c, util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { PollEntry, Sys } from '../../abi/sys.ts';
import type { Termios, Winsize } from '../../abi/tty.ts';
import type { Fd, Pid, Waited } from '../../abi/types.ts';
import { STDIN, STDOUT, writeAll } from '../lib/io.ts';
import { waitFor } from '../lib/run-program.ts';
import { isTerminal } from '../lib/stdout.ts';

export interface PtyPair {
  master: Fd;
  slavePath: string;
}

/** A new pty; its settings and size are those of standard input where that is a terminal. */
export async function openPty(sys: Sys): Promise<PtyPair> {
  const master = await sys.open('/dev/ptmx', { read: true, write: true, noctty: true, cloexec: true });
  await sys.ioctl(master, 'TIOCSPTLCK', false);
  const slavePath = `/dev/pts/${await sys.ioctl(master, 'TIOCGPTN')}`;
  if (await isTerminal(sys, STDIN)) {
    const slave = await sys.open(slavePath, { read: true, write: true, noctty: true, cloexec: true });
    await sys.ioctl(slave, 'TCSETS', await sys.ioctl(STDIN, 'TCGETS'));
    await sys.ioctl(slave, 'TIOCSWINSZ', await sys.ioctl(STDIN, 'TIOCGWINSZ'));
    await sys.close(slave);
  }
  return { master, slavePath };
}

/** In the child: a new session whose terminal is the pty, on descriptors 0, 1 and 2. */
export async function enterPty(sys: Sys, { master, slavePath }: PtyPair): Promise<void> {
  await sys.close(master);
  await sys.setsid();
  const slave = await sys.open(slavePath, { read: true, write: true });
  await sys.ioctl(slave, 'TIOCSCTTY', false).catch(() => undefined);
  for (const fd of [0, 1, 2]) await sys.dup2(slave, fd);
  if (slave > 2) await sys.close(slave);
}

export interface PtyWatcher {
  /** What was typed. */
  input?(bytes: Uint8Array): Promise<void>;
  /** What the program printed. */
  output?(bytes: Uint8Array): Promise<void>;
  /** The window's size changed. */
  resized?(size: Winsize): Promise<void>;
  /** Nothing is copied to standard output. */
  silent?: boolean;
}

const CHUNK = 4096;
const END_OF_INPUT = new Uint8Array([4]);

const rawOf = (settings: Termios): Termios => ({
  ...settings,
  flags: new Set([...settings.flags].filter(flag => ['CREAD', 'CS8', 'HUPCL', 'CLOCAL'].includes(flag))),
  characters: { ...settings.characters, VMIN: 1, VTIME: 0 },
});

/** Copies both ways until the child is gone, and gives how it ended. The terminal of standard input is raw meanwhile. */
export async function watchPty(
  sys: Sys,
  master: Fd,
  child: Pid,
  watcher: PtyWatcher,
): Promise<Extract<Waited, { how: 'exited' | 'killed' }>> {
  const settings = (await isTerminal(sys, STDIN)) ? await sys.ioctl(STDIN, 'TCGETS') : undefined;
  if (settings) {
    await sys.ioctl(STDIN, 'TCSETS', rawOf(settings));
    await sys.sigaction('SIGWINCH', async () => {
      const size = await sys.ioctl(STDIN, 'TIOCGWINSZ');
      await sys.ioctl(master, 'TIOCSWINSZ', size);
      await watcher.resized?.(size);
    });
  }
  const gone = await sys.pidfdOpen(child);
  try {
    await copy(sys, master, gone, watcher);
  } finally {
    if (settings) await sys.ioctl(STDIN, 'TCSETSW', settings);
  }
  await sys.close(gone);
  return waitFor(sys, child);
}

async function copy(sys: Sys, master: Fd, gone: Fd, watcher: PtyWatcher): Promise<void> {
  let input = true;
  for (;;) {
    const wanted: PollEntry[] = [
      { fd: master, want: 'read' },
      { fd: gone, want: 'read' },
    ];
    if (input) wanted.push({ fd: STDIN, want: 'read' });
    const ready = await retried(() => sys.poll(wanted));
    const isReady = (fd: Fd): boolean => ready.some(entry => entry.fd === fd);
    if (isReady(master)) {
      if (!(await passOutput(sys, master, watcher))) return;
      continue;
    }
    if (isReady(gone)) return;
    if (isReady(STDIN)) input = await passInput(sys, master, watcher);
  }
}

async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

async function passOutput(sys: Sys, master: Fd, watcher: PtyWatcher): Promise<boolean> {
  try {
    const bytes = await sys.read(master, CHUNK);
    if (bytes.length === 0) return false;
    if (!watcher.silent) await writeAll(sys, STDOUT, bytes);
    await watcher.output?.(bytes);
    return true;
  } catch (error) {
    // The last of the terminal's users is gone.
    if (error instanceof Errno && error.code === 'EIO') return false;
    throw error;
  }
}

async function passInput(sys: Sys, master: Fd, watcher: PtyWatcher): Promise<boolean> {
  const bytes = await retried(() => sys.read(STDIN, CHUNK));
  await writeAll(sys, master, bytes.length === 0 ? END_OF_INPUT : bytes);
  if (bytes.length > 0) await watcher.input?.(bytes);
  return bytes.length > 0;
}

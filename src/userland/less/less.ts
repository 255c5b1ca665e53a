// less: shows text a screen at a time; without a terminal it is cat. As less 668.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import { FullScreen } from '../lib/full-screen.ts';
import { chunks, print, program, warn, writeAll } from '../lib/io.ts';
import { isTerminal } from '../lib/stdout.ts';
import { Document } from './document.ts';
import { readOptions } from './options.ts';
import { Pager } from './pager.ts';
import { rowsOf } from './view.ts';

export default program({ name: 'less', summary: 'page through text', main: less });

async function less(sys: Sys, argv: string[], env: Env): Promise<number> {
  const options = readOptions(argv.slice(1), env.LESS ?? '');
  if (options.wrong !== undefined) return warn(sys, `${options.wrong}\n`).then(() => 1);
  if (options.flags.has('V')) return print(sys, 'less 668 (GNU regular expressions)\n').then(() => 0);
  if (options.flags.has('?')) return warn(sys, 'less: option --help is not simulated here\n').then(() => 1);
  const files = options.files;
  if (files.length === 0 && (await isTerminal(sys, 0))) {
    await warn(sys, 'Missing filename ("less --help" for help)\n');
    return 1;
  }
  if (!(await isTerminal(sys, 1))) return copy(sys, files.length === 0 ? ['-'] : files);
  const keyboard = await sys.open('/dev/tty', { read: true, cloexec: true }).catch(() => 2);
  let at = 0;
  const names = files.length === 0 ? ['-'] : files;
  let status = 0;
  while (at < names.length) {
    const fd = await openFile(sys, names[at]!);
    if (fd === undefined) {
      status = 1;
      names.splice(at, 1);
      continue;
    }
    const next = await page(sys, fd, keyboard, names[at] === '-' ? '' : names[at]!, options, names.length === 1);
    if (fd !== 0) await sys.close(fd);
    if (next === 'quit') return 0;
    at = next === 'next' ? Math.min(at + 1, names.length - 1) : Math.max(0, at - 1);
  }
  return status;
}

async function openFile(sys: Sys, path: string): Promise<Fd | undefined> {
  if (path === '-') return 0;
  try {
    const fd = await sys.open(path, { read: true, cloexec: true });
    if ((await sys.fstat(fd)).kind !== 'directory') return fd;
    await sys.close(fd);
    await warn(sys, `${path} is a directory\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `${path}: ${error.message}\n`);
  }
  return undefined;
}

async function copy(sys: Sys, names: readonly string[]): Promise<number> {
  let status = 0;
  for (const name of names) {
    const fd = await openFile(sys, name);
    if (fd === undefined) {
      status = 1;
      continue;
    }
    for await (const bytes of chunks(sys, fd)) await writeAll(sys, 1, bytes);
  }
  return status;
}

async function page(
  sys: Sys,
  fd: Fd,
  keyboard: Fd,
  name: string,
  options: ReturnType<typeof readOptions>,
  only: boolean,
): Promise<'quit' | 'next' | 'previous'> {
  const screen = new FullScreen(sys, keyboard, 1);
  const document = new Document(sys, fd);
  await screen.measure();
  const { rows, columns } = screen.size;
  if (options.flags.has('F') && only) {
    await document.ensure(rows);
    const view = {
      chop: options.flags.has('S'),
      numbers: options.flags.has('N'),
      colors: options.flags.has('R'),
      raw: options.flags.has('r'),
    };
    const lines = document.lines.flatMap((line, at) =>
      rowsOf(line, at + 1, columns, { ...view, shift: 0, tab: options.tab, pattern: undefined }),
    );
    if (document.whole && lines.length < rows) {
      await print(sys, `\r${lines.map(line => `${line}\n`).join('')}\r\x1b[K`);
      return 'quit';
    }
  }
  const plain = options.flags.has('X');
  await screen.enter();
  try {
    await screen.write(plain ? '\x1b[?1h\x1b=' : '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[H');
    return await new Pager(sys, screen, document, name, options).run();
  } finally {
    await screen.write(`\r\x1b[K\x1b[?1l\x1b>${plain ? '' : '\x1b[?1049l\x1b[23;0;0t'}`);
    await screen.leave();
  }
}

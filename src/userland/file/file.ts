// file: what kind of file it is. As file 5.47.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES, concat } from '../lib/io.ts';
import { lineBatches } from '../lib/lines.ts';
import { textWidth } from '../lib/width.ts';
import { type Guess, guess } from './magic.ts';

const USAGE = `Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]
            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]
            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]
            <file> ...
       file -C [-m <magicfiles>]
       file [--help]
`;
const LOOK_BYTES = 1048576;

export default command({
  name: 'file',
  summary: 'determine file type',
  usage: '[OPTION...] [FILE...]',
  short: 'bcCdEe:F:f:hiklLm:nNp0P:rsSvzZ',
  long: {
    brief: '-b',
    mime: '-i',
    'mime-type': 'none',
    'mime-encoding': 'none',
    dereference: '-L',
    'no-dereference': '-h',
    separator: '-F',
    'files-from': '-f',
    'no-pad': '-N',
    'special-files': '-s',
    uncompress: '-z',
    'keep-going': '-k',
    raw: '-r',
    print0: '-0',
  },
  version: '',
  tryText: () => USAGE,
  run: file,
});

async function file(tool: Tool): Promise<number> {
  if (tool.has('-v', '--version')) {
    tool.out.write('file-5.47\nmagic file from /etc/magic:/usr/share/misc/magic\n');
    return 0;
  }
  const paths = [...tool.operands];
  const list = tool.value('-f');
  if (list !== undefined) {
    const fd = await tool.input(list);
    if (fd !== undefined) for await (const { lines } of lineBatches(tool.sys, fd)) paths.unshift(...lines);
  }
  if (paths.length === 0) tool.usage('');
  const width = Math.max(...paths.map(textWidth));
  const separator = tool.value('-F') ?? ':';
  for (const path of paths) {
    const found = await describe(tool, path);
    const name = path === '-' ? '/dev/stdin' : path;
    const pad = tool.has('-N') ? '' : ' '.repeat(Math.max(0, width - textWidth(name)));
    const lead = tool.has('-b') ? '' : `${name}${tool.has('-0') ? '\0' : ''}${separator}${pad} `;
    tool.out.write(`${lead}${shown(tool, found)}\n`);
    await tool.out.settle();
  }
  return 0;
}

function shown(tool: Tool, { words, mime, charset }: Guess): string {
  if (tool.has('--mime-type')) return mime;
  if (tool.has('--mime-encoding')) return charset;
  return tool.has('-i') ? `${mime}; charset=${charset}` : words;
}

async function describe(tool: Tool, path: string): Promise<Guess> {
  const { sys } = tool;
  const inode = (words: string, kind: string): Guess => ({ words, mime: `inode/${kind}`, charset: 'binary' });
  let stat: Stat;
  try {
    stat = path === '-' ? await sys.fstat(0) : await sys.stat(path, { nofollow: tool.last('-L', '-h') !== '-L' });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const words = `cannot open \`${path}' (${error.message})`;
    return { words, mime: words, charset: words };
  }
  if (path !== '-') {
    if (stat.kind === 'directory') return inode((stat.mode & 0o1000) !== 0 ? 'sticky, directory' : 'directory', 'directory');
    if (stat.kind === 'symlink') {
      const target = await sys.readlink(path);
      const broken = await sys.stat(path).then(
        () => false,
        () => true,
      );
      return inode(`${broken ? 'broken ' : ''}symbolic link to ${target}`, 'symlink');
    }
    if (stat.kind === 'fifo') return inode('fifo (named pipe)', 'fifo');
    if (stat.kind === 'socket') return inode('socket', 'socket');
    if (stat.kind !== 'file' && !tool.has('-s')) {
      const kind = stat.kind === 'char' ? 'character' : 'block';
      return inode(`${kind} special (${stat.rdev.major}/${stat.rdev.minor})`, stat.kind === 'char' ? 'chardevice' : 'blockdevice');
    }
  }
  return contents(tool, path, stat);
}

async function contents(tool: Tool, path: string, stat: Stat): Promise<Guess> {
  const { sys } = tool;
  try {
    const fd = path === '-' ? 0 : await sys.open(path, { read: true });
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < LOOK_BYTES) {
      const bytes = await sys.read(fd, CHUNK_BYTES);
      if (bytes.length === 0) break;
      parts.push(bytes);
      length += bytes.length;
    }
    if (fd !== 0) await sys.close(fd);
    // What has no size, as in /proc, is not read.
    if (stat.kind === 'file' && stat.sizeBytes === 0 && path !== '-') return guess(new Uint8Array(0), 0);
    const found = guess(parts.length > 0 ? concat(parts) : new Uint8Array(0), stat.kind === 'file' ? stat.sizeBytes : length);
    const set = `${(stat.mode & 0o4000) !== 0 ? 'setuid ' : ''}${(stat.mode & 0o2000) !== 0 ? 'setgid ' : ''}`;
    return set === '' || path === '-' ? found : { ...found, words: set + found.words };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const words = error.code === 'EACCES' ? 'regular file, no read permission' : `cannot open \`${path}' (${error.message})`;
    return { words, mime: words, charset: words };
  }
}

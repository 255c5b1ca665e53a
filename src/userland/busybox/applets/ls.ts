// ls: lists folders and files. As coreutils/ls.c of BusyBox.

import { Errno } from '../../../abi/errno.ts';
import type { Kind, Stat } from '../../../abi/types.ts';
import { Names } from '../../lib/accounts.ts';
import { strftime } from '../../lib/dates.ts';
import { folderNames } from '../../lib/folder.ts';
import { modeString } from '../../lib/modes.ts';
import { joinPath } from '../../lib/path.ts';
import { isTerminal, terminalColumns } from '../../lib/stdout.ts';
import { compareVersions } from '../../lib/version-compare.ts';
import { textWidth } from '../../lib/width.ts';
import { zoneOf } from '../../lib/zones.ts';
import { applet, type Run } from '../applet.ts';
import { shortSize } from '../sizes.ts';

interface Node {
  name: string;
  path: string;
  stat: Stat;
  /** What a symbolic link points to; shown where the list is long. */
  target?: string;
}

type Layout = 'one' | 'down' | 'across' | 'long';

interface Options {
  layout: Layout;
  columns: number;
  coloured: boolean;
  /** Seconds: what is older than half a year shows its year. */
  now: number;
  names: Names;
  zone: ReturnType<typeof zoneOf>;
}

const HALF_YEAR = 182.5 * 86400;

export default applet({
  name: 'ls',
  usage: `Usage: ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...

List directory contents

	-1	One column output
	-a	Include names starting with .
	-A	Like -a, but exclude . and ..
	-x	List by lines
	-d	List directory names, not contents
	-L	Follow symlinks
	-H	Follow symlinks on command line
	-R	Recurse
	-p	Append / to directory names
	-F	Append indicator (one of */=@|) to names
	-l	Long format
	-i	List inode numbers
	-n	List numeric UIDs and GIDs instead of names
	-s	List allocated blocks
	-lc	List ctime
	-lu	List atime
	--full-time	List full date/time
	-h	Human readable sizes (1K 243M 2G)
	--group-directories-first
	-S	Sort by size
	-X	Sort by extension
	-v	Sort by version
	-t	Sort by mtime
	-tc	Sort by ctime
	-tu	Sort by atime
	-r	Reverse sort order
	-w N	Format N columns wide
	--color[={always,never,auto}]`,
  short: 'CadilnosghrSXvctuFpRL1AxHw:',
  long: { 'full-time': 'none', 'group-directories-first': 'none', color: 'optional' },

  async run(run) {
    const { sys } = run;
    const terminal = await isTerminal(sys, 1);
    const colour = run.given.findLast(({ option }) => option === '--color');
    const width = run.value('-w');
    const options: Options = {
      layout: layoutOf(run, terminal),
      columns: width === undefined ? await terminalColumns(sys, 1, run.env) : Number(width),
      coloured: colour !== undefined && (colour.value === 'always' || (colour.value !== 'never' && terminal)),
      now: (await sys.clockGettime('realtime')).seconds,
      names: await new Names(sys).load(),
      zone: zoneOf(run.env.TZ),
    };
    const files: Node[] = [];
    const folders: Node[] = [];
    const operands = run.operands.length > 0 ? run.operands : ['.'];
    for (const path of operands) {
      const node = await nodeOf(run, path, path, run.has('-H') || !run.has('-l', '-n', '-s', '-i', '-F'));
      if (!node) continue;
      (node.stat.kind === 'directory' && !run.has('-d') ? folders : files).push(node);
    }
    let first = files.length === 0;
    show(run, sorted(run, files), options, false);
    const named = operands.length > 1 || run.has('-R');
    for (const folder of sorted(run, folders)) {
      await list(run, folder, options, named, first);
      first = false;
    }
  },
});

function layoutOf(run: Run, terminal: boolean): Layout {
  let layout: Layout = terminal ? 'down' : 'one';
  for (const { option } of run.given) {
    if (option === '-1') layout = layout === 'long' ? 'long' : 'one';
    else if (option === '-C') layout = 'down';
    else if (option === '-x') layout = 'across';
    else if (['-l', '-n', '-g', '-o', '--full-time'].includes(option)) layout = 'long';
  }
  return layout;
}

/** A name with its state; complains and gives undefined where it has none. */
async function nodeOf(run: Run, path: string, name: string, follow: boolean): Promise<Node | undefined> {
  const { sys } = run;
  try {
    const own = await sys.stat(path, { nofollow: true });
    const through = own.kind === 'symlink' && (run.has('-L') || follow);
    const stat = through ? await sys.stat(path).catch(error => (run.has('-L') ? Promise.reject(error) : own)) : own;
    const target = stat.kind === 'symlink' ? await sys.readlink(path) : undefined;
    return { name, path, stat, ...(target === undefined ? {} : { target }) };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await run.perror(path, error);
    return undefined;
  }
}

/** A folder's contents; with -R those of the folders in it, after it. */
async function list(run: Run, folder: Node, options: Options, named: boolean, first: boolean): Promise<void> {
  const nodes: Node[] = [];
  try {
    const names = await folderNames(run.sys, folder.path);
    if (run.has('-a')) names.push('.', '..');
    for (const name of names) {
      if (name.startsWith('.') && !run.has('-a', '-A')) continue;
      const node = await nodeOf(run, joinPath(folder.path, name), name, false);
      if (node) nodes.push(node);
    }
  } catch (error) {
    return run.perror(`can't open '${folder.path}'`, error);
  }
  if (named) run.out.write(`${first ? '' : '\n'}${folder.path}:\n`);
  const ordered = sorted(run, nodes);
  show(run, ordered, options, run.has('-s') || options.layout === 'long');
  if (!run.has('-R')) return;
  for (const node of ordered)
    if (node.stat.kind === 'directory' && node.name !== '.' && node.name !== '..') await list(run, node, options, true, false);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const extension = (name: string): string => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');
const timeOf = (run: Run, { stat }: Node) => (run.has('-c') ? stat.ctime : run.has('-u') ? stat.atime : stat.mtime);

function sorted(run: Run, nodes: Node[]): Node[] {
  const by = run.given.findLast(({ option }) => ['-S', '-X', '-v', '-t'].includes(option))?.option;
  const compare = (a: Node, b: Node): number => {
    if (by === '-S') return b.stat.sizeBytes - a.stat.sizeBytes;
    if (by === '-X') return compareText(extension(a.name), extension(b.name));
    if (by === '-v') return compareVersions(a.name, b.name);
    const [x, y] = [timeOf(run, a), timeOf(run, b)];
    return by === '-t' ? y.seconds - x.seconds || y.nanoseconds - x.nanoseconds : 0;
  };
  const turn = run.has('-r') ? -1 : 1;
  const folders = run.has('--group-directories-first');
  return nodes.sort(
    (a, b) =>
      (folders ? Number(b.stat.kind === 'directory') - Number(a.stat.kind === 'directory') : 0) ||
      turn * (compare(a, b) || compareText(a.name, b.name)),
  );
}

const COLOURS: Readonly<Record<Kind, string>> = {
  file: '0;0',
  directory: '1;34',
  symlink: '1;36',
  char: '1;33',
  block: '1;33',
  fifo: '0;35',
  socket: '1;35',
};

function indicator(run: Run, { kind, mode }: Stat): string {
  if (kind === 'directory') return run.has('-F', '-p') ? '/' : '';
  if (!run.has('-F')) return '';
  if (kind === 'file') return (mode & 0o111) !== 0 ? '*' : '';
  return { symlink: '@', fifo: '|', socket: '=', char: '', block: '' }[kind];
}

/** A name, its number and blocks before it, its indicator behind it; the width is that on the screen. */
function cell(run: Run, node: Node, { coloured, layout }: Options): { text: string; width: number } {
  const before =
    (run.has('-i') ? `${String(node.stat.ino).padStart(7)} ` : '') + (run.has('-s') ? `${String(node.stat.blocks / 2).padStart(6)} ` : '');
  const mark = layout === 'long' && node.target !== undefined ? '' : indicator(run, node.stat);
  const executable = node.stat.kind === 'file' && (node.stat.mode & 0o111) !== 0;
  const name = coloured ? `\x1b[${executable ? '1;32' : COLOURS[node.stat.kind]}m${node.name}\x1b[m` : node.name;
  return { text: before + name + mark, width: textWidth(before + node.name + mark) };
}

function long(run: Run, node: Node, options: Options): string {
  const { stat } = node;
  const numeric = run.has('-n');
  const user = (numeric ? undefined : options.names.user(stat.uid)) ?? `${stat.uid}`;
  const group = (numeric ? undefined : options.names.group(stat.gid)) ?? `${stat.gid}`;
  const device = stat.kind === 'char' || stat.kind === 'block';
  const size = run.has('-h') ? shortSize(stat.sizeBytes).padStart(9) : String(stat.sizeBytes).padStart(9);
  const when = timeOf(run, node);
  const recent = when.seconds <= options.now && options.now - when.seconds <= HALF_YEAR;
  const time = strftime(run.has('--full-time') ? '%Y-%m-%d %H:%M:%S %z' : recent ? '%b %e %H:%M' : '%b %e  %Y', when, options.zone);
  const owners = [...(run.has('-g') ? [] : [user.slice(0, 8).padEnd(8)]), ...(run.has('-o') ? [] : [group.slice(0, 8).padEnd(8)])];
  const before =
    (run.has('-i') ? `${String(stat.ino).padStart(7)} ` : '') + (run.has('-s') ? `${String(stat.blocks / 2).padStart(6)} ` : '');
  const { text } = cell(run, node, options);
  const where = device ? `${String(stat.rdev.major).padStart(4)},${String(stat.rdev.minor).padStart(4)}` : size;
  const to = node.target === undefined ? '' : ` -> ${node.target}`;
  const mode = modeString(stat.kind, stat.mode);
  return `${before}${mode} ${String(stat.nlink).padStart(4)} ${owners.join(' ')} ${where} ${time} ${text.slice(before.length)}${to}`;
}

function show(run: Run, nodes: readonly Node[], options: Options, total: boolean): void {
  if (total) run.out.write(`total ${nodes.reduce((sum, { stat }) => sum + stat.blocks, 0) / 2}\n`);
  if (nodes.length === 0) return;
  if (options.layout === 'long' || options.layout === 'one') {
    for (const node of nodes) run.out.write(`${options.layout === 'long' ? long(run, node, options) : cell(run, node, options).text}\n`);
    return;
  }
  const cells = nodes.map(node => cell(run, node, options));
  const width = Math.max(...cells.map(each => each.width)) + 2;
  const columns = Math.max(1, Math.floor(options.columns / width));
  const rows = Math.ceil(cells.length / columns);
  for (let row = 0; row < rows; row++) {
    const line: { text: string; width: number }[] = [];
    for (let column = 0; column < columns; column++) {
      const each = cells[options.layout === 'down' ? column * rows + row : row * columns + column];
      if (each) line.push(each);
    }
    run.out.write(
      `${line.map((each, at) => (at === line.length - 1 ? each.text : each.text + ' '.repeat(width - each.width))).join('')}\n`,
    );
  }
}

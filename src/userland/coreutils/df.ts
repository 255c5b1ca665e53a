// df: the space of filesystems. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { normalizePath } from '../lib/path.ts';
import { quote, quoteName } from '../lib/quote.ts';
import { type BlockSize, parseBlockSize, printBlocks } from '../lib/sizes.ts';
import { textWidth } from '../lib/width.ts';
import { canonicalize } from './canonicalize.ts';
import { type MountEntry, readMounts } from './mounts.ts';

export default command({
  name: 'df',
  summary: 'show information about the file system on which each FILE resides, or all file systems by default',
  usage: '[OPTION]... [FILE]...',
  help: `  -a, --all             include pseudo, duplicate, inaccessible file systems
  -B, --block-size=SIZE  scale sizes by SIZE before printing them
  -h, --human-readable  print sizes in powers of 1024 (e.g., 1023M)
  -H, --si              print sizes in powers of 1000 (e.g., 1.1G)
  -i, --inodes          list inode information instead of block usage
  -k                    like --block-size=1K
  -l, --local           limit listing to local file systems
      --output[=FIELD_LIST]  use the output format defined by FIELD_LIST
  -P, --portability     use the POSIX output format
      --total           elide all entries insignificant to available space,
                          and produce a grand total
  -t, --type=TYPE       limit listing to file systems of type TYPE
  -T, --print-type      print file system type
  -x, --exclude-type=TYPE  limit listing to file systems not of type TYPE

FIELD_LIST is a comma-separated list of columns to be included.  Valid
field names are: 'source', 'fstype', 'itotal', 'iused', 'iavail', 'ipcent',
'size', 'used', 'avail', 'pcent', 'file' and 'target'.`,
  short: 'aB:iF:hHklmPTt:vx:',
  long: {
    all: '-a',
    'block-size': '-B',
    inodes: '-i',
    'human-readable': '-h',
    si: '-H',
    local: '-l',
    output: 'optional',
    portability: '-P',
    'print-type': '-T',
    sync: 'none',
    'no-sync': 'none',
    total: 'none',
    type: '-t',
    'exclude-type': '-x',
  },
  run: df,
});

type Column = 'source' | 'fstype' | 'itotal' | 'iused' | 'iavail' | 'ipcent' | 'size' | 'used' | 'avail' | 'pcent' | 'file' | 'target';
const COLUMNS: Readonly<Record<Column, number>> = {
  source: 14,
  fstype: 4,
  itotal: 5,
  iused: 5,
  iavail: 5,
  ipcent: 4,
  size: 5,
  used: 5,
  avail: 5,
  pcent: 4,
  file: 0,
  target: 0,
};
const HEADERS: Readonly<Record<Column, string>> = {
  source: 'Filesystem',
  fstype: 'Type',
  itotal: 'Inodes',
  iused: 'IUsed',
  iavail: 'IFree',
  ipcent: 'IUse%',
  size: '',
  used: 'Used',
  avail: 'Avail',
  pcent: 'Use%',
  file: 'File',
  target: 'Mounted on',
};

interface Row {
  source: string;
  type: string;
  target: string;
  file: string;
  /** Bytes; undefined where the filesystem counts none. */
  size: number;
  free: number;
  available: number;
  inodes: number;
  inodesFree: number;
}

function columnsOf(tool: Tool): Column[] {
  if (tool.has('--output')) {
    for (const [option, word] of [
      ['-i', '-i'],
      ['-P', '-P'],
      ['-T', '-T'],
    ] as const) {
      if (tool.has(option)) tool.usage(`options ${word} and --output are mutually exclusive`);
    }
    const list = tool.value('--output');
    if (list === undefined) return Object.keys(COLUMNS) as Column[];
    const columns = list.split(',');
    for (const [at, column] of columns.entries()) {
      if (!Object.hasOwn(COLUMNS, column)) tool.usage(`option --output: field ${quote(column)} unknown`);
      if (columns.indexOf(column) < at) tool.usage(`option --output: field ${quote(column)} used more than once`);
    }
    return columns as Column[];
  }
  const type: Column[] = tool.has('-T') ? ['fstype'] : [];
  if (tool.has('-i')) return ['source', ...type, 'itotal', 'iused', 'iavail', 'ipcent', 'target'];
  return ['source', ...type, 'size', 'used', 'avail', 'pcent', 'target'];
}

function sizeOf(tool: Tool): BlockSize {
  const option = tool.last('-h', '-H', '-k', '-m', '-B');
  if (option === '-h') return { unitBytes: 0, human: 1024, suffix: '' };
  if (option === '-H') return { unitBytes: 0, human: 1000, suffix: '' };
  if (option === '-m') return { unitBytes: 1048576, suffix: '' };
  if (option === '-B') return parseBlockSize(tool.value('-B')!) ?? tool.fail(`invalid -B argument '${tool.value('-B')}'`);
  const environment = tool.env.DF_BLOCK_SIZE ?? tool.env.BLOCK_SIZE;
  return (
    (option === undefined && environment !== undefined ? parseBlockSize(environment) : undefined) ?? {
      unitBytes: tool.env.POSIXLY_CORRECT === undefined || option === '-k' ? 1024 : 512,
      suffix: '',
    }
  );
}

async function df(tool: Tool): Promise<number> {
  const columns = columnsOf(tool);
  const size = sizeOf(tool);
  const mounts = await readMounts(tool.sys);
  const types = tool.given.filter(({ option }) => option === '-t').map(({ value }) => value!);
  const excluded = tool.given.filter(({ option }) => option === '-x').map(({ value }) => value!);
  for (const type of types) if (excluded.includes(type)) tool.fail(`file system type ${quote(type)} both selected and excluded`);
  const wanted = ({ type }: MountEntry): boolean => (types.length === 0 || types.includes(type)) && !excluded.includes(type);
  const rows: Row[] = [];
  if (tool.operands.length === 0) {
    for (const mount of tool.has('-a') ? mounts : unique(mounts)) {
      if (!wanted(mount)) continue;
      const row = await rowOf(tool, mount, '-');
      if (row !== undefined && (row.size > 0 || tool.has('-a') || types.length > 0)) rows.push(row);
    }
  } else {
    for (const path of tool.operands) {
      const mount = await mountOf(tool, path, mounts);
      if (mount === undefined || !wanted(mount)) continue;
      const row = await rowOf(tool, mount, path);
      if (row !== undefined) rows.push(row);
    }
  }
  if (rows.length === 0) {
    if (tool.status === 0) await tool.warn('no file systems processed');
    return 1;
  }
  if (tool.has('--total')) rows.push(totalOf(rows));
  print(tool, rows, columns, size);
  return tool.status;
}

/** One mount for each device: the one with the shortest place, and of equal places the last. */
function unique(mounts: readonly MountEntry[]): MountEntry[] {
  const byDevice = new Map<string, MountEntry>();
  for (const mount of mounts) {
    const known = byDevice.get(mount.device);
    if (known === undefined || mount.target.length < known.target.length || mount.target === known.target)
      byDevice.set(mount.device, mount);
  }
  // What is mounted over is not to be seen.
  const last = new Map(mounts.map(mount => [mount.target, mount]));
  return mounts.filter(mount => byDevice.get(mount.device) === mount && last.get(mount.target) === mount);
}

async function mountOf(tool: Tool, path: string, mounts: readonly MountEntry[]): Promise<MountEntry | undefined> {
  try {
    await tool.sys.stat(path);
    const real = normalizePath(await canonicalize(tool.sys, path, 'existing'));
    const within = mounts.filter(({ target }) => target === '/' || real === target || real.startsWith(`${target}/`));
    return within.reduce<MountEntry | undefined>(
      (best, mount) => (best === undefined || mount.target.length >= best.target.length ? mount : best),
      undefined,
    );
  } catch (error) {
    await tool.complain(quoteName(path), error);
    return undefined;
  }
}

async function rowOf(tool: Tool, mount: MountEntry, file: string): Promise<Row | undefined> {
  try {
    const status = await tool.sys.statfs(file === '-' ? mount.target : file);
    const unit = status.blockSizeBytes;
    return {
      source: mount.source,
      type: mount.type,
      target: mount.target,
      file,
      size: status.blocks * unit,
      free: status.blocksFree * unit,
      available: status.blocksAvailable * unit,
      inodes: status.inodes,
      inodesFree: status.inodesFree,
    };
  } catch (error) {
    if (error instanceof Errno && error.code === 'EACCES' && file === '-') return undefined;
    await tool.complain(quoteName(mount.target), error);
    return undefined;
  }
}

function totalOf(rows: readonly Row[]): Row {
  const total: Row = { source: 'total', type: '-', target: '-', file: '-', size: 0, free: 0, available: 0, inodes: 0, inodesFree: 0 };
  for (const row of rows) for (const key of ['size', 'free', 'available', 'inodes', 'inodesFree'] as const) total[key] += row[key];
  return total;
}

const percent = (used: number, available: number): string =>
  used + available > 0 ? `${Math.ceil((used * 100) / (used + available))}%` : '-';

function cell(row: Row, column: Column, size: BlockSize): string {
  const count = (value: number): string => (size.human === undefined ? String(value) : printBlocks(value, size));
  switch (column) {
    case 'source':
      return row.source;
    case 'fstype':
      return row.type;
    case 'target':
      return row.target;
    case 'file':
      return row.file;
    case 'size':
      return printBlocks(row.size, size);
    case 'used':
      return printBlocks(row.size - row.free, size);
    case 'avail':
      return printBlocks(row.available, size);
    case 'pcent':
      return percent(row.size - row.free, row.available);
    case 'itotal':
      return count(row.inodes);
    case 'iused':
      return count(row.inodes - row.inodesFree);
    case 'iavail':
      return count(row.inodesFree);
    case 'ipcent':
      return percent(row.inodes - row.inodesFree, row.inodesFree);
  }
}

function sizeHeader(tool: Tool, size: BlockSize): string {
  if (size.human !== undefined) return 'Size';
  if (tool.has('-P')) return `${size.unitBytes}-blocks`;
  const names = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
  for (const [base, mark] of [
    [1024, ''],
    [1000, 'B'],
  ] as const) {
    const power = Math.round(Math.log(size.unitBytes) / Math.log(base));
    if (power > 0 && base ** power === size.unitBytes)
      return `1${base === 1000 ? names[power]!.toLowerCase().replace('m', 'M').replace('g', 'G') : names[power]}${mark}-blocks`;
    for (let low = names.length - 1; low > 0; low--) {
      if (size.unitBytes % base ** low === 0 && size.unitBytes / base ** low < base)
        return `${size.unitBytes / base ** low}${names[low]}${mark}-blocks`;
    }
  }
  return `${size.unitBytes}B-blocks`;
}

function print(tool: Tool, rows: readonly Row[], columns: readonly Column[], size: BlockSize): void {
  const header = (column: Column): string => {
    if (column === 'size') return sizeHeader(tool, size);
    if (column === 'pcent' && tool.has('-P')) return 'Capacity';
    if (column === 'avail') return size.human === undefined && !tool.has('--output') ? 'Available' : 'Avail';
    return HEADERS[column];
  };
  const table = [columns.map(header), ...rows.map(row => columns.map(column => cell(row, column, size)))];
  const widths = columns.map((column, at) => Math.max(COLUMNS[column], ...table.map(line => textWidth(line[at]!))));
  for (const line of table) {
    const cells = line.map((text, at) => {
      const room = ' '.repeat(Math.max(0, widths[at]! - textWidth(text)));
      const left = ['source', 'fstype', 'file', 'target'].includes(columns[at]!);
      if (!left) return room + text;
      return at === line.length - 1 ? text : text + room;
    });
    tool.out.write(`${cells.join(' ')}\n`);
  }
}

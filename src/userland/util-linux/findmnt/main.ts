// findmnt: finds mounts and shows them as a tree or list. util-linux 2.42.

import { Errno } from '../../../abi/errno.ts';
import type { Tool } from '../../lib/command.ts';
import { isTerminal, terminalColumns } from '../../lib/stdout.ts';
import { canonical, canonicalOr } from '../canonical.ts';
import { utilLinux } from '../frame.ts';
import { HELP } from '../help/findmnt.ts';
import { fstab } from '../mount/fstab.ts';
import { mergedOptions, mountTable, optionsMatch, typeMatches } from '../mountinfo.ts';
import { chooseColumns, printTable, type Row, utf8Locale } from '../table.ts';
import { COLUMNS, type Context, type Entry, type FindmntColumn, hasBlocks } from './columns.ts';

export default utilLinux({
  name: 'findmnt',
  summary: 'find a filesystem',
  help: HELP,
  short: 'Aad:bCcDefF:IiJklmM:nN:O:o:p::PQ:RrS:sT:t:UuvW:w:xyH',
  long: {
    all: '-A',
    ascii: '-a',
    bytes: '-b',
    canonicalize: '-c',
    direction: '-d',
    df: '-D',
    dfi: '-I',
    evaluate: '-e',
    'first-only': '-f',
    filter: '-Q',
    fstab: '-s',
    hyperlink: 'optional',
    id: 'required',
    invert: '-i',
    json: '-J',
    kernel: 'optional',
    list: '-l',
    'list-columns': '-H',
    mountpoint: '-M',
    mtab: '-m',
    noheadings: '-n',
    nocanonicalize: '-C',
    nofsroot: '-v',
    notruncate: '-u',
    options: '-O',
    output: '-o',
    'output-all': 'none',
    pairs: '-P',
    poll: '-p',
    pseudo: 'none',
    raw: '-r',
    real: 'none',
    shadowed: 'none',
    shell: '-y',
    source: '-S',
    submounts: '-R',
    'tab-file': '-F',
    target: '-T',
    task: '-N',
    timeout: '-w',
    tree: 'none',
    types: '-t',
    uniq: '-U',
    'uniq-id': 'required',
    verbose: 'none',
    verify: '-x',
    'vfs-all': 'none',
  },
  run: findmnt,
});

const USUAL = ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS'];
const USUAL_DF = ['SOURCE', 'FSTYPE', 'SIZE', 'USED', 'AVAIL', 'USE%', 'TARGET'];
const USUAL_DFI = ['SOURCE', 'FSTYPE', 'INO.TOTAL', 'INO.USED', 'INO.AVAIL', 'INO.USE%', 'TARGET'];
const PSEUDO = new Set(
  'anon_inodefs apparmorfs autofs bdev binder binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devfs devpts devtmpfs dlmfs efivarfs fusectl hugetlbfs ipathfs mqueue nfsd none nsfs overlay pipefs proc pstore ramfs resctrl rootfs rpc_pipefs securityfs selinuxfs smackfs sockfs spufs sysfs tmpfs tracefs vboxsf virtiofs'.split(
    ' ',
  ),
);

async function findmnt(tool: Tool): Promise<number> {
  if (tool.has('-H')) return listColumns(tool);
  const direction = tool.value('-d');
  if (direction !== undefined && direction !== 'forward' && direction !== 'backward') tool.fail(`unknown direction '${direction}'`);
  for (const option of ['-Q', '-F', '--uniq-id']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (tool.has('-p')) tool.fail('option --poll is not simulated here');
  if (tool.has('-x')) {
    tool.out.write('Success, no errors or warnings detected\n');
    return 0;
  }
  const columns = columnsOf(tool);
  const entries = await table(tool);
  const context: Context = {
    sys: tool.sys,
    bytes: tool.has('-b'),
    noRoot: tool.has('-v'),
    vfsAll: tool.has('--vfs-all'),
    task: Number(tool.value('-N') ?? (await tool.sys.getpid())),
    statfs: new Map(),
  };
  const wanted = await matcher(tool, entries);
  return show(tool, columns, entries, wanted, context);
}

function listColumns(tool: Tool): number {
  for (const { name, type, help } of COLUMNS) tool.out.write(`${name.padStart(11)} ${type.padEnd(15)} ${help}\n`);
  return 0;
}

function columnsOf(tool: Tool): FindmntColumn[] {
  const usual = tool.has('--output-all')
    ? COLUMNS.map(({ name }) => name).filter(name => !['ACTION', 'OLD-OPTIONS', 'OLD-TARGET'].includes(name))
    : tool.has('-D')
      ? USUAL_DF
      : tool.has('-I')
        ? USUAL_DFI
        : USUAL;
  const chosen = chooseColumns(COLUMNS, usual, tool.value('-o'));
  return typeof chosen === 'string' ? tool.fail(`unknown column: ${chosen}`) : chosen;
}

async function table(tool: Tool): Promise<Entry[]> {
  if (tool.has('-s')) {
    return ((await fstab(tool.sys)) ?? []).map((line, index) => ({
      id: index,
      parent: -1,
      device: '',
      root: '',
      target: line.target,
      vfsOptions: '',
      optional: [],
      type: line.type,
      source: line.source,
      fsOptions: line.options,
      frequency: line.frequency,
      pass: line.pass,
    }));
  }
  const task = tool.value('-N');
  const path = task === undefined ? '/proc/self/mountinfo' : `/proc/${task}/mountinfo`;
  try {
    return await mountTable(tool.sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`can't read ${task === undefined ? '/proc/mounts' : path}: ${error.message}`);
  }
}

type Matcher = (entry: Entry) => boolean;

/** Whether anything names a source or a place: those are found, and not shown as a tree. */
const searches = (tool: Tool): boolean => tool.operands.length > 0 || tool.has('-S', '-T', '-M', '--id');

async function matcher(tool: Tool, entries: readonly Entry[]): Promise<Matcher> {
  const tests: Matcher[] = [];
  const types = tool.value('-t');
  if (types !== undefined) tests.push(({ type }) => typeMatches(type, types));
  const options = tool.value('-O');
  if (options !== undefined) tests.push(entry => optionsMatch(mergedOptions(entry), options));
  const source = tool.value('-S');
  if (source !== undefined) tests.push(bySource(source));
  const place = tool.value('-M');
  if (place !== undefined) {
    const path = await canonicalOr(tool.sys, place);
    tests.push(({ target }) => target === path);
  }
  const within = tool.value('-T');
  if (within !== undefined) tests.push(await byContent(tool, within, entries));
  const id = tool.value('--id');
  if (id !== undefined) tests.push(entry => entry.id === Number(id));
  tests.push(...(await byOperands(tool)));
  if (tool.has('--pseudo')) tests.push(({ type }) => PSEUDO.has(type));
  if (tool.has('--real')) tests.push(({ type }) => !PSEUDO.has(type));
  if (tool.has('--shadowed')) tests.push(entry => entries.some(other => other.parent === entry.id && other.target === entry.target));
  const all: Matcher = entry => tests.every(test => test(entry));
  return tool.has('-i') ? entry => !all(entry) : all;
}

const bySource =
  (source: string): Matcher =>
  entry =>
    entry.source === source || entry.device === source || `${entry.source}[${entry.root}]` === source;

/** The mount that holds a path, which must exist. */
async function byContent(tool: Tool, path: string, entries: readonly Entry[]): Promise<Matcher> {
  const real = await canonical(tool.sys, path).catch(() => undefined);
  if (real === undefined) return () => false;
  const holds = ({ target }: Entry): boolean => target === real || target === '/' || real.startsWith(`${target}/`);
  const best = entries.filter(holds).reduce((longest, { target }) => (target.length > longest.length ? target : longest), '');
  return ({ target }) => target === best;
}

async function byOperands(tool: Tool): Promise<Matcher[]> {
  const [first, second] = tool.operands;
  if (first === undefined) return [];
  if (second !== undefined) {
    const path = await canonicalOr(tool.sys, second);
    return [bySource(first), ({ target }) => target === path];
  }
  const path = await canonicalOr(tool.sys, first);
  const source = bySource(first);
  return [entry => entry.target === path || source(entry)];
}

async function show(
  tool: Tool,
  columns: readonly FindmntColumn[],
  entries: readonly Entry[],
  wanted: Matcher,
  context: Context,
): Promise<number> {
  const tabular = tool.has('-l', '-r', '-P', '-D', '-I', '-f', '-s', '-U') || tool.has('--shadowed', '--real');
  const submounts = tool.has('-R');
  const tree = tool.has('--tree') || (!tabular && (submounts || !searches(tool)));
  let found = entries.filter(wanted);
  if (tool.has('-d') && tool.value('-d') === 'backward' && !tree) found.reverse();
  if (tool.has('-U')) found = found.filter(({ target }, index) => found.findLastIndex(other => other.target === target) === index);
  if (tool.has('-D', '-I') && !tool.has('-A')) found = await withBlocks(found, context);
  if (tool.has('-f')) found = found.slice(0, 1);
  if (submounts) found = withChildren(found, entries);
  const rows = tree ? await treeRows(found, entries, columns, context) : await inTurn(found, entry => rowOf(entry, columns, context));
  const terminal = await isTerminal(tool.sys, 1);
  const format = tool.has('-J') ? 'json' : tool.has('-r') ? 'raw' : tool.has('-P') ? 'pairs' : tree ? 'tree' : 'list';
  const shown = format === 'json' && !tree ? columns.map(column => ({ ...column, tree: false })) : columns;
  tool.out.write(
    found.length === 0
      ? ''
      : printTable(shown, rows, {
          format,
          headings: !tool.has('-n') && format !== 'pairs',
          ascii: tool.has('-a') || !utf8Locale(tool.env),
          name: 'filesystems',
          shell: tool.has('-y'),
          columns: terminal && !tool.has('-u') ? await terminalColumns(tool.sys, 1, tool.env) : undefined,
        }),
  );
  return found.length === 0 && (searches(tool) || tool.has('-s', '-f')) ? 1 : 0;
}

/** One after another: system calls of a thread never overlap. */
async function inTurn<T, R>(list: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of list) results.push(await each(item));
  return results;
}

async function withBlocks(entries: readonly Entry[], context: Context): Promise<Entry[]> {
  const kept: Entry[] = [];
  for (const entry of entries) if (await hasBlocks(entry, context)) kept.push(entry);
  return kept;
}

function withChildren(found: readonly Entry[], entries: readonly Entry[]): Entry[] {
  const ids = new Set(found.map(({ id }) => id));
  const order = [...found];
  for (let at = 0; at < order.length; at++) {
    for (const entry of entries) {
      if (entry.parent !== order[at]!.id || ids.has(entry.id)) continue;
      ids.add(entry.id);
      order.push(entry);
    }
  }
  return order;
}

async function rowOf(entry: Entry, columns: readonly FindmntColumn[], context: Context): Promise<Row> {
  return { cells: await inTurn(columns, async column => column.value(entry, context)), children: [] };
}

/** The found mounts below the nearest found mount above each, in the order of the whole tree. */
async function treeRows(
  found: readonly Entry[],
  entries: readonly Entry[],
  columns: readonly FindmntColumn[],
  context: Context,
): Promise<Row[]> {
  const wanted = new Set(found.map(({ id }) => id));
  const known = new Set(entries.map(({ id }) => id));
  const children = (id: number): Entry[] => entries.filter(entry => entry.parent === id && entry.id !== id).sort((a, b) => a.id - b.id);
  const rows: Row[] = [];
  const visit = async (entry: Entry, into: Row[]): Promise<void> => {
    let below = into;
    if (wanted.has(entry.id)) {
      const row = await rowOf(entry, columns, context);
      into.push(row);
      below = row.children;
    }
    for (const child of children(entry.id)) await visit(child, below);
  };
  for (const entry of entries) if (!known.has(entry.parent) || entry.parent === entry.id) await visit(entry, rows);
  return rows;
}

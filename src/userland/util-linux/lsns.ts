// lsns: lists namespaces. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Namespace } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { Netlink } from '../lib/netlink.ts';
import { pids, procArguments, procStat } from '../lib/proc.ts';
import { isTerminal, terminalColumns } from '../lib/stdout.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/lsns.ts';
import { mountTable } from './mountinfo.ts';
import { type Column, chooseColumns, printTable, type Row, utf8Locale } from './table.ts';

export default utilLinux({
  name: 'lsns',
  summary: 'list namespaces',
  help: HELP,
  short: 'JlPp:Q:o:nruWt:T::H',
  long: {
    json: '-J',
    list: '-l',
    noheadings: '-n',
    output: '-o',
    'output-all': 'none',
    persistent: '-P',
    task: '-p',
    filter: '-Q',
    raw: '-r',
    notruncate: '-u',
    nowrap: '-W',
    type: '-t',
    tree: '-T',
    'list-columns': '-H',
  },
  run: lsns,
});

const KINDS: readonly Namespace[] = ['mnt', 'net', 'pid', 'uts', 'ipc', 'user', 'cgroup', 'time'];

interface Found {
  ino: number;
  kind: Namespace;
  path: string;
  processes: number;
  pid: number | undefined;
  ppid: number;
  uid: number;
  command: string;
  parent: number;
  owner: number;
  netnsid: string;
  nsfs: string;
}

interface LsnsColumn extends Column {
  help: string;
  type: string;
  value: (each: Found, names: Names) => string;
}

const number = (value: number | undefined): string => (value === undefined ? '' : String(value));
const column = (name: string, type: string, help: string, value: LsnsColumn['value'], rest: Partial<Column> = {}): LsnsColumn => ({
  name,
  type,
  help,
  value,
  ...rest,
});
const NUMBER = { right: true, json: 'number' } as const;

const COLUMNS: readonly LsnsColumn[] = [
  column('NS', '<integer>', 'namespace identifier (inode number)', ({ ino }) => String(ino), { ...NUMBER, tree: true }),
  column('TYPE', '<string>', 'kind of namespace', ({ kind }) => kind, { hint: 5 }),
  column('PATH', '<string>', 'path to the namespace', ({ path }) => path),
  column('NPROCS', '<integer>', 'number of processes in the namespace', ({ processes }) => String(processes), NUMBER),
  column('PID', '<integer>', 'lowest PID in the namespace', ({ pid }) => number(pid), NUMBER),
  column('PPID', '<integer>', 'PPID of the PID', ({ pid, ppid }) => (pid === undefined ? '' : String(ppid)), NUMBER),
  column('COMMAND', '<string>', 'command line of the PID', ({ command }) => command, { truncate: true }),
  column('UID', '<integer>', 'UID of the PID', ({ uid }) => String(uid), NUMBER),
  column('USER', '<string>', 'username of the PID', ({ uid }, names) => names.user(uid) ?? String(uid)),
  column('NETNSID', '<string>', 'namespace ID as used by network subsystem', ({ netnsid }) => netnsid, { right: true }),
  column('NSFS', '<string>', 'nsfs mountpoint (usually used network subsystem)', ({ nsfs }) => nsfs),
  column('PNS', '<integer>', 'parent namespace identifier (inode number)', ({ parent }) => String(parent), NUMBER),
  column('ONS', '<integer>', 'owner namespace identifier (inode number)', ({ owner }) => String(owner), NUMBER),
];

const USUAL = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND'];
const USUAL_NET = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'NETNSID', 'NSFS', 'COMMAND'];

async function lsns(tool: Tool): Promise<number> {
  if (tool.has('-H')) {
    for (const { name, type, help } of COLUMNS) tool.out.write(`${name.padStart(7)} ${type.padEnd(9)} ${help}\n`);
    return 0;
  }
  if (tool.has('-Q')) tool.fail('option --filter is not simulated here');
  const kinds = tool.given.filter(({ option }) => option === '-t').map(({ value }) => value!);
  for (const kind of kinds) if (!KINDS.includes(kind as Namespace)) tool.fail(`unknown namespace type: ${kind}`);
  const task = tool.value('-p');
  if (task !== undefined && !/^\d+$/.test(task)) tool.fail(`invalid PID argument: '${task}'`);
  const asked = tool.operands[0];
  if (asked !== undefined && !/^\d+$/.test(asked)) tool.fail(`invalid namespace argument: '${asked}'`);
  const usual = tool.has('--output-all') ? COLUMNS.map(({ name }) => name) : kinds.length === 1 && kinds[0] === 'net' ? USUAL_NET : USUAL;
  const relation = tool.value('-T');
  if (relation !== undefined && !['process', 'parent', 'owner'].includes(relation)) tool.fail(`unknown tree type: ${relation}`);
  const columns = chooseColumns(COLUMNS, usual, tool.value('-o'));
  if (typeof columns === 'string') tool.fail(`unknown column: ${columns}`);
  const all = await gather(tool.sys);
  let shown = all.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  if (task !== undefined) {
    const own = await namespacesOf(tool.sys, Number(task));
    shown = shown.filter(({ ino }) => [...own.values()].includes(ino));
  }
  if (tool.has('-P')) shown = shown.filter(({ processes }) => processes === 0);
  if (asked !== undefined) return showProcesses(tool, Number(asked), all);
  return show(tool, columns, shown);
}

/** The namespaces of a process by their kind; none where they may not be read. */
async function namespacesOf(sys: Sys, pid: number): Promise<Map<Namespace, number>> {
  const found = new Map<Namespace, number>();
  for (const kind of KINDS) {
    try {
      found.set(kind, (await sys.stat(`/proc/${pid}/ns/${kind}`)).ino);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return found;
}

async function gather(sys: Sys): Promise<Found[]> {
  const found = new Map<number, Found>();
  for (const pid of await pids(sys).catch(() => [])) {
    const stat = await procStat(sys, pid);
    if (stat === undefined) continue;
    for (const [kind, ino] of await namespacesOf(sys, pid)) {
      const known = found.get(ino);
      if (known) known.processes++;
      else found.set(ino, await firstSeen(sys, kind, ino, `/proc/${pid}/ns/${kind}`, { pid, ppid: stat.ppid, comm: stat.comm }));
    }
  }
  for (const { type, root, target } of await mountTable(sys).catch(() => [])) {
    if (type !== 'nsfs') continue;
    const match = /^(\w+):\[(\d+)\]$/.exec(root);
    if (!match) continue;
    const ino = Number(match[2]);
    const known = found.get(ino);
    if (known) known.nsfs = known.nsfs === '' ? target : `${known.nsfs},${target}`;
    else found.set(ino, await firstSeen(sys, match[1] as Namespace, ino, target, undefined));
  }
  await numberNetworks(sys, [...found.values()]);
  return [...found.values()].sort((a, b) => a.ino - b.ino);
}

async function firstSeen(
  sys: Sys,
  kind: Namespace,
  ino: number,
  path: string,
  process: { pid: number; ppid: number; comm: string } | undefined,
): Promise<Found> {
  const words = process ? await procArguments(sys, process.pid) : [];
  const uid = process ? ((await sys.stat(`/proc/${process.pid}`).catch(() => undefined))?.uid ?? 0) : 0;
  const found: Found = {
    ino,
    kind,
    path: process ? path : '',
    processes: process ? 1 : 0,
    pid: process?.pid,
    ppid: process?.ppid ?? 0,
    uid,
    command: words.length > 0 ? words.join(' ') : (process?.comm ?? ''),
    parent: 0,
    owner: 0,
    netnsid: '',
    nsfs: process ? '' : path,
  };
  return relate(sys, found, path);
}

/** Fills in which namespaces are above this one. */
async function relate(sys: Sys, found: Found, path: string): Promise<Found> {
  const fd = await sys.open(path, { read: true, cloexec: true }).catch(() => undefined);
  if (fd === undefined) return found;
  for (const [request, key] of [
    ['NS_GET_PARENT', 'parent'],
    ['NS_GET_USERNS', 'owner'],
  ] as const) {
    try {
      const above = await sys.ioctl(fd, request);
      found[key] = (await sys.fstat(above)).ino;
      await sys.close(above);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  await sys.close(fd);
  return found;
}

async function numberNetworks(sys: Sys, all: readonly Found[]): Promise<void> {
  const netlink = await Netlink.open(sys).catch(() => undefined);
  if (!netlink) return;
  for (const found of all) {
    if (found.kind !== 'net') continue;
    const fd = await sys
      .open(found.path === '' ? found.nsfs.split(',')[0]! : found.path, { read: true, cloexec: true })
      .catch(() => undefined);
    if (fd === undefined) continue;
    const answers = await netlink.request({ type: 'getnsid', nsid: { netnsFd: fd } }).catch(() => []);
    const [answer] = answers;
    const nsid = answer?.type === 'newnsid' ? answer.nsid.nsid : undefined;
    found.netnsid = nsid === undefined || nsid < 0 ? 'unassigned' : String(nsid);
    await sys.close(fd);
  }
  await netlink.close();
}

async function show(tool: Tool, columns: readonly LsnsColumn[], shown: readonly Found[]): Promise<number> {
  const names = await new Names(tool.sys).load();
  const row = (each: Found): Row => ({ cells: columns.map(({ value }) => value(each, names)), children: [] });
  const relation = tool.has('-T') ? (tool.value('-T') ?? 'owner') : 'process';
  const byProcess = relation === 'process';
  const format = tool.has('-J') ? 'json' : tool.has('-r') ? 'raw' : tool.has('-l') ? 'list' : 'tree';
  const rows =
    format === 'list' || format === 'raw' ? shown.map(row) : byProcess ? processRows(shown, row) : treeRows(shown, row, relation);
  const terminal = await isTerminal(tool.sys, 1);
  const treeColumn = byProcess ? 'COMMAND' : 'NS';
  const drawn = columns.map(each => ({
    ...each,
    tree: each.name === treeColumn,
    right: each.right === true && (byProcess || each.name !== 'NS'),
  }));
  tool.out.write(
    printTable(drawn, rows, {
      format: format === 'tree' && !drawn.some(each => each.tree) ? 'list' : format,
      headings: !tool.has('-n'),
      ascii: !utf8Locale(tool.env),
      name: 'namespaces',
      columns: terminal && !tool.has('-u') ? await terminalColumns(tool.sys, 1, tool.env) : undefined,
    }),
  );
  return 0;
}

/** Each row below the last one, so far, of its process's parent. */
function processRows(shown: readonly Found[], row: (each: Found) => Row): Row[] {
  const last = new Map<number, Row>();
  const top: Row[] = [];
  for (const each of shown) {
    const made = row(each);
    const above = each.pid === undefined ? undefined : last.get(each.ppid);
    (above?.children ?? top).push(made);
    if (each.pid !== undefined) last.set(each.pid, made);
  }
  return top;
}

function treeRows(shown: readonly Found[], row: (each: Found) => Row, relation: string): Row[] {
  const above = (each: Found): number =>
    relation === 'parent' ? each.parent : each.kind === 'user' && each.parent !== 0 ? each.parent : each.owner;
  const known = new Set(shown.map(({ ino }) => ino));
  const below = (ino: number): Row[] =>
    shown.filter(each => each.ino !== ino && above(each) === ino).map(each => ({ ...row(each), children: below(each.ino) }));
  return shown.filter(each => !known.has(above(each))).map(each => ({ ...row(each), children: below(each.ino) }));
}

/** The processes of one namespace. */
async function showProcesses(tool: Tool, ino: number, all: readonly Found[]): Promise<number> {
  const namespace = all.find(each => each.ino === ino);
  if (!namespace) tool.fail(`not found namespace: ${ino}`);
  const names = await new Names(tool.sys).load();
  const rows: Row[] = [];
  for (const pid of await pids(tool.sys)) {
    if ((await namespacesOf(tool.sys, pid)).get(namespace.kind) !== ino) continue;
    const stat = await procStat(tool.sys, pid);
    if (!stat) continue;
    const words = await procArguments(tool.sys, pid);
    const uid = (await tool.sys.stat(`/proc/${pid}`)).uid;
    rows.push({ cells: [String(pid), String(stat.ppid), names.user(uid) ?? String(uid), words.join(' ') || stat.comm], children: [] });
  }
  const columns: Column[] = [{ name: 'PID', ...NUMBER }, { name: 'PPID', ...NUMBER }, { name: 'USER' }, { name: 'COMMAND' }];
  tool.out.write(printTable(columns, rows, { format: tool.has('-r') ? 'raw' : 'list', headings: !tool.has('-n'), name: 'namespaces' }));
  return 0;
}

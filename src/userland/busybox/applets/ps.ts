// ps: the processes, in columns. As procps/ps.c of BusyBox's desktop build.

import { Names } from '../../lib/accounts.ts';
import { PAGE_BYTES, type ProcStat, pids, procArguments, procStat, procStatus, TICKS_PER_SECOND, ttyName } from '../../lib/proc.ts';
import { applet, type Run } from '../applet.ts';

interface Row {
  stat: ProcStat;
  status: ReadonlyMap<string, string>;
  args: string;
  names: Names;
}

interface Column {
  width: number;
  header: string;
  right?: boolean;
  text(row: Row): string;
}

const idOf = (row: Row, key: 'Uid' | 'Gid', field: number): number => Number(row.status.get(key)?.split('\t')[field] ?? 0);
const elapsed = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
const size = (bytes: number): string => {
  const kib = Math.floor(bytes / 1024);
  if (kib < 10_000) return `${kib}`;
  return kib < 10_000 * 1024 ? `${Math.floor(kib / 1024)}m` : `${Math.floor(kib / 1024 / 1024)}g`;
};

/** Columns by the name that -o takes, in the order that its complaint lists them. */
const COLUMNS: Readonly<Record<string, Column>> = {
  user: { width: 8, header: 'USER', text: row => row.names.user(idOf(row, 'Uid', 1)) ?? `${idOf(row, 'Uid', 1)}` },
  group: { width: 8, header: 'GROUP', text: row => row.names.group(idOf(row, 'Gid', 1)) ?? `${idOf(row, 'Gid', 1)}` },
  comm: { width: 16, header: 'COMMAND', text: row => row.stat.comm },
  args: { width: 256, header: 'COMMAND', text: row => row.args },
  pid: { width: 5, header: 'PID', right: true, text: row => `${row.stat.pid}` },
  ppid: { width: 5, header: 'PPID', right: true, text: row => `${row.stat.ppid}` },
  pgid: { width: 5, header: 'PGID', right: true, text: row => `${row.stat.pgrp}` },
  nice: { width: 5, header: 'NI', right: true, text: row => `${row.stat.nice}` },
  rgroup: { width: 8, header: 'RGROUP', text: row => row.names.group(idOf(row, 'Gid', 0)) ?? `${idOf(row, 'Gid', 0)}` },
  ruser: { width: 8, header: 'RUSER', text: row => row.names.user(idOf(row, 'Uid', 0)) ?? `${idOf(row, 'Uid', 0)}` },
  tty: {
    width: 6,
    header: 'TT',
    text: row => (row.stat.ttyNumber === 0 ? '?' : ttyName(row.stat.ttyNumber).replace(/^pts\/(\d+)$/, '136,$1')),
  },
  vsz: { width: 4, header: 'VSZ', right: true, text: row => size(row.stat.virtualBytes) },
  sid: { width: 5, header: 'SID', right: true, text: row => `${row.stat.session}` },
  stat: { width: 4, header: 'STAT', text: row => row.stat.state + (row.stat.nice < 0 ? '<' : row.stat.nice > 0 ? 'N' : '') },
  rss: { width: 4, header: 'RSS', right: true, text: row => size(row.stat.residentPages * PAGE_BYTES) },
  time: { width: 6, header: 'TIME', text: row => elapsed((row.stat.userTicks + row.stat.systemTicks) / TICKS_PER_SECOND) },
};
const NAMED_IN_COMPLAINT = 'user,group,comm,args,pid,ppid,pgid,nice,rgroup,ruser,tty,vsz,sid,stat,rss';

export default applet({
  name: 'ps',
  usage: `Usage: ps [-o COL1,COL2=HEADER] [-T]

Show list of processes

	-o COL1,COL2=HEADER	Select columns for display
	-T			Show threads`,
  short: 'o:Taefl',

  async run(run) {
    const given = run.given.filter(({ option }) => option === '-o').map(({ value }) => value!);
    const columns = given.length > 0 ? given.flatMap(list => parseColumns(run, list)) : [COLUMNS.pid!, COLUMNS.user!, COLUMNS.args!];
    const names = await new Names(run.sys).load();
    printRow(
      run,
      columns.map(column => column.header),
      columns,
    );
    for (const pid of await pids(run.sys)) {
      const stat = await procStat(run.sys, pid);
      const status = await procStatus(run.sys, pid);
      if (!stat || !status) continue;
      const words = await procArguments(run.sys, pid);
      const args = words.length > 0 ? words.join(' ').replace(/[\0-\x1f]/g, '?') : `[${stat.comm}]`;
      printRow(
        run,
        columns.map(column => column.text({ stat, status, args, names })),
        columns,
      );
    }
  },
});

/** "pid,args=WORDS": the last column of a list may have a header of its own. */
function parseColumns(run: Run, list: string): Column[] {
  const equals = list.indexOf('=');
  const columns = (equals < 0 ? list : list.slice(0, equals)).split(/[, ]+/).map(name => {
    const column = COLUMNS[name === 'user' ? 'user' : name];
    return column ? { ...column } : run.die(`bad -o argument '${name}', supported arguments: ${NAMED_IN_COMPLAINT}`);
  });
  if (equals >= 0) columns.at(-1)!.header = list.slice(equals + 1);
  for (const column of columns) column.width = Math.max(column.width, column.header.length);
  return columns;
}

function printRow(run: Run, cells: readonly string[], columns: readonly Column[]): void {
  const last = cells.length - 1;
  const header = cells.every((cell, at) => cell === columns[at]!.header);
  const padded = cells.map((cell, at) => {
    const column = columns[at]!;
    if (column.right && !header) return cell.slice(0, column.width).padStart(column.width);
    return at === last ? cell.slice(0, column.width) : cell.slice(0, column.width).padEnd(column.width);
  });
  run.out.write(`${padded.join(' ').trimEnd()}\n`);
}

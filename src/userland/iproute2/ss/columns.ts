// The columns of ss: as wide as their content, as misc/ss.c's render() lays them out (compact on a pipe, spread over a terminal's width).

export type ColumnName = 'netid' | 'state' | 'recvq' | 'sendq' | 'address' | 'service' | 'peer' | 'peerService' | 'process' | 'more';

interface Column {
  readonly name: ColumnName;
  readonly header: string;
  readonly right: boolean;
  readonly delimiter: string;
}

const COLUMNS: readonly Column[] = [
  { name: 'netid', header: 'Netid', right: false, delimiter: '' },
  { name: 'state', header: 'State', right: false, delimiter: ' ' },
  { name: 'recvq', header: 'Recv-Q', right: false, delimiter: ' ' },
  { name: 'sendq', header: 'Send-Q', right: false, delimiter: ' ' },
  { name: 'address', header: 'Local Address:', right: true, delimiter: ' ' },
  { name: 'service', header: 'Port', right: false, delimiter: '' },
  { name: 'peer', header: 'Peer Address:', right: true, delimiter: ' ' },
  { name: 'peerService', header: 'Port', right: false, delimiter: '' },
  { name: 'process', header: 'Process', right: false, delimiter: '' },
  { name: 'more', header: '', right: false, delimiter: '' },
];

export type Row = Partial<Record<ColumnName, string>>;

/** All rows as text, under a header where it is asked for. `width` is a terminal's, undefined on a pipe. */
export function layOut(rows: readonly Row[], hidden: ReadonlySet<ColumnName>, header: boolean, width: number | undefined): string {
  const columns = COLUMNS.filter(({ name }) => !hidden.has(name));
  const widths = columns.map(({ name, header: title }, at) => {
    // The very last field is not measured: it was not yet ended when widths are taken.
    const measured = name === 'more' ? rows.slice(0, -1) : rows;
    const longest = measured.reduce((most, row) => Math.max(most, row[name]?.length ?? 0), header ? title.length : 0);
    return longest === 0 ? 0 : longest + (at > 0 ? columns[at]!.delimiter.length : 0);
  });
  if (width !== undefined) spread(widths, width);
  const titles: Row = Object.fromEntries(columns.map(column => [column.name, column.header]));
  return (header ? [titles, ...rows] : rows).map(row => `${line(columns, widths, row)}\n`).join('');
}

/** On a terminal what is left over of its width goes to the columns in turn. */
function spread(widths: number[], screen: number): void {
  const used = widths.reduce((sum, each) => sum + each, 0);
  const shown = widths.filter(each => each > 0).length;
  if (used >= screen || shown === 0) return;
  const each = Math.floor((screen - used) / shown);
  for (const [at, width] of widths.entries()) if (width > 0) widths[at] = width + each;
}

function line(columns: readonly Column[], widths: readonly number[], row: Row): string {
  let text = '';
  const last = columns.findLastIndex(({ name }) => name !== 'more');
  for (const [at, { name, right, delimiter }] of columns.entries()) {
    const content = row[name] ?? '';
    const before = at > 0 ? delimiter : '';
    if (right) text += before + content.padStart(widths[at]! - before.length);
    else text += at === last ? before + content : (before + content).padEnd(widths[at]!);
  }
  return text;
}

// How lsof 4.99.4 prints what it lists: columns as wide as they need be, fields for programs, or numbers alone.

import type { Names } from '../lib/accounts.ts';
import type { OpenFile, Owner } from './files.ts';
import type { Asked } from './options.ts';

export interface Listed {
  owner: Owner;
  files: OpenFile[];
}

type Align = 'left' | 'right' | 'fd';

interface Column {
  title: string;
  align: Align;
  cell: (owner: Owner, file: OpenFile) => string;
}

function sizeOrOffset({ flags }: Asked, { size, offset }: OpenFile): string {
  const at = offset === undefined ? '' : `0t${offset}`;
  if (flags.has('o')) return at;
  if (size !== undefined) return `${size}`;
  return flags.has('s') ? '' : at;
}

function columns(asked: Asked, names: Names): Column[] {
  const { flags, commandColumns } = asked;
  const user = ({ uid }: Owner): string => (flags.has('l') ? `${uid}` : (names.user(uid) ?? `${uid}`));
  const command = ({ comm }: Owner): string => (commandColumns > 0 ? comm.slice(0, commandColumns) : comm);
  const found: Column[] = [
    { title: 'COMMAND', align: 'left', cell: command },
    { title: 'PID', align: 'right', cell: ({ pid }) => `${pid}` },
  ];
  if (flags.has('g')) found.push({ title: 'PGID', align: 'right', cell: ({ pgid }) => `${pgid}` });
  if (flags.has('R')) found.push({ title: 'PPID', align: 'right', cell: ({ ppid }) => `${ppid}` });
  found.push(
    { title: flags.has('l') ? '    USER' : 'USER', align: 'right', cell: user },
    { title: 'FD', align: 'fd', cell: (_owner, { fd }) => fd },
    { title: 'TYPE', align: 'right', cell: (_owner, { type }) => type },
    { title: 'DEVICE', align: 'right', cell: (_owner, { device }) => device },
    {
      title: flags.has('o') ? 'OFFSET' : flags.has('s') ? 'SIZE' : 'SIZE/OFF',
      align: 'right',
      cell: (_owner, file) => sizeOrOffset(asked, file),
    },
  );
  if (flags.has('+L'))
    found.push({ title: 'NLINK', align: 'right', cell: (_owner, { links, socket }) => (socket ? '' : `${links ?? ''}`) });
  found.push({ title: 'NODE', align: 'right', cell: (_owner, { node }) => node });
  return found;
}

/** The table with its heading; empty where nothing is listed. */
export function table(asked: Asked, names: Names, listed: readonly Listed[]): string {
  const parts = columns(asked, names);
  const rows = listed.flatMap(({ owner, files }) => files.map(file => ({ file, cells: parts.map(part => part.cell(owner, file)) })));
  if (rows.length === 0) return '';
  const widths = parts.map(({ title, align }, at) =>
    Math.max(align === 'fd' ? 1 : title.length, ...rows.map(({ cells }) => cells[at]!.length)),
  );
  const put = (text: string, at: number, after: string): string => {
    const { align } = parts[at]!;
    const padded = align === 'left' ? text.padEnd(widths[at]!) : text.padStart(widths[at]!);
    return align === 'fd' ? padded + after : padded;
  };
  const heading = `${parts.map(({ title }, at) => put(title, at, '  ')).join(' ')} NAME\n`;
  const line = ({ file, cells }: (typeof rows)[number]): string =>
    `${cells.map((cell, at) => put(cell, at, `${file.access.padEnd(1)} `)).join(' ')} ${file.name}\n`;
  return heading + rows.map(line).join('');
}

/** -F: a line for each field, by its letter. */
export function fields({ fields: letters = '' }: Asked, names: Names, listed: readonly Listed[]): string {
  const has = (letter: string): boolean => letters.includes(letter);
  const ending = has('0') ? '\0' : '\n';
  let text = '';
  for (const { owner, files } of listed) {
    text += `p${owner.pid}${ending}`;
    if (has('g')) text += `g${owner.pgid}${ending}`;
    if (has('R')) text += `R${owner.ppid}${ending}`;
    if (has('c')) text += `c${owner.comm}${ending}`;
    if (has('u')) text += `u${owner.uid}${ending}`;
    if (has('L')) text += `L${names.user(owner.uid) ?? owner.uid}${ending}`;
    if (has('0')) text += '\n';
    for (const file of files) {
      text += fileFields(file, has, ending);
      if (has('0')) text += '\n';
    }
  }
  return text;
}

function fileFields(file: OpenFile, has: (letter: string) => boolean, ending: string): string {
  const { stat, socket } = file;
  const inet = socket?.type === 'IPv4' || socket?.type === 'IPv6';
  const cells: readonly (readonly [letter: string, value: string | undefined])[] = [
    ['f', file.fd],
    ['a', file.access === '' ? ' ' : file.access],
    ['l', ' '],
    ['t', file.type],
    ['D', stat && !socket ? `0x${((stat.dev.major << 8) | stat.dev.minor).toString(16)}` : undefined],
    ['d', socket ? socket.device : undefined],
    ['s', file.size === undefined ? undefined : `${file.size}`],
    ['o', file.offset === undefined || (file.size !== undefined && !/^\d/.test(file.fd)) ? undefined : `0t${file.offset}`],
    ['i', inet ? undefined : file.node],
    ['P', inet ? socket?.protocol : undefined],
    ['n', inet ? file.name.replace(/ \(\w+\)$/, '') : file.name],
    ['T', inet && socket?.state !== '' ? `ST=${socket?.state}` : undefined],
  ];
  return cells.map(([letter, value]) => (has(letter) && value !== undefined ? `${letter}${value}${ending}` : '')).join('');
}

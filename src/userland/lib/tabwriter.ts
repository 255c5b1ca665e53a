// Columns of text: cells end at tabs, and a column is as wide as its widest cell in neighbouring lines. As Go's text/tabwriter.

export interface TabHow {
  /** The least width of a column, its padding counted. */
  minWidth: number;
  padding: number;
}

/** As docker's formatter makes its tables. */
export const DOCKER_TABLE: TabHow = { minWidth: 10, padding: 3 };

const width = (text: string): number => [...text].length;

/** Lays out lines whose cells are parted by tabs; a line's last cell belongs to no column and is not padded. */
export function tabulate(text: string, how: TabHow = DOCKER_TABLE): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map(line => line.split('\t'));
  const out: string[] = [];
  format(lines, 0, lines.length, [], how, out);
  return out.join('\n') + (ended ? '\n' : '');
}

function format(lines: readonly string[][], from: number, to: number, widths: number[], how: TabHow, out: string[]): void {
  const column = widths.length;
  let start = from;
  for (let at = from; at < to; at++) {
    if (column >= lines[at]!.length - 1) continue;
    write(lines, start, at, widths, out);
    start = at;
    let widest = how.minWidth;
    for (; at < to && column < lines[at]!.length - 1; at++) widest = Math.max(widest, width(lines[at]![column]!) + how.padding);
    format(lines, start, at, [...widths, widest], how, out);
    start = at;
  }
  write(lines, start, to, widths, out);
}

function write(lines: readonly string[][], from: number, to: number, widths: readonly number[], out: string[]): void {
  for (let at = from; at < to; at++) {
    out.push(
      lines[at]!.map((cell, index) => (index < widths.length ? cell + ' '.repeat(Math.max(0, widths[index]! - width(cell))) : cell)).join(
        '',
      ),
    );
  }
}

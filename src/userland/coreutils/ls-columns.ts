// How ls lays out names: in columns, across, and with commas. As GNU coreutils 9.10.

export interface Cell {
  text: string;
  /** Columns on the screen, colours not counted. */
  width: number;
}

const LEAST_COLUMN = 3;

/** Spaces, or tabs where a tab stop lies between. */
function indent(from: number, to: number, tab: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    if (tab !== 0 && Math.floor(to / tab) > Math.floor((at + 1) / tab)) {
      text += '\t';
      at += tab - (at % tab);
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}

/** The widths of the most columns that fit. */
function columnWidths(cells: readonly Cell[], line: number, down: boolean): number[] {
  const most = Math.max(1, Math.min(cells.length, Math.ceil(line / LEAST_COLUMN)));
  for (let columns = most; columns > 1; columns--) {
    const widths = new Array<number>(columns).fill(LEAST_COLUMN);
    const rows = Math.ceil(cells.length / columns);
    cells.forEach((cell, at) => {
      const column = down ? Math.floor(at / rows) : at % columns;
      const width = cell.width + (column === columns - 1 ? 0 : 2);
      if (width > widths[column]!) widths[column] = width;
    });
    if (widths.reduce((sum, width) => sum + width, 0) < line) return widths;
  }
  return [0];
}

/** Lines of names in columns: `down` first (-C) or across (-x). */
export function inColumns(cells: readonly Cell[], line: number, tab: number, down: boolean): string[] {
  const widths = columnWidths(cells, line, down);
  const columns = widths.length;
  const rows = Math.ceil(cells.length / columns);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    let text = '';
    let position = 0;
    for (let column = 0; column < columns; column++) {
      const at = down ? column * rows + row : row * columns + column;
      const cell = cells[at];
      if (cell === undefined || (down && Math.floor(at / rows) !== column)) break;
      const start = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
      text += indent(position, start, tab) + cell.text;
      position = start + cell.width;
    }
    lines.push(text);
  }
  return lines;
}

/** Names with commas (-m), broken at the line's width. */
export function withCommas(cells: readonly Cell[], line: number): string {
  let text = '';
  let position = 0;
  cells.forEach((cell, at) => {
    if (at > 0) {
      if (position + cell.width + 2 < line) {
        text += ', ';
        position += 2;
      } else {
        text += ',\n';
        position = 0;
      }
    }
    text += cell.text;
    position += cell.width;
  });
  return text;
}

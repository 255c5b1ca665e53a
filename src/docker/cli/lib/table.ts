// Columns that are not a formatter's: `docker top`, `docker context`. As text/tabwriter is used there.

import { tabulate } from '../../../userland/lib/tabwriter.ts';

/** Rows of cells laid out in columns. */
export const table = (rows: readonly (readonly string[])[], minWidth = 20, padding = 3): string =>
  tabulate(rows.map(row => `${row.join('\t')}\n`).join(''), { minWidth, padding });

// What the programs of ncurses-bin share: the terminal that is meant, its size, and how a string goes out. ncurses 6.6.

import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { writeAll } from '../lib/io.ts';
import { type Terminal, withoutPadding } from '../lib/terminfo.ts';

export const VERSION = 'ncurses 6.6.20260608\n';

/** A string capability's bytes to standard output. */
export const put = (sys: Sys, text: string): Promise<void> =>
  writeAll(
    sys,
    1,
    Uint8Array.from(withoutPadding(text), character => character.charCodeAt(0)),
  );

/** A string capability; empty where the terminal has none of that name. */
export function text(terminal: Terminal, name: string): string {
  const value = terminal.capabilities.get(name);
  return typeof value === 'string' ? value : '';
}

/** Lines and columns: $LINES and $COLUMNS, the window's of the first terminal among 2, 1, 0, the description's, 24 and 80. */
export async function sizeOf(sys: Sys, env: Env, terminal: Terminal): Promise<{ lines: number; columns: number }> {
  let window = { rows: 0, columns: 0 };
  for (const fd of [2, 1, 0]) {
    const found = await sys.ioctl(fd, 'TIOCGWINSZ').catch(() => undefined);
    if (!found) continue;
    window = found;
    break;
  }
  const described = (name: string): number => {
    const value = terminal.capabilities.get(name);
    return typeof value === 'number' ? value : 0;
  };
  return {
    lines: Number(env.LINES) || window.rows || described('lines') || 24,
    columns: Number(env.COLUMNS) || window.columns || described('cols') || 80,
  };
}

/** What `clear` and `tput clear` send; undefined where the terminal can't. */
export function clearing(terminal: Terminal, keepsScrollback: boolean): string | undefined {
  const clear = text(terminal, 'clear');
  return clear === '' ? undefined : clear + (keepsScrollback ? '' : text(terminal, 'E3'));
}

/** The strings of initialization (`init`) or of `reset`, in order. */
export function initStrings(terminal: Terminal, reset: boolean): string {
  const pick = (first: string, second: string): string => (reset && text(terminal, first)) || text(terminal, second);
  return pick('rs1', 'is1') + pick('rs2', 'is2') + text(terminal, 'mgc') + pick('rs3', 'is3');
}

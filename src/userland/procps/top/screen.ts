// top's screen on a terminal and its keys. procps-ng 4.0.7.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Termios } from '../../../abi/tty.ts';
import type { Tool } from '../../lib/command.ts';
import { decode, print, STDIN, STDOUT } from '../../lib/io.ts';
import type { View } from './frame.ts';

const HEADING_MARK = '    PID ';
const ENTER = '\x1b[H\x1b[2J\x1b[?25l';
const SORT_KEYS: Readonly<Record<string, string>> = { P: '%CPU', M: '%MEM', N: 'PID', T: 'TIME+' };

/** The terminal in top's hands: raw, without a cursor. */
export class Screen {
  readonly #sys: Sys;
  readonly #before: Termios;
  #message = '';
  #rows = 24;

  private constructor(sys: Sys, before: Termios) {
    this.#sys = sys;
    this.#before = before;
  }

  /** Takes the terminal. Ends the program where there is none. */
  static async open(tool: Tool): Promise<Screen> {
    const { sys } = tool;
    let before: Termios;
    try {
      before = await sys.ioctl(STDIN, 'TCGETS');
      await sys.ioctl(STDOUT, 'TCGETS');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return tool.fail('failed tty get');
    }
    const flags = new Set(before.flags);
    for (const flag of ['ICANON', 'ECHO']) flags.delete(flag);
    await sys.ioctl(STDIN, 'TCSETS', { ...before, flags, characters: { ...before.characters, VMIN: 1, VTIME: 0 } });
    await print(sys, ENTER);
    return new Screen(sys, before);
  }

  /** Gives the terminal back, the pen below all. */
  async close(): Promise<void> {
    await this.#sys.ioctl(STDIN, 'TCSETS', this.#before);
    await print(this.#sys, `\x1b[?25h\x1b[${this.#rows};1H\x1b[K\n`);
  }

  /** Shows a frame: as many rows as the terminal has, the heading inverted. */
  async draw(lines: readonly string[], view: View): Promise<void> {
    const { rows, columns } = await this.#sys.ioctl(STDOUT, 'TIOCGWINSZ');
    this.#rows = rows || 24;
    view.width = columns || 80;
    const heading = lines.findIndex(line => line.startsWith(HEADING_MARK));
    const shown = lines.slice(0, this.#rows).map((line, at) => {
      if (at === heading - 1) return `${this.#message}\x1b[K`;
      return at === heading ? `\x1b[7m${line.padEnd(view.width)}\x1b[m\x1b[K` : `${line}\x1b[K`;
    });
    this.#message = '';
    await print(this.#sys, `\x1b[H${shown.join('\r\n')}\x1b[J`);
  }

  /** Waits for the time or a key, and does what the key says. */
  async keys(view: View, delayMs: number): Promise<'quit' | 'again'> {
    const ready = await this.#sys.poll([{ fd: STDIN, want: 'read' }], delayMs);
    if (ready.length === 0) return 'again';
    const keys = decode(await this.#sys.read(STDIN, 64));
    if (keys === '') return 'quit';
    for (const key of keys) {
      if (key === 'q' || key === '\x03') return 'quit';
      this.#press(view, key);
    }
    return 'again';
  }

  #press(view: View, key: string): void {
    const sort = SORT_KEYS[key];
    if (sort) {
      view.sort = sort;
      view.reversed = false;
    } else if (key === 'R') view.reversed = !view.reversed;
    else if (key === 'c') view.commandLines = !view.commandLines;
    else if (key === 'H') view.threads = !view.threads;
    else if (key === 'i') view.idle = !view.idle;
    else if (key === 'S') view.cumulative = !view.cumulative;
    else if (key === '1') view.eachProcessor = !view.eachProcessor;
    else if (key === 'E') view.summaryUnit = (view.summaryUnit + 1) % 6;
    else if (key === 'e') view.taskUnit = (view.taskUnit + 1) % 5;
    else if (!/[ \n\r]/.test(key)) this.#message = ` The key '${key}' is not simulated here`;
  }
}

// A whole terminal for a program: raw settings while it runs, keys by name, the size and its changes. For pagers and editors.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Termios, Winsize } from '../../abi/tty.ts';
import type { Fd } from '../../abi/types.ts';
import { encode, writeAll } from './io.ts';

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[2~': 'insert',
  '[3~': 'delete',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;5H': 'file-start',
  '[1;5F': 'file-end',
  '[Z': 'backtab',
};

const LAST_SEQUENCE = /^(\[[0-9;?]*[A-Za-z~]|O[A-Z])/;
/** How long the rest of an escape sequence may take. */
const ESCAPE_MS = 50;
const RAW_OFF = new Set(['BRKINT', 'ICRNL', 'INLCR', 'ISTRIP', 'IXON', 'ECHO', 'ICANON', 'IEXTEN', 'ISIG']);

export class FullScreen {
  readonly #sys: Sys;
  readonly #input: Fd;
  readonly #output: Fd;
  #saved: Termios | undefined;
  #waiting = '';
  #resized = false;
  #decoder = new TextDecoder();
  size: Winsize = { rows: 24, columns: 80 };

  constructor(sys: Sys, input: Fd, output: Fd) {
    this.#sys = sys;
    this.#input = input;
    this.#output = output;
  }

  /** Takes the terminal over. `keepSignals`: Ctrl-C stays a signal. */
  async enter(how: { keepSignals?: boolean } = {}): Promise<void> {
    this.#saved = await this.#sys.ioctl(this.#input, 'TCGETS');
    const flags = [...this.#saved.flags].filter(flag => !RAW_OFF.has(flag) || (how.keepSignals === true && flag === 'ISIG'));
    await this.#sys.ioctl(this.#input, 'TCSETSW', {
      ...this.#saved,
      flags: new Set(flags),
      characters: { ...this.#saved.characters, VMIN: 1, VTIME: 0 },
    });
    await this.#sys.sigaction('SIGWINCH', async () => {
      this.#resized = true;
    });
    await this.measure();
  }

  /** Gives the terminal back as it was. */
  async leave(): Promise<void> {
    if (!this.#saved) return;
    await this.#sys.sigaction('SIGWINCH', 'default');
    await this.#sys.ioctl(this.#input, 'TCSETSW', this.#saved);
    this.#saved = undefined;
  }

  async measure(): Promise<void> {
    const window = await this.#sys.ioctl(this.#output, 'TIOCGWINSZ').catch(() => ({ rows: 0, columns: 0 }));
    this.size = { rows: window.rows || 24, columns: window.columns || 80 };
  }

  write(text: string): Promise<void> {
    return text === '' ? Promise.resolve() : writeAll(this.#sys, this.#output, encode(text));
  }

  /** The next key: a character, "^X", "M-x", a name such as "up", "resize"; undefined at the end of input or a hangup. */
  async key(): Promise<string | undefined> {
    if (this.#waiting === '') {
      const outcome = await this.#fill();
      if (outcome !== 'read') return outcome === 'resize' ? 'resize' : undefined;
    }
    if (this.#waiting[0] !== '\x1b') return this.#takeCharacter();
    while (!this.#wholeSequence()) {
      const ready = await this.#sys.poll([{ fd: this.#input, want: 'read' }], ESCAPE_MS).catch(() => []);
      if (ready.length === 0 || (await this.#fill()) !== 'read') break;
    }
    return this.#takeSequence();
  }

  /** Whether a key is there already. */
  async pending(): Promise<boolean> {
    if (this.#waiting !== '') return true;
    return (await this.#sys.poll([{ fd: this.#input, want: 'read' }], 0).catch(() => [])).length > 0;
  }

  #wholeSequence(): boolean {
    const rest = this.#waiting.slice(1);
    return rest !== '' && ((rest[0] !== '[' && rest[0] !== 'O') || LAST_SEQUENCE.test(rest));
  }

  #takeSequence(): string {
    const rest = this.#waiting.slice(1);
    const sequence = LAST_SEQUENCE.exec(rest)?.[0];
    if (sequence !== undefined) {
      this.#waiting = rest.slice(sequence.length);
      return SEQUENCES[sequence] ?? 'unknown';
    }
    this.#waiting = rest;
    return rest === '' ? 'escape' : `M-${this.#takeCharacter()}`;
  }

  #takeCharacter(): string {
    const character = String.fromCodePoint(this.#waiting.codePointAt(0)!);
    this.#waiting = this.#waiting.slice(character.length);
    if (character >= ' ' && character !== '\x7f') return character;
    return character === '\x7f' ? '^?' : `^${String.fromCharCode(character.charCodeAt(0) + 64)}`;
  }

  async #fill(): Promise<'read' | 'resize' | 'end'> {
    try {
      const bytes = await this.#sys.read(this.#input, 1024);
      if (bytes.length === 0) return 'end';
      this.#waiting += this.#decoder.decode(bytes, { stream: true });
      return this.#waiting === '' ? this.#fill() : 'read';
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EINTR') return 'end';
      if (!this.#resized) return 'resize';
      this.#resized = false;
      await this.measure();
      return 'resize';
    }
  }
}

/** Text with tabs spread to stops and control characters as "^X"; bytes that are no text as they decode. */
export function spread(text: string, tab = 8): string {
  if (!/[\x00-\x1f\x7f]/.test(text)) return text;
  let out = '';
  for (const character of text) {
    if (character === '\t') out += ' '.repeat(tab - (out.length % tab));
    else if (character < ' ') out += `^${String.fromCharCode(character.charCodeAt(0) + 64)}`;
    else out += character === '\x7f' ? '^?' : character;
  }
  return out;
}

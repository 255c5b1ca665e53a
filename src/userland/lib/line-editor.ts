// Editing a line at a terminal: emacs keys, history, incremental search, kill and yank, completion. As GNU readline 8.3.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Termios } from '../../abi/tty.ts';
import type { Fd } from '../../abi/types.ts';
import { print } from './io.ts';
import { LineBuffer } from './line-buffer.ts';
import { columnsText, commonPrefix } from './line-completions.ts';
import { type Key, KeyReader } from './line-keys.ts';
import { LineScreen } from './line-screen.ts';

/** What a word can be completed to. */
export interface Completions {
  /** Where the word begins, in UTF-16 units of the line. */
  start: number;
  /** Whole replacements of the word, quoted where need be. */
  words: string[];
  /** How they are listed; without it, as they are. */
  shown?: string[];
  /** What follows a single one; a folder's "/" is in the word already. */
  suffix: string;
}

export interface EditorHooks {
  complete?(line: string, point: number): Promise<Completions>;
}

/** How the reading of a line ended: with a line, the end of input, or a SIGINT. */
export type LineRead = { kind: 'line'; line: string } | { kind: 'end' } | { kind: 'interrupt' };

const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l\r';
const LIST_ASK_FROM = 100;

type Action = (editor: LineEditor, last: string) => Promise<void> | void;

export class LineEditor extends LineBuffer {
  readonly #sys: Sys;
  readonly #input: Fd;
  readonly #output: Fd;
  readonly #keys = new KeyReader();
  readonly #screen = new LineScreen();
  readonly #hooks: EditorHooks;
  history: string[];
  #queue: Key[] = [];
  #historyAt = 0;
  /** Lines of history as they were changed while moving among them. */
  #edited = new Map<number, string>();
  #done: LineRead | undefined;
  #last = '';
  #prompt = '';
  #lastArgument: { back: number; length: number } | undefined;

  constructor(sys: Sys, input: Fd, output: Fd, history: string[], hooks: EditorHooks = {}) {
    super();
    this.#sys = sys;
    this.#input = input;
    this.#output = output;
    this.history = history;
    this.#hooks = hooks;
  }

  /** Prompts and reads a line. The terminal is raw meanwhile. Where the input is none, the line is shown as it is read. */
  async read(prompt: string): Promise<LineRead> {
    this.#prompt = prompt;
    this.line = [];
    this.point = 0;
    this.undone = [];
    this.#historyAt = this.history.length;
    this.#edited.clear();
    this.#done = undefined;
    const before = await this.#raw();
    await this.#measure();
    this.#screen.begin(prompt);
    await this.#send((before === undefined ? '' : PASTE_ON) + (before === undefined ? plainPrompt(prompt) : this.#screen.draw([], 0)));
    if (before === undefined) return this.#readPlain();
    try {
      await this.#loop();
    } finally {
      await this.#sys.ioctl(this.#input, 'TCSETSW', before);
    }
    return this.#done!;
  }

  async #loop(): Promise<void> {
    while (this.#done === undefined) {
      const key = this.#queue.shift() ?? (await this.#nextKey());
      if (key === undefined) this.#done ??= { kind: 'end' };
      else await this.#press(key);
    }
    const ended = this.#screen.leave(this.line, this.point);
    const mark = this.#done.kind === 'interrupt' ? '^C\n' : this.#done.kind === 'line' ? '\n' : '';
    await this.#send(`${ended}${mark}${PASTE_OFF}`);
  }

  /** Input that is no terminal: no keys, but what is read is shown. */
  async #readPlain(): Promise<LineRead> {
    const bytes: number[] = [];
    for (;;) {
      const some = await this.#sys.read(this.#input, 1);
      if (some.length === 0 && bytes.length === 0) return { kind: 'end' };
      if (some.length === 0 || some[0] === 10) break;
      bytes.push(some[0]!);
    }
    const line = new TextDecoder().decode(Uint8Array.from(bytes));
    await this.#send(`${line}\n`);
    return { kind: 'line', line };
  }

  async #raw(): Promise<Termios | undefined> {
    try {
      const before = await this.#sys.ioctl(this.#input, 'TCGETS');
      const flags = new Set(before.flags);
      for (const flag of ['ICANON', 'ECHO', 'ICRNL', 'INLCR', 'IXON']) flags.delete(flag);
      const characters = { ...before.characters, VMIN: 1, VTIME: 0, VLNEXT: 0 };
      await this.#sys.ioctl(this.#input, 'TCSETSW', { ...before, flags, characters });
      return before;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return undefined;
    }
  }

  async #measure(): Promise<void> {
    try {
      const { columns } = await this.#sys.ioctl(this.#output, 'TIOCGWINSZ');
      this.#screen.columns = columns > 0 ? columns : 80;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }

  #send(text: string): Promise<void> {
    return print(this.#sys, text, this.#output);
  }

  /** The next key; undefined at the end of input, or where a signal came (then `done` says so). */
  async #nextKey(): Promise<Key | undefined> {
    for (;;) {
      let bytes: Uint8Array;
      try {
        // A byte at a time, as readline: what is typed ahead behind the line is the next program's.
        bytes = await this.#sys.read(this.#input, 1);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code !== 'EINTR') return undefined;
        if (this.interrupted()) {
          this.#done = { kind: 'interrupt' };
          return undefined;
        }
        await this.#measure();
        await this.#draw();
        continue;
      }
      if (bytes.length === 0) return undefined;
      this.#queue.push(...this.#keys.push(bytes));
      const key = this.#queue.shift();
      if (key !== undefined) return key;
    }
  }

  /** Asked after a read was interrupted: whether it was by the keyboard. Set by who owns the signal's handler. */
  interrupted: () => boolean = () => true;

  #draw(): Promise<void> {
    return this.#send(this.#screen.draw(this.line, this.point));
  }

  async #press(key: Key): Promise<void> {
    const last = this.#last;
    this.#last = key.name;
    if (key.name === 'text' || key.name === 'paste') {
      const characters = [...key.text!];
      const atEnd = this.point === this.line.length;
      this.insert(key.text!, last === 'text' && key.name === 'text');
      if (atEnd && key.name === 'text' && this.#screen.fits(this.line)) await this.#send(characters.join(''));
      else await this.#draw();
      return;
    }
    const action = ACTIONS[key.name];
    if (action === undefined) return;
    if (key.name !== 'M-.' && key.name !== 'M-_') this.#lastArgument = undefined;
    await action(this, last);
    if (this.#done === undefined) await this.#draw();
  }

  /** Goes `by` lines through the history; what was typed stays at its end. */
  browse(by: number): void {
    const to = Math.max(0, Math.min(this.history.length, this.#historyAt + by));
    if (to === this.#historyAt) return;
    this.#edited.set(this.#historyAt, this.text);
    this.#historyAt = to;
    this.set(this.#edited.get(to) ?? this.history[to] ?? '');
  }

  /** M-.: the last word of the line before, then of those before that. */
  yankLastArgument(): void {
    const back = (this.#lastArgument?.back ?? 0) + 1;
    const line = this.history.at(-back);
    if (line === undefined) return;
    if (this.#lastArgument !== undefined) {
      this.line.splice(this.point - this.#lastArgument.length, this.#lastArgument.length);
      this.point -= this.#lastArgument.length;
    }
    const word = line.trim().split(/\s+/).at(-1) ?? '';
    this.insert(word);
    this.#lastArgument = { back, length: [...word].length };
  }

  accept(): void {
    this.#done = { kind: 'line', line: this.text };
  }

  endOrErase(): void {
    if (this.line.length === 0) this.#done = { kind: 'end' };
    else this.erase(1);
  }

  async clear(): Promise<void> {
    this.#screen.begin(this.#prompt);
    await this.#send('\x1b[H\x1b[2J');
  }

  async quotedInsert(): Promise<void> {
    const bytes = await this.#sys.read(this.#input, 16);
    this.insert(new TextDecoder().decode(bytes));
  }

  /** Ctrl-R and Ctrl-S: each key narrows the search. */
  async search(direction: 1 | -1): Promise<void> {
    let wanted = '';
    let at = this.#historyAt;
    let failing = false;
    let way = direction;
    const start = { line: this.line.slice(), point: this.point, at: this.#historyAt };
    const look = (from: number): void => {
      for (let index = from; index >= 0 && index < this.history.length; index += way) {
        if (!this.history[index]!.includes(wanted)) continue;
        at = index;
        failing = false;
        const text = this.history[index]!;
        this.set(text, [...text.slice(0, text.lastIndexOf(wanted))].length);
        return;
      }
      failing = true;
    };
    for (;;) {
      this.#screen.begin(`(${failing ? 'failed ' : ''}${way < 0 ? 'reverse-' : ''}i-search)\`${wanted}': `);
      await this.#draw();
      const key = this.#queue.shift() ?? (await this.#nextKey());
      if (key === undefined || key.name === 'C-g') {
        this.line = start.line;
        this.point = start.point;
        break;
      }
      if (key.name === 'text') {
        wanted += key.text;
        look(Math.min(at, this.history.length - 1));
      } else if (key.name === 'Backspace') {
        wanted = wanted.slice(0, -1);
        at = start.at;
        if (wanted !== '') look(this.history.length - 1);
      } else if (key.name === 'C-r' || key.name === 'C-s') {
        way = key.name === 'C-r' ? -1 : 1;
        if (wanted !== '') look(at + way);
      } else {
        this.#historyAt = Math.min(at, this.history.length);
        if (key.name !== 'Escape') this.#queue.unshift(key);
        break;
      }
    }
    await this.#send('\r\x1b[J');
    this.#screen.begin(this.#prompt);
  }

  /** Tab: completes as far as all agree; a second one lists what there is. */
  async complete(again: boolean): Promise<void> {
    if (this.#hooks.complete === undefined) {
      this.insert('\t');
      return;
    }
    const point = this.line.slice(0, this.point).join('').length;
    const { start, words, shown, suffix } = await this.#hooks.complete(this.text, point);
    if (words.length === 0) {
      await this.#send('\x07');
      return;
    }
    const word = this.text.slice(start, point);
    const common = commonPrefix(words);
    const whole = words.length === 1 ? common + (common.endsWith('/') ? '' : suffix) : common;
    if (whole.length > word.length || (words.length === 1 && whole !== word)) {
      this.save();
      const text = this.text;
      this.set(text.slice(0, start) + whole + text.slice(point), [...(text.slice(0, start) + whole)].length);
      return;
    }
    if (words.length > 1 && again) await this.#list(shown ?? words);
    else await this.#send('\x07');
  }

  async #list(words: readonly string[]): Promise<void> {
    await this.#send(`${this.#screen.leave(this.line, this.point)}\n`);
    if (words.length > LIST_ASK_FROM) {
      await this.#send(`Display all ${words.length} possibilities? (y or n)`);
      const key = this.#queue.shift() ?? (await this.#nextKey());
      await this.#send('\n');
      if (!/^[yY ]/.test(key?.text ?? '')) {
        this.#screen.begin(this.#prompt);
        return;
      }
    }
    await this.#send(columnsText(words, this.#screen.columns));
    this.#screen.begin(this.#prompt);
  }
}

/** A prompt without the marks of what takes no room. */
const plainPrompt = (prompt: string): string => prompt.replace(/[\x01\x02]/g, '');

const ACTIONS: Readonly<Record<string, Action>> = {
  'C-a': editor => editor.moveTo('start'),
  Home: editor => editor.moveTo('start'),
  'C-e': editor => editor.moveTo('end'),
  End: editor => editor.moveTo('end'),
  'C-b': editor => editor.move(-1),
  Left: editor => editor.move(-1),
  'C-f': editor => editor.move(1),
  Right: editor => editor.move(1),
  'M-b': editor => editor.moveWord(-1),
  'C-Left': editor => editor.moveWord(-1),
  'M-Left': editor => editor.moveWord(-1),
  'M-f': editor => editor.moveWord(1),
  'C-Right': editor => editor.moveWord(1),
  'M-Right': editor => editor.moveWord(1),
  'C-h': editor => editor.erase(-1),
  Backspace: editor => editor.erase(-1),
  Delete: editor => editor.erase(1),
  'C-d': editor => editor.endOrErase(),
  'C-k': editor => editor.killTo('end'),
  'C-u': editor => editor.killTo('start'),
  'C-w': editor => editor.killTo('back-blank'),
  'M-d': editor => editor.killTo('word'),
  'M-Backspace': editor => editor.killTo('back-word'),
  'C-y': editor => editor.yank(),
  'M-y': editor => editor.yankPop(),
  'C-_': editor => editor.undo(),
  'C-t': editor => editor.transpose(),
  'M-u': editor => editor.changeWord(word => word.toUpperCase()),
  'M-l': editor => editor.changeWord(word => word.toLowerCase()),
  'M-c': editor => editor.changeWord(word => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  'C-p': editor => editor.browse(-1),
  Up: editor => editor.browse(-1),
  'C-n': editor => editor.browse(1),
  Down: editor => editor.browse(1),
  'M-<': editor => editor.browse(Number.NEGATIVE_INFINITY),
  'M->': editor => editor.browse(Number.POSITIVE_INFINITY),
  'M-.': editor => editor.yankLastArgument(),
  'M-_': editor => editor.yankLastArgument(),
  'C-l': editor => editor.clear(),
  'C-v': editor => editor.quotedInsert(),
  'C-r': editor => editor.search(-1),
  'C-s': editor => editor.search(1),
  Tab: (editor, last) => editor.complete(last === 'Tab'),
  Enter: editor => editor.accept(),
};

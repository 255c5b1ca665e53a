// nano at work: keys to edits, questions on the status line, files read and written. As GNU nano 8.6.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { decode, encode, print, readFile, writeFile } from '../lib/io.ts';
import { type Key, KeyReader } from '../lib/line-keys.ts';
import { Buffer } from './buffer.ts';
import { HELP_TEXT } from './help.ts';
import { columnOf, draw, type Keys, MAIN_KEYS, textRows, type View } from './screen.ts';

const CANCEL: Keys = [['^C', 'Cancel']];
const YES_NO: Keys = [
  [' Y', 'Yes'],
  [' N', 'No'],
  ['^C', 'Cancel'],
];

export interface EditorOptions {
  lineNumbers: boolean;
  viewOnly: boolean;
}

export class Editor {
  readonly #sys: Sys;
  readonly #options: EditorOptions;
  readonly #keys = new KeyReader();
  readonly #waiting: Key[] = [];
  #buffer = new Buffer('');
  #path = '';
  #status = '';
  #searched = '';
  readonly #view: View;
  #ended = false;

  constructor(sys: Sys, options: EditorOptions) {
    this.#sys = sys;
    this.#options = options;
    this.#view = { rows: 24, columns: 80, top: 0, lineNumbers: options.lineNumbers };
  }

  /** Edits a file until the person is done; the place is from 1. */
  async run(path: string, line: number, column: number): Promise<void> {
    await this.#sys.sigaction('SIGWINCH', () => undefined);
    if (path !== '') await this.#open(path);
    this.#buffer.to(line - 1, column - 1);
    while (!this.#ended) {
      await this.#show(MAIN_KEYS);
      const key = await this.#key();
      if (key === undefined) return;
      this.#status = '';
      await this.#act(key);
    }
  }

  async #open(path: string): Promise<void> {
    this.#path = path;
    try {
      const stat = await this.#sys.stat(path);
      if (stat.kind === 'directory') {
        this.#path = '';
        this.#status = `"${path}" is a directory`;
        return;
      }
      this.#buffer = new Buffer(decode(await readFile(this.#sys, path)));
      const { count } = this.#buffer;
      const writable = await this.#sys.access(path, { write: true }).then(
        () => true,
        () => false,
      );
      this.#status = writable ? `Read ${count} line${count === 1 ? '' : 's'}` : `File '${path}' is unwritable`;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#status = error.code === 'ENOENT' ? 'New File' : `Error reading ${path}: ${error.message}`;
      if (error.code !== 'ENOENT') this.#path = '';
    }
  }

  async #show(keys: Keys, prompt?: { words: string; answer: string; at: number }): Promise<void> {
    const size = await this.#sys.ioctl(1, 'TIOCGWINSZ');
    this.#view.rows = Math.max(6, size.rows || 24);
    this.#view.columns = Math.max(20, size.columns || 80);
    const room = textRows(this.#view);
    const { y } = this.#buffer;
    if (y < this.#view.top || y >= this.#view.top + room) this.#view.top = Math.max(0, y - Math.floor(room / 2));
    const title = this.#path === '' ? 'New Buffer' : this.#path;
    await print(this.#sys, draw(this.#buffer, this.#view, { title, status: this.#status, prompt, keys }));
  }

  /** The next key; 'resize' where the window has changed; undefined at the end of the terminal. */
  async #key(): Promise<Key | undefined> {
    while (this.#waiting.length === 0) {
      try {
        const bytes = await this.#sys.read(0, 4096);
        if (bytes.length === 0) return undefined;
        this.#waiting.push(...this.#keys.push(bytes));
      } catch (error) {
        if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
        return { name: 'resize' };
      }
    }
    return this.#waiting.shift();
  }

  async #act(key: Key): Promise<void> {
    if (this.#move(key.name)) return this.#buffer.settle();
    const edits = key.text !== undefined || EDITS.has(key.name);
    if (edits && this.#options.viewOnly) {
      this.#status = 'Key is invalid in view mode';
      return;
    }
    if (key.text !== undefined) this.#buffer.insert(key.text);
    else if (edits) this.#edit(key.name);
    else await this.#command(key.name);
  }

  #move(name: string): boolean {
    const buffer = this.#buffer;
    const page = textRows(this.#view) - 1;
    const moves: Readonly<Record<string, () => void>> = {
      Left: () => buffer.left(),
      Right: () => buffer.right(),
      Up: () => buffer.to(buffer.y - 1),
      'C-p': () => buffer.to(buffer.y - 1),
      Down: () => buffer.to(buffer.y + 1),
      'C-n': () => buffer.to(buffer.y + 1),
      Home: () => buffer.to(buffer.y, 0),
      'C-a': () => buffer.to(buffer.y, 0),
      End: () => buffer.to(buffer.y, Infinity),
      'C-e': () => buffer.to(buffer.y, Infinity),
      PageUp: () => buffer.to(buffer.y - page),
      'C-y': () => buffer.to(buffer.y - page),
      PageDown: () => buffer.to(buffer.y + page),
      'C-v': () => buffer.to(buffer.y + page),
      'C-Left': () => buffer.word(-1),
      'C-Right': () => buffer.word(1),
      'M-\\': () => buffer.to(0, 0),
      'M-/': () => buffer.to(Infinity, Infinity),
      'C-Home': () => buffer.to(0, 0),
      'C-End': () => buffer.to(Infinity, Infinity),
      resize: () => undefined,
    };
    const move = moves[name];
    move?.();
    return move !== undefined;
  }

  #edit(name: string): void {
    const buffer = this.#buffer;
    if (name === 'Enter') buffer.insert('\n');
    else if (name === 'Tab') buffer.insert('\t');
    else if (name === 'Backspace' || name === 'C-h') buffer.backspace();
    else if (name === 'Delete' || name === 'C-d') buffer.delete();
    else if (name === 'C-k') {
      if (!buffer.cut()) this.#status = 'Nothing was cut';
    } else if (name === 'C-u') {
      if (!buffer.paste()) this.#status = 'Cutbuffer is empty';
    } else if (name === 'M-u') this.#status = buffer.undo() ? 'Undid edit' : 'Nothing to undo';
    else if (name === 'M-e') this.#status = buffer.redo() ? 'Redid edit' : 'Nothing to redo';
  }

  async #command(name: string): Promise<void> {
    const commands: Readonly<Record<string, () => Promise<void> | void>> = {
      'C-x': () => this.#exit(),
      'C-o': () => this.#writeOut().then(() => undefined),
      'C-s': () => this.#save(this.#path).then(() => undefined),
      'C-r': () => this.#readIn(),
      'C-f': () => this.#search(false),
      'C-w': () => this.#search(false),
      'C-b': () => this.#search(true),
      'M-w': () => this.#again(false),
      'M-q': () => this.#again(true),
      'C-\\': () => this.#replace(),
      'M-r': () => this.#replace(),
      'C-_': () => this.#goTo(),
      'M-g': () => this.#goTo(),
      'C-c': () => this.#location(),
      'C-g': () => this.#help(),
      'M-6': () => this.#buffer.copy(),
      'M-n': () => void (this.#view.lineNumbers = !this.#view.lineNumbers),
      'C-l': () => undefined,
    };
    const command = commands[name];
    if (command) await command();
    else if (name === 'C-j' || name === 'C-t' || name === 'M-a')
      this.#status = `${{ 'C-j': 'Justify', 'C-t': 'Execute', 'M-a': 'Set Mark' }[name]} is not simulated here`;
    else this.#status = `Unbound key: ${name.replace(/^C-(.)/, (_, letter: string) => `^${letter.toUpperCase()}`)}`;
  }

  /** A line of text from the person; undefined where it is cancelled. */
  async #ask(words: string, answer: string, keys: Keys): Promise<string | undefined> {
    let at = answer.length;
    let text = answer;
    for (;;) {
      await this.#show(keys, { words, answer: text, at });
      const key = await this.#key();
      if (key === undefined || key.name === 'C-c' || key.name === 'Escape') {
        this.#status = 'Cancelled';
        return undefined;
      }
      if (key.name === 'Enter') return text;
      if (key.text !== undefined) {
        const added = key.text.replaceAll('\n', '');
        text = text.slice(0, at) + added + text.slice(at);
        at += added.length;
      } else if (key.name === 'Backspace' && at > 0) {
        text = text.slice(0, at - 1) + text.slice(at);
        at--;
      } else if (key.name === 'Delete') text = text.slice(0, at) + text.slice(at + 1);
      else if (key.name === 'Left') at = Math.max(0, at - 1);
      else if (key.name === 'Right') at = Math.min(text.length, at + 1);
      else if (key.name === 'Home' || key.name === 'C-a') at = 0;
      else if (key.name === 'End' || key.name === 'C-e') at = text.length;
      else if (key.name === 'C-k' || key.name === 'C-u') {
        text = '';
        at = 0;
      }
    }
  }

  /** One of the letters, or undefined where it is cancelled. */
  async #choose(words: string, letters: string, keys: Keys): Promise<string | undefined> {
    for (;;) {
      await this.#show(keys, { words, answer: '', at: 0 });
      const key = await this.#key();
      if (key === undefined || key.name === 'C-c' || key.name === 'Escape') {
        this.#status = 'Cancelled';
        return undefined;
      }
      const letter = key.text?.[0]?.toLowerCase();
      if (letter !== undefined && letters.includes(letter)) return letter;
    }
  }

  async #exit(): Promise<void> {
    if (this.#buffer.modified && !this.#options.viewOnly) {
      const answer = await this.#choose('Save modified buffer? ', 'yn', YES_NO);
      if (answer === undefined || (answer === 'y' && !(await this.#writeOut()))) return;
    }
    this.#ended = true;
  }

  async #writeOut(): Promise<boolean> {
    const name = await this.#ask('Write to File: ', this.#path, CANCEL);
    if (name === undefined) return false;
    if (name === '') {
      this.#status = 'Cancelled';
      return false;
    }
    if (name !== this.#path) {
      const there = await this.#sys.stat(name).catch(() => undefined);
      if (there && (await this.#choose(`File "${name}" exists; OVERWRITE? `, 'yn', YES_NO)) !== 'y') return false;
    }
    return this.#save(name);
  }

  async #save(name: string): Promise<boolean> {
    if (name === '') return this.#writeOut();
    try {
      await writeFile(this.#sys, name, encode(this.#buffer.text));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#status = `Error writing ${name}: ${error.message}`;
      return false;
    }
    if (this.#buffer.lines.at(-1) !== '') this.#buffer.lines.push('');
    this.#path = name;
    this.#buffer.modified = false;
    this.#status = `Wrote ${this.#buffer.count} line${this.#buffer.count === 1 ? '' : 's'}`;
    return true;
  }

  async #readIn(): Promise<void> {
    const name = await this.#ask('File to insert [from ./]: ', '', CANCEL);
    if (name === undefined || name === '') return;
    try {
      const text = decode(await readFile(this.#sys, name));
      const count = new Buffer(text).count;
      this.#buffer.insert(text);
      this.#status = `Read ${count} line${count === 1 ? '' : 's'}`;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#status = error.code === 'ENOENT' ? `File "${name}" not found` : `Error reading ${name}: ${error.message}`;
    }
  }

  async #search(backwards: boolean): Promise<void> {
    const shown = this.#searched === '' ? '' : ` [${this.#searched}]`;
    const wanted = await this.#ask(`Search${backwards ? ' [Backwards]' : ''}${shown}: `, '', CANCEL);
    if (wanted === undefined) return;
    if (wanted !== '') this.#searched = wanted;
    this.#again(backwards);
  }

  #again(backwards: boolean): void {
    if (this.#searched === '') {
      this.#status = 'No current search pattern';
      return;
    }
    const before = { y: this.#buffer.y, x: this.#buffer.x };
    const found = this.#buffer.find(this.#searched, false, backwards);
    if (!found) {
      this.#status = `"${this.#searched}" not found`;
      return;
    }
    this.#buffer.to(found.y, found.x);
    if (found.y === before.y && found.x === before.x) this.#status = 'This is the only occurrence';
    else if (found.wrapped) this.#status = 'Search Wrapped';
  }

  async #replace(): Promise<void> {
    if (this.#options.viewOnly) {
      this.#status = 'Key is invalid in view mode';
      return;
    }
    const shown = this.#searched === '' ? '' : ` [${this.#searched}]`;
    const wanted = await this.#ask(`Search (to replace)${shown}: `, '', CANCEL);
    if (wanted === undefined) return;
    if (wanted !== '') this.#searched = wanted;
    if (this.#searched === '') return;
    const by = await this.#ask('Replace with: ', '', CANCEL);
    if (by === undefined) return;
    let count = 0;
    let all = false;
    const start = { y: this.#buffer.y, x: this.#buffer.x };
    this.#buffer.left();
    let found = this.#buffer.find(this.#searched, false, false);
    if (!found) this.#buffer.to(start.y, start.x);
    while (found && !found.wrapped) {
      this.#buffer.to(found.y, found.x);
      const answer: string | undefined = all
        ? 'y'
        : await this.#choose('Replace this instance? ', 'yna', [
            [' Y', 'Yes'],
            [' N', 'No'],
            [' A', 'All'],
            ['^C', 'Cancel'],
          ]);
      if (answer === undefined) break;
      all ||= answer === 'a';
      if (answer !== 'n') {
        this.#buffer.replace(this.#searched.length, by);
        this.#buffer.left();
        count++;
      }
      found = this.#buffer.find(this.#searched, false, false);
    }
    this.#status = count === 0 && !found ? `"${this.#searched}" not found` : `Replaced ${count} occurrence${count === 1 ? '' : 's'}`;
  }

  async #goTo(): Promise<void> {
    const answer = await this.#ask('Enter line number, column number: ', '', CANCEL);
    if (answer === undefined || answer === '') return;
    const [, line, column] = /^(-?\d+)?(?:[,.;:](-?\d+))?$/.exec(answer.trim()) ?? [];
    if (line === undefined && column === undefined) {
      this.#status = 'Invalid line or column number';
      return;
    }
    const number = Number(line ?? this.#buffer.y + 1);
    this.#buffer.to(number < 0 ? this.#buffer.lines.length + number : number - 1, Number(column ?? 1) - 1);
  }

  #location(): void {
    const { lines, y, x, line } = this.#buffer;
    const part = (value: number, all: number): string => `${Math.floor((100 * value) / Math.max(1, all))}%`;
    const [columns, column] = [columnOf(line, line.length) + 1, columnOf(line, x) + 1];
    const before = lines.slice(0, y).reduce((sum, each) => sum + each.length + 1, x);
    const total = lines.reduce((sum, each) => sum + each.length + 1, -1);
    const where = [
      `line ${y + 1}/${lines.length} (${part(y + 1, lines.length)})`,
      `col ${column}/${columns} (${part(column, columns)})`,
      `char ${before}/${total} (${part(before, total)})`,
    ];
    this.#status = where.join(', ');
  }

  /** The help text in the place of the file, until it is left. */
  async #help(): Promise<void> {
    const [buffer, path] = [this.#buffer, this.#path];
    this.#buffer = new Buffer(HELP_TEXT);
    this.#path = 'Help';
    for (;;) {
      await this.#show([
        ['^X', 'Close'],
        ['^Y', 'Prev Page'],
        ['^V', 'Next Page'],
      ]);
      const key = await this.#key();
      if (key === undefined || key.name === 'C-x' || key.name === 'C-g' || key.text === 'q' || key.name === 'C-c') break;
      this.#move(key.name);
    }
    this.#buffer = buffer;
    this.#path = path;
  }
}

/** Keys that change the text. */
const EDITS = new Set(['Enter', 'Tab', 'Backspace', 'C-h', 'Delete', 'C-d', 'C-k', 'C-u', 'M-u', 'M-e']);

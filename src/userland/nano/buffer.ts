// A text being edited: its lines, the cursor, cutting and pasting, undo and redo. As GNU nano 8.6.

interface State {
  lines: readonly string[];
  y: number;
  x: number;
}

/** What an edit is: several of a kind in a row are undone together. */
type Edit = 'type' | 'erase' | 'cut' | 'other';

export class Buffer {
  lines: string[];
  /** The cursor: line and character, from 0. */
  y = 0;
  x = 0;
  modified = false;
  /** The text of ^K, as lines; the last has no newline. */
  cutLines: string[] = [];
  readonly #undo: State[] = [];
  readonly #redo: State[] = [];
  #last: Edit | undefined;

  constructor(text: string) {
    // The last line is the empty one behind the final newline, as nano keeps it.
    this.lines = text.split('\n');
  }

  /** The file's text: a final newline is there even if none was typed. */
  get text(): string {
    const text = this.lines.join('\n');
    return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  }

  /** How many lines a person counts: an empty last one is none. */
  get count(): number {
    return this.lines.length - (this.lines.at(-1) === '' ? 1 : 0);
  }

  get line(): string {
    return this.lines[this.y]!;
  }

  /** The next edit begins anew, whatever came before. */
  settle(): void {
    this.#last = undefined;
  }

  #save(edit: Edit): void {
    if (edit === 'other' || edit !== this.#last) this.#undo.push({ lines: this.lines.slice(), y: this.y, x: this.x });
    this.#redo.length = 0;
    this.#last = edit;
    this.modified = true;
  }

  insert(text: string): void {
    this.#save(text.includes('\n') ? 'other' : 'type');
    this.#put(text);
  }

  #put(text: string): void {
    const pieces = text.split('\n');
    const [before, after] = [this.line.slice(0, this.x), this.line.slice(this.x)];
    const last = pieces.length - 1;
    this.x = pieces[last]!.length + (last === 0 ? before.length : 0);
    pieces[0] = before + pieces[0]!;
    pieces[last] += after;
    this.lines.splice(this.y, 1, ...pieces);
    this.y += last;
  }

  /** Erases the character before the cursor; a line's start joins it to the one before. */
  backspace(): void {
    if (this.x === 0 && this.y === 0) return;
    this.left();
    this.delete();
  }

  /** Erases the character under the cursor. */
  delete(): void {
    if (this.x === this.line.length && this.y === this.lines.length - 1) return;
    this.#save('erase');
    if (this.x < this.line.length) {
      const width = String.fromCodePoint(this.line.codePointAt(this.x)!).length;
      this.lines[this.y] = this.line.slice(0, this.x) + this.line.slice(this.x + width);
    } else this.lines.splice(this.y, 2, this.line + this.lines[this.y + 1]!);
  }

  /** ^K: the line goes into the cut text, behind what was cut just before. */
  cut(): boolean {
    const goesOn = this.#last === 'cut';
    if (this.y === this.lines.length - 1 && this.line === '') return false;
    this.#save('cut');
    const kept = goesOn ? this.cutLines.slice(0, -1) : [];
    this.cutLines = [...kept, this.line, ''];
    if (this.y === this.lines.length - 1) this.lines[this.y] = '';
    else this.lines.splice(this.y, 1);
    this.x = 0;
    return true;
  }

  /** M-6: as cut, and the text stays. */
  copy(): void {
    this.cutLines = [this.line, ''];
    if (this.y < this.lines.length - 1) this.y++;
    this.x = 0;
    this.settle();
  }

  paste(): boolean {
    if (this.cutLines.length === 0) return false;
    this.#save('other');
    this.#put(this.cutLines.join('\n'));
    return true;
  }

  /** Replaces characters of the cursor's line. */
  replace(length: number, by: string): void {
    this.#save('other');
    this.lines[this.y] = this.line.slice(0, this.x) + this.line.slice(this.x + length);
    this.#put(by);
  }

  undo(): boolean {
    return this.#swap(this.#undo, this.#redo);
  }

  redo(): boolean {
    return this.#swap(this.#redo, this.#undo);
  }

  #swap(from: State[], to: State[]): boolean {
    const state = from.pop();
    if (!state) return false;
    to.push({ lines: this.lines.slice(), y: this.y, x: this.x });
    this.lines = state.lines.slice();
    this.y = state.y;
    this.x = state.x;
    this.modified = true;
    this.#last = undefined;
    return true;
  }

  left(): void {
    if (this.x > 0) this.x -= /[\udc00-\udfff]/.test(this.line[this.x - 1]!) ? 2 : 1;
    else if (this.y > 0) {
      this.y--;
      this.x = this.line.length;
    }
  }

  right(): void {
    if (this.x < this.line.length) this.x += String.fromCodePoint(this.line.codePointAt(this.x)!).length;
    else if (this.y < this.lines.length - 1) {
      this.y++;
      this.x = 0;
    }
  }

  /** Moves by whole words; `step` is -1 or 1. */
  word(step: -1 | 1): void {
    const inWord = (): boolean => /[\p{L}\p{N}_]/u.test(this.line[this.x] ?? ' ');
    const stuck = (): boolean =>
      step < 0 ? this.x === 0 && this.y === 0 : this.x === this.line.length && this.y === this.lines.length - 1;
    const move = (): void => (step < 0 ? this.left() : this.right());
    if (step > 0) while (inWord() && !stuck()) move();
    else move();
    while (!inWord() && !stuck()) move();
    if (step < 0) {
      while (inWord() && !stuck()) move();
      if (!inWord()) this.right();
    }
  }

  /** To a line, the cursor at the column it had where that line is long enough. */
  to(y: number, x = this.x): void {
    this.y = Math.max(0, Math.min(this.lines.length - 1, y));
    this.x = Math.max(0, Math.min(this.line.length, x));
  }

  /** The next place of a text after the cursor, from the start again after the end; undefined where there is none. */
  find(wanted: string, sensitive: boolean, backwards: boolean): { y: number; x: number; wrapped: boolean } | undefined {
    const fold = (text: string): string => (sensitive ? text : text.toLowerCase());
    const needle = fold(wanted);
    const total = this.lines.length;
    for (let step = 0; step <= total; step++) {
      const y = (this.y + (backwards ? -step : step) + 2 * total) % total;
      const text = fold(this.lines[y]!);
      const own = step === 0;
      const x = backwards
        ? own && this.x === 0
          ? -1
          : text.lastIndexOf(needle, own ? this.x - 1 : Infinity)
        : text.indexOf(needle, own ? this.x + 1 : 0);
      if (x >= 0) return { y, x, wrapped: backwards ? y > this.y || step === total : y < this.y || step === total };
    }
    return undefined;
  }
}

// The line discipline: what becomes of typed bytes before a program reads them, and of written bytes before a terminal shows them.
// As n_tty and termios(3), Linux 6.12.

import type { Signal } from '../../abi/signal.ts';
import { STANDARD_TERMIOS, type Termios } from '../../abi/tty.ts';

/** A line holds so many bytes; what is typed beyond is dropped. */
const LINE_BYTES_MAX = 4095;
const BACKSPACE = 8;
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const CARET = 94;
const DELETE = 127;

const isControl = (byte: number): boolean => byte < SPACE || byte === DELETE;
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;
const isWord = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte >= 128;

/** What the discipline needs of the terminal it belongs to. */
export interface Line {
  /** Bytes for the terminal, processed. */
  show(bytes: readonly number[]): void;
  /** A character that is a signal was typed. `flush` where waiting input and output go with it. */
  signal(signal: Signal, flush: boolean): void;
  /** Something can be read that could not before. */
  readable(): void;
  /** ^S, ^Q. */
  flow(stopped: boolean): void;
}

export class LineDiscipline {
  termios: Termios = STANDARD_TERMIOS;
  readonly #line: Line;
  /** Completed lines; an empty one is end of file. */
  #lines: number[][] = [];
  /** The line that is being edited; without ICANON, all that was typed. */
  #typed: number[] = [];
  #literal = false;
  /** The cursor's column, and where the edited line begins. */
  #column = 0;
  #lineColumn = 0;
  stopped = false;
  /** Echo of what is being typed, shown in one piece. */
  #shown: number[] = [];
  #ordinaryOf: Termios | undefined;
  #ordinaryBytes = new Uint8Array(0);

  constructor(line: Line) {
    this.#line = line;
  }

  has(flag: string): boolean {
    return this.termios.flags.has(flag);
  }

  get canonical(): boolean {
    return this.has('ICANON');
  }

  /** Bytes that a read would give now. */
  get available(): number {
    let sum = this.canonical ? 0 : this.#typed.length;
    for (const line of this.#lines) sum += line.length;
    return sum;
  }

  /** In canonical mode: is there a line, or an end of file, to be read? */
  get hasLine(): boolean {
    return this.#lines.length > 0;
  }

  /** How many more bytes can be taken in. A line that is too long takes them and drops them, but lines that wait to be read hold them up. */
  get room(): number {
    if (this.canonical && this.#lines.length === 0) return LINE_BYTES_MAX;
    return Math.max(0, LINE_BYTES_MAX + 1 - this.available - (this.canonical ? this.#typed.length : 0));
  }

  /** New settings; what was typed without ICANON becomes a line with it. */
  configure(termios: Termios): void {
    const was = this.canonical;
    const edited = !was && !this.has('ECHO') && !this.has('ICRNL');
    this.termios = termios;
    if (!was && this.canonical && this.#typed.length > 0) {
      const ahead = this.#typed.splice(0);
      // A page hands over in one piece what a person types ahead of a line editor; Linux would have seen most of it after the editor had left.
      if (edited && this.has('ECHO')) this.type(new Uint8Array(ahead));
      else this.#lines.push(ahead);
    }
    if (was && !this.canonical) {
      this.#lines = this.#lines.filter(line => line.length > 0);
      if (this.available > 0) this.#line.readable();
    }
    if (this.stopped && !this.has('IXON')) this.#setStopped(false);
  }

  /** Forgets what was typed and not read. */
  flushInput(): void {
    this.#lines = [];
    this.#typed = [];
    this.#literal = false;
  }

  /** In canonical mode at most a line; an empty array is end of file; undefined where there is nothing yet. */
  take(max: number): Uint8Array | undefined {
    if (this.canonical) {
      const line = this.#lines[0];
      if (!line) return undefined;
      if (line.length > max) return new Uint8Array(line.splice(0, max));
      this.#lines.shift();
      return new Uint8Array(line);
    }
    if (this.available === 0) return undefined;
    const taken: number[] = [];
    while (taken.length < max) {
      const source = this.#lines[0] ?? this.#typed;
      const part = source.splice(0, max - taken.length);
      taken.push(...part);
      if (source === this.#typed) break;
      if (source.length === 0) this.#lines.shift();
    }
    return new Uint8Array(taken);
  }

  /** Typed bytes, in order. */
  type(bytes: Uint8Array): void {
    const ordinary = this.#ordinary();
    for (let at = 0; at < bytes.length; at++) {
      let end = at;
      if (ordinary && !this.#literal && !this.stopped) while (end < bytes.length && ordinary[bytes[end]!]) end++;
      if (end > at) {
        this.#keepAll(bytes.subarray(at, end));
        at = end - 1;
      } else this.#typeByte(bytes[at]!);
    }
    this.#flushShown();
    if (!this.canonical && this.#typed.length > 0) this.#line.readable();
  }

  /** Which bytes are only kept and echoed; undefined where none is. Bytes of a paste are almost all so. */
  #ordinary(): Uint8Array | undefined {
    if (this.has('ISTRIP')) return undefined;
    if (this.#ordinaryOf !== this.termios) {
      this.#ordinaryOf = this.termios;
      this.#ordinaryBytes = new Uint8Array(256).map((_, byte) => (isControl(byte) ? 0 : 1));
      for (const byte of Object.values(this.termios.characters)) this.#ordinaryBytes[byte ?? 0] = 0;
    }
    return this.#ordinaryBytes;
  }

  #keepAll(bytes: Uint8Array): void {
    const room = Math.min(bytes.length, LINE_BYTES_MAX - this.#typed.length);
    if (room > 0 && this.has('ECHO')) {
      if (this.#typed.length === 0) this.#lineColumn = this.#column;
      for (let at = 0; at < room; at++) {
        this.#shown.push(bytes[at]!);
        if (!isContinuation(bytes[at]!)) this.#column++;
      }
    }
    for (let at = 0; at < room; at++) this.#typed.push(bytes[at]!);
    for (let at = room; at < bytes.length; at++) this.#keep(bytes[at]!);
  }

  #flushShown(): void {
    if (this.#shown.length > 0) this.#line.show(this.#shown.splice(0));
  }

  #is(byte: number, name: string): boolean {
    return byte !== 0 && this.termios.characters[name] === byte;
  }

  #typeByte(given: number): void {
    let byte = this.has('ISTRIP') ? given & 0x7f : given;
    if (this.#literal) {
      this.#literal = false;
      return this.#keep(byte);
    }
    if (byte === RETURN) {
      if (this.has('IGNCR')) return;
      if (this.has('ICRNL')) byte = NEWLINE;
    } else if (byte === NEWLINE && this.has('INLCR')) byte = RETURN;
    if (this.has('IXON')) {
      if (this.#is(byte, 'VSTOP')) return this.#setStopped(true);
      if (this.#is(byte, 'VSTART')) return this.#setStopped(false);
      if (this.stopped && this.has('IXANY')) this.#setStopped(false);
    }
    if (this.has('ISIG') && this.#typeSignal(byte)) return;
    if (this.canonical && this.#edit(byte)) return;
    this.#keep(byte);
  }

  #setStopped(stopped: boolean): void {
    if (this.stopped === stopped) return;
    this.stopped = stopped;
    this.#line.flow(stopped);
  }

  #typeSignal(byte: number): boolean {
    const signal = this.#is(byte, 'VINTR')
      ? 'SIGINT'
      : this.#is(byte, 'VQUIT')
        ? 'SIGQUIT'
        : this.#is(byte, 'VSUSP')
          ? 'SIGTSTP'
          : undefined;
    if (!signal) return false;
    const flush = !this.has('NOFLSH');
    if (flush) this.flushInput();
    this.#flushShown();
    this.#line.signal(signal, flush);
    if (this.has('IXON')) this.#setStopped(false);
    if (this.has('ECHO')) this.#echo(byte);
    return true;
  }

  /** Characters that edit the line or end it. */
  #edit(byte: number): boolean {
    const extended = this.has('IEXTEN');
    if (this.#is(byte, 'VERASE')) this.#erase();
    else if (this.#is(byte, 'VKILL')) this.#kill(byte);
    else if (extended && this.#is(byte, 'VWERASE')) this.#eraseWord();
    else if (extended && this.#is(byte, 'VLNEXT')) {
      this.#literal = true;
      if (this.has('ECHO') && this.has('ECHOCTL')) this.#out([CARET, BACKSPACE]);
    } else if (extended && this.has('ECHO') && this.#is(byte, 'VREPRINT')) this.#reprint(byte);
    else if (byte === NEWLINE) {
      if (this.has('ECHO') || this.has('ECHONL')) this.#out(this.process([NEWLINE]));
      this.#endLine([NEWLINE]);
    } else if (this.#is(byte, 'VEOF')) this.#endLine([]);
    else if (this.#is(byte, 'VEOL') || (extended && this.#is(byte, 'VEOL2'))) {
      if (this.has('ECHO')) this.#echo(byte);
      this.#endLine([byte]);
    } else return false;
    return true;
  }

  #endLine(ending: readonly number[]): void {
    this.#lines.push([...this.#typed.splice(0), ...ending]);
    this.#line.readable();
  }

  #keep(byte: number): void {
    if (this.#typed.length >= LINE_BYTES_MAX) {
      if (this.has('IMAXBEL')) this.#out([7]);
      return;
    }
    if (this.has('ECHO')) {
      if (this.#typed.length === 0) this.#lineColumn = this.#column;
      if (byte === NEWLINE && !this.canonical) this.#out(this.process([NEWLINE]));
      else this.#echo(byte);
    }
    this.#typed.push(byte);
  }

  #echo(byte: number): void {
    if (isControl(byte) && byte !== TAB && this.has('ECHOCTL')) this.#out([CARET, byte ^ 64]);
    else this.#out(this.has('OPOST') ? this.process([byte]) : [byte]);
  }

  #out(bytes: readonly number[]): void {
    for (const byte of bytes) {
      this.#advance(byte);
      this.#shown.push(byte);
    }
  }

  #advance(byte: number): void {
    if (byte === RETURN || byte === NEWLINE) this.#column = byte === NEWLINE && !this.has('ONLRET') ? this.#column : 0;
    else if (byte === BACKSPACE) this.#column = Math.max(0, this.#column - 1);
    else if (byte === TAB) this.#column = (this.#column | 7) + 1;
    else if (!isControl(byte) && !isContinuation(byte)) this.#column++;
  }

  /** Takes one character off the line, with the rest of its UTF-8 bytes. */
  #chop(): number | undefined {
    let byte = this.#typed.pop();
    while (byte !== undefined && this.has('IUTF8') && isContinuation(byte)) byte = this.#typed.pop();
    return byte;
  }

  #erase(): void {
    const byte = this.#chop();
    if (byte === undefined || !this.has('ECHO')) return;
    if (this.has('ECHOE')) this.#rubOut(byte);
    else this.#echo(this.termios.characters.VERASE ?? DELETE);
  }

  #eraseWord(): void {
    let seen = false;
    while (this.#typed.length > 0) {
      const last = this.#typed[this.#typed.length - 1]!;
      if (isWord(last)) seen = true;
      else if (seen) return;
      this.#erase();
    }
  }

  #kill(byte: number): void {
    if (!this.has('ECHO')) this.#typed = [];
    else if (this.has('ECHOK') && this.has('ECHOKE') && this.has('ECHOE')) while (this.#typed.length > 0) this.#erase();
    else {
      this.#typed = [];
      this.#echo(byte);
      if (this.has('ECHOK')) this.#out(this.process([NEWLINE]));
    }
  }

  #rubOut(byte: number): void {
    if (byte === TAB) {
      this.#out(new Array(this.#tabWidth()).fill(BACKSPACE));
      return;
    }
    if (isControl(byte)) {
      if (this.has('ECHOCTL')) this.#out([BACKSPACE, SPACE, BACKSPACE, BACKSPACE, SPACE, BACKSPACE]);
      return;
    }
    this.#out([BACKSPACE, SPACE, BACKSPACE]);
  }

  /** How many columns the tab behind what is typed took. */
  #tabWidth(): number {
    let columns = 0;
    let at = this.#typed.length;
    while (at > 0 && this.#typed[at - 1] !== TAB) {
      const byte = this.#typed[--at]!;
      if (isControl(byte)) columns += this.has('ECHOCTL') ? 2 : 0;
      else if (!isContinuation(byte)) columns++;
    }
    if (at === 0) columns += this.#lineColumn;
    return 8 - (columns & 7);
  }

  #reprint(byte: number): void {
    this.#echo(byte);
    this.#out(this.process([NEWLINE]));
    for (const typed of this.#typed) this.#echo(typed);
  }

  /** What a terminal shows for written bytes (OPOST). */
  process(bytes: ArrayLike<number>): number[] {
    const shown: number[] = [];
    const newlines = this.has('OPOST') && this.has('ONLCR');
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === NEWLINE && newlines) shown.push(RETURN);
      shown.push(byte);
    }
    return shown;
  }

  /** A program's output, with the column kept. */
  write(bytes: Uint8Array): Uint8Array {
    const plain = !this.has('OPOST') || (!this.has('ONLCR') && !this.has('OCRNL') && !this.has('ONOCR') && !this.has('XTABS'));
    if (plain || (!this.#special(bytes) && !bytes.includes(NEWLINE))) {
      for (let at = Math.max(0, bytes.length - 256); at < bytes.length; at++) this.#advance(bytes[at]!);
      return bytes;
    }
    const shown: number[] = [];
    for (const byte of bytes) this.#post(byte, shown);
    return new Uint8Array(shown);
  }

  #special(bytes: Uint8Array): boolean {
    return (this.has('OCRNL') || this.has('ONOCR')) && bytes.includes(RETURN) ? true : this.has('XTABS') && bytes.includes(TAB);
  }

  #post(byte: number, shown: number[]): void {
    if (byte === NEWLINE && this.has('ONLCR')) {
      this.#column = 0;
      shown.push(RETURN, NEWLINE);
      return;
    }
    if (byte === RETURN) {
      if (this.has('ONOCR') && this.#column === 0) return;
      if (this.has('OCRNL')) return void shown.push(NEWLINE);
    }
    if (byte === TAB && this.has('XTABS')) {
      const spaces = 8 - (this.#column & 7);
      this.#column += spaces;
      for (let at = 0; at < spaces; at++) shown.push(SPACE);
      return;
    }
    this.#advance(byte);
    shown.push(byte);
  }
}

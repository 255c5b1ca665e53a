// Drawing a line that is being edited: over as many rows as it needs, with wide and combining characters. As readline's display.c.

import { eastAsianWidth } from 'get-east-asian-width';

const MARK = /^(?:\p{Mark}|\u200b|\u200c|\u200d|\u200e|\u200f)$/u;

/** The columns a character takes; control characters are shown as ^X. */
export function widthOf(char: string): number {
  const code = char.codePointAt(0)!;
  if (code < 32 || code === 127) return 2;
  if (code < 127) return 1;
  if (MARK.test(char)) return 0;
  return eastAsianWidth(code);
}

/** What is drawn for a character. */
const shown = (char: string): string => {
  const code = char.charCodeAt(0);
  if (code === 127) return '^?';
  return code < 32 && char.length === 1 ? `^${String.fromCharCode(code + 64)}` : char;
};

interface Place {
  row: number;
  column: number;
}

/** A prompt's text as it is sent, and where it leaves the cursor. Text between \x01 and \x02 takes no room. */
function measurePrompt(prompt: string, columns: number): { text: string; place: Place } {
  const place: Place = { row: 0, column: 0 };
  let hidden = false;
  let text = '';
  for (const char of prompt) {
    if (char === '\x01') hidden = true;
    else if (char === '\x02') hidden = false;
    else {
      text += char;
      if (hidden) continue;
      if (char === '\n') {
        place.row++;
        place.column = 0;
      } else if (char === '\r') place.column = 0;
      else if (char >= ' ') advance(place, widthOf(char), columns);
    }
  }
  return { text, place };
}

/** Moves a place on by a character's width; one that does not fit goes to the next row. */
function advance(place: Place, width: number, columns: number): void {
  if (place.column + width > columns) {
    place.row++;
    place.column = 0;
  }
  place.column += width;
  if (place.column === columns) {
    place.row++;
    place.column = 0;
  }
}

export class LineScreen {
  columns = 80;
  #prompt = '';
  /** The row of the cursor, counted from the prompt's first. */
  #row = 0;
  #drawn = false;

  /** A prompt to draw anew, where the cursor is. */
  begin(prompt: string): void {
    this.#prompt = prompt;
    this.#row = 0;
    this.#drawn = false;
  }

  /** What to send so that the screen shows the line with the cursor at `point` (in characters). */
  draw(line: readonly string[], point: number): string {
    const { text, place } = measurePrompt(this.#prompt, this.columns);
    const cursor = { ...place };
    let body = '';
    let at: Place = { ...place };
    for (const [index, char] of line.entries()) {
      if (char === '\n') {
        at = { row: at.row + 1, column: 0 };
        body += '\n';
      } else {
        body += shown(char);
        advance(at, widthOf(char), this.columns);
      }
      if (index < point) Object.assign(cursor, at);
    }
    // A full last row leaves the terminal's cursor hanging at its end: a newline brings it down.
    const wraps = at.column === 0 && at.row > 0 && line.at(-1) !== '\n' && line.length > 0;
    const back = this.#drawn ? `\r${this.#row > 0 ? `\x1b[${this.#row}A` : ''}` : '';
    let out = `${back}${text}${body}${wraps ? '\n' : ''}${this.#drawn ? '\x1b[J' : ''}`;
    this.#drawn = true;
    if (at.row > cursor.row) out += `\x1b[${at.row - cursor.row}A`;
    if (at.row !== cursor.row || at.column !== cursor.column) out += `\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
    this.#row = cursor.row;
    return out;
  }

  /** Whether a character at the end of the line can simply be sent. */
  fits(line: readonly string[]): boolean {
    const { place } = measurePrompt(this.#prompt, this.columns);
    for (const char of line) {
      if (char === '\n') return false;
      advance(place, widthOf(char), this.columns);
    }
    return place.row === this.#row && place.column !== 0;
  }

  /** What to send to go to the end of the line, leaving it on the screen. */
  leave(line: readonly string[], point: number): string {
    const out = point === line.length && this.#drawn ? '' : this.draw(line, line.length);
    this.#row = 0;
    return out;
  }
}

// Keys as a terminal sends them: characters, control characters, and the escape sequences of xterm. As readline's emacs keymap names them.

/** "a", "C-a", "M-b", "Up", "C-Right", "Delete" …; pasted text comes whole. */
export type Key = { name: string; text?: undefined } | { name: 'text' | 'paste'; text: string };

const FINALS: Readonly<Record<string, string>> = { A: 'Up', B: 'Down', C: 'Right', D: 'Left', H: 'Home', F: 'End', Z: 'S-Tab' };
const TILDES: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
};
const CONTROLS: Readonly<Record<number, string>> = { 8: 'Backspace', 9: 'Tab', 10: 'Enter', 13: 'Enter', 27: 'Escape', 127: 'Backspace' };
const PASTE_END = '\x1b[201~';

/** Cuts a stream of bytes into keys; what is not whole yet waits for more. */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #held = '';
  #paste: string | undefined;

  /** The keys that these bytes complete. */
  push(bytes: Uint8Array): Key[] {
    this.#held += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#held !== '') {
      const key = this.#paste === undefined ? this.#next() : this.#pasted();
      if (key === undefined) break;
      if (key !== 'none') keys.push(key);
    }
    return keys;
  }

  /** Input that was read but not yet used: it is there when the next line is read. */
  get pending(): boolean {
    return this.#held !== '';
  }

  #pasted(): Key | undefined {
    const end = this.#held.indexOf(PASTE_END);
    if (end < 0) {
      // The end mark may come in pieces.
      const safe = Math.max(0, this.#held.length - PASTE_END.length + 1);
      this.#paste += this.#held.slice(0, safe);
      this.#held = this.#held.slice(safe);
      return undefined;
    }
    const text = this.#paste! + this.#held.slice(0, end);
    this.#held = this.#held.slice(end + PASTE_END.length);
    this.#paste = undefined;
    return { name: 'paste', text: text.replace(/\r\n?/g, '\n') };
  }

  #take(length: number): string {
    const taken = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return taken;
  }

  #next(): Key | 'none' | undefined {
    const code = this.#held.codePointAt(0)!;
    if (code === 27) return this.#escape();
    if (code >= 32 && code !== 127) {
      const run = /^[^\x00-\x1f\x7f]+/.exec(this.#held)![0];
      return { name: 'text', text: this.#take(run.length) };
    }
    this.#take(1);
    return { name: control(code) };
  }

  #escape(): Key | 'none' | undefined {
    if (this.#held.length === 1) return undefined;
    const sequence = /^\x1b(?:\[([\d;?]*)([@-~])|O([A-Z]))/.exec(this.#held);
    if (sequence !== null) {
      this.#take(sequence[0].length);
      return this.#sequence(sequence[1] ?? '', sequence[2] ?? sequence[3]!);
    }
    if (/^\x1b(?:\[[\d;?]*|O)$/.test(this.#held)) return undefined;
    this.#take(1);
    const code = this.#held.codePointAt(0)!;
    const text = this.#take(String.fromCodePoint(code).length);
    return { name: `M-${code < 32 || code === 127 ? control(code) : text}` };
  }

  #sequence(parameters: string, final: string): Key | 'none' {
    if (final === '~' && parameters === '200') {
      this.#paste = '';
      return 'none';
    }
    const [first = '', modifier = ''] = parameters.split(';');
    const name = final === '~' ? TILDES[first] : FINALS[final];
    if (name === undefined) return 'none';
    if (modifier === '5') return { name: `C-${name}` };
    return { name: modifier === '3' ? `M-${name}` : name };
  }
}

function control(code: number): string {
  return CONTROLS[code] ?? `C-${String.fromCharCode(code + 64).toLowerCase()}`;
}

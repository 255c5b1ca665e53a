// How stty prints settings: what differs from sane, all of them, and the form that stty itself reads. As GNU coreutils 9.10.

import type { Termios, Winsize } from '../../abi/tty.ts';
import { CHARACTER_SLOTS, CHARACTERS, flagOf, MODES, type Mode, type ModeGroup, SLOTS, SPEEDS } from './stty-modes.ts';

const GROUPS: readonly ModeGroup[] = ['control', 'input', 'output', 'local'];

/** Words put side by side until the line is full. */
class Lines {
  #text = '';
  #column = 0;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  put(word: string): void {
    if (this.#column > 0) {
      if (this.#width - this.#column <= word.length) this.end();
      else {
        this.#text += ' ';
        this.#column++;
      }
    }
    this.#text += word;
    this.#column += word.length;
  }

  end(): void {
    if (this.#column === 0) return;
    this.#text += '\n';
    this.#column = 0;
  }

  get text(): string {
    return this.#text;
  }
}

/** A control character as stty shows it: "^C", "<undef>", "M-x". */
function visible(byte: number): string {
  if (byte === 0) return '<undef>';
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  if (byte < 32) return `^${String.fromCharCode(byte + 64)}`;
  return byte === 127 ? '^?' : String.fromCharCode(byte);
}

/** Whether a mode is on: the first of a field's values is the one without a flag of its own. */
function isOn({ flags }: Termios, mode: Mode): boolean {
  if (mode.field === undefined || mode.bit !== 0) return flags.has(flagOf(mode));
  return !MODES.some(other => other.field === mode.field && other.bit !== 0 && flags.has(flagOf(other)));
}

/** Without options: speed, and where the settings deviate from sane. */
export function printChanged(termios: Termios, width: number): string {
  const lines = new Lines(width);
  lines.put(`speed ${termios.speed} baud;`);
  lines.put('line = 0;');
  lines.end();
  for (const { name, key, sane } of CHARACTERS) {
    const value = termios.characters[key] ?? 0;
    if (value !== sane) lines.put(`${name} = ${visible(value)};`);
  }
  if (!termios.flags.has('ICANON')) {
    lines.put(`min = ${termios.characters.VMIN ?? 0};`);
    lines.put(`time = ${termios.characters.VTIME ?? 0};`);
  }
  lines.end();
  for (const group of GROUPS) {
    for (const mode of MODES) {
      if (mode.group !== group || mode.sane === undefined) continue;
      const on = isOn(termios, mode);
      if (on === mode.sane || (mode.field !== undefined && !on)) continue;
      lines.put(on ? mode.name : `-${mode.name}`);
    }
    lines.end();
  }
  return lines.text;
}

/** -a. */
export function printAll(termios: Termios, { rows, columns }: Winsize, width: number): string {
  const lines = new Lines(width);
  lines.put(`speed ${termios.speed} baud;`);
  lines.put(`rows ${rows};`);
  lines.put(`columns ${columns};`);
  lines.put('line = 0;');
  lines.end();
  for (const { name, key } of CHARACTERS) lines.put(`${name} = ${visible(termios.characters[key] ?? 0)};`);
  lines.put(`min = ${termios.characters.VMIN ?? 0};`);
  lines.put(`time = ${termios.characters.VTIME ?? 0};`);
  lines.end();
  for (const group of GROUPS) {
    for (const mode of MODES) {
      if (mode.group !== group) continue;
      const on = isOn(termios, mode);
      if (mode.field === undefined) lines.put(on ? mode.name : `-${mode.name}`);
      else if (on) lines.put(mode.name);
    }
    lines.end();
  }
  return lines.text;
}

/** -g: the four words of flags and the control characters, in hexadecimal. */
export function printSaved(termios: Termios): string {
  const words = { control: 0, input: 0, output: 0, local: 0 };
  for (const mode of MODES) if (isOn(termios, mode)) words[mode.group] = (words[mode.group] | mode.bit) >>> 0;
  const code = SPEEDS.get(termios.speed) ?? 0;
  const control = (words.control | code | (code << 16)) >>> 0;
  const slots = Array.from({ length: SLOTS }, (_, at) => termios.characters[CHARACTER_SLOTS[at] ?? ''] ?? 0);
  return `${[words.input, words.output, control, words.local, ...slots].map(number => number.toString(16)).join(':')}\n`;
}

/** The speed in baud of a code of the control word; 38400 where it is not known. */
export function speedOfCode(code: number): number {
  for (const [speed, known] of SPEEDS) if (known === code) return speed;
  return 38400;
}

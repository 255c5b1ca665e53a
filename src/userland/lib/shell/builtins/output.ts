// echo and printf. As bash 5.3's and dash's.

import { toBytes } from '../../bytes.ts';
import { strftime } from '../../dates.ts';
import { type Float, floatOf, parseFloatText } from '../../float.ts';
import { type Filled, fill, formatFloat, formatInteger, padText, parseConversion } from '../../printf.ts';
import { zoneOf } from '../../zones.ts';
import type { Builtin } from '../builtin-table.ts';
import { alwaysQuote, backslashQuote, unescapeText } from '../quoting.ts';
import type { Shell } from '../state.ts';
import { isName } from '../variables.ts';
import { usage, usageComplaint } from './usage.ts';

export const echo: Builtin = (shell, args) => {
  const bash = shell.dialect.kind !== 'dash';
  let escapes = !bash || shell.shopts.has('xpg_echo');
  let newline = true;
  let at = 1;
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (!(bash ? /^-[neE]+$/.test(word) : word === '-n' && at === 1)) break;
    for (const letter of word.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(at).join(' ');
  const { text: shown, stopped } = escapes ? unescapeText(text, { style: 'echo' }) : { text, stopped: false };
  return shell.print(newline && !stopped ? `${shown}\n` : shown);
};

/** printf as it goes: what is printed, what is complained of, and whether \c ended it. */
class Printf {
  readonly #shell: Shell;
  readonly #args: string[];
  #next = 0;
  out = '';
  status = 0;
  stopped = false;
  readonly complaints: { at: number; words: string }[] = [];

  constructor(shell: Shell, args: string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  get #bash(): boolean {
    return this.#shell.dialect.kind === 'bash';
  }

  #complain(words: string, status = 1): void {
    this.complaints.push({ at: this.out.length, words: `printf: ${words}` });
    this.status = status;
  }

  /** The whole output: the format as often as there are arguments. */
  run(format: string): void {
    do {
      if (!this.#once(format)) return;
    } while (this.#next > 0 && this.#next < this.#args.length && !this.stopped);
  }

  /** One pass over the format; false where it could not go on. */
  #once(format: string): boolean {
    const before = this.#next;
    let at = 0;
    while (at < format.length) {
      const percent = format.indexOf('%', at);
      const end = percent < 0 ? format.length : percent;
      this.#literal(format.slice(at, end));
      if (this.stopped) return false;
      if (percent < 0) break;
      if (format[percent + 1] === '%') {
        this.out += '%';
        at = percent + 2;
        continue;
      }
      const taken = this.#conversion(format, percent);
      if (taken === undefined || this.stopped) return false;
      at = percent + taken;
    }
    return this.#next > before || this.#args.length === 0;
  }

  #literal(text: string): void {
    const { text: shown, stopped } = unescapeText(text, {
      style: this.#bash ? 'printf' : 'echo',
      complain: this.#bash
        ? (what, letter) => this.#complain(`missing ${what === 'hex' ? 'hex' : 'unicode'} digit for \\${letter}`, this.status)
        : undefined,
    } as Parameters<typeof unescapeText>[1]);
    this.out += this.#bash ? shown : unescapeText(text, { style: 'printf' }).text;
    this.stopped = this.stopped || (stopped && this.#bash);
  }

  #conversion(format: string, at: number): number | undefined {
    const time = this.#bash ? /^%([-+ #0]*\d*(?:\.\d+)?)\(((?:[^()])*)\)T/.exec(format.slice(at)) : null;
    if (time !== null) {
      this.#time(time[1]!, time[2]!);
      return time[0].length;
    }
    const conversion = parseConversion(format, at);
    if (conversion.letter === '') {
      this.#complain(`\`${conversion.text}': missing format character`);
      return undefined;
    }
    if (!(this.#bash ? 'diouxXeEfFgGaAcsSbqQn' : 'diouxXeEfFgGaAcsb').includes(conversion.letter)) {
      this.#complain(this.#bash ? `\`${conversion.letter}': invalid format character` : `${conversion.text}: invalid directive`);
      return undefined;
    }
    const filled = fill(conversion, () => Number(this.#integer(this.#argument() ?? '0')));
    this.#put(filled, this.#argument());
    return conversion.text.length;
  }

  #argument(): string | undefined {
    const value = this.#args[this.#next];
    if (this.#next < this.#args.length) this.#next++;
    return value;
  }

  #put(filled: Filled, given: string | undefined): void {
    const { letter } = filled;
    const text = given ?? '';
    if ('diouxX'.includes(letter)) this.out += formatInteger(filled, given === undefined ? 0n : this.#integer(given));
    else if ('eEfFgGaA'.includes(letter)) this.out += formatFloat(filled, given === undefined ? 0 : this.#float(given));
    else if (letter === 'c') this.out += padText(filled, [...text][0] ?? '', text === '' ? 0 : 1);
    else if (letter === 's' || letter === 'S') this.#text(filled, text);
    else if (letter === 'b') {
      const { text: shown, stopped } = unescapeText(text, { style: '%b' });
      this.#text(filled, shown);
      this.stopped = stopped;
    } else if (letter === 'q') this.#text(filled, backslashQuote(text));
    else if (letter === 'Q')
      this.#text({ ...filled, precision: undefined }, alwaysQuote(filled.precision === undefined ? text : text.slice(0, filled.precision)));
    else if (isName(text)) this.#shell.variables.assign(text, String(this.out.length));
  }

  #text(filled: Filled, text: string): void {
    const cut = filled.precision === undefined ? text : [...text].slice(0, filled.precision).join('');
    this.out += padText(filled, cut, filled.width === undefined ? cut.length : toBytes(cut).length);
  }

  /** An integer argument: 'c gives a character's number; what is no number is complained of. */
  #integer(text: string): bigint {
    if (text[0] === "'" || text[0] === '"') return BigInt(text.codePointAt(1) ?? 0);
    const found = /^[ \t\n]*([+-]?)(0[xX][0-9a-fA-F]*|0[0-7]*|[1-9]\d*)?/.exec(text)!;
    const digits = found[2] ?? '';
    const hex = /^0[xX]/.test(digits);
    let value = 0n;
    if (hex) value = digits.length > 2 ? BigInt(digits) : 0n;
    else if (digits !== '') value = digits.length > 1 && digits[0] === '0' ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    if (found[1] === '-') value = -value;
    const rest = text.slice(found[0].length);
    if (digits === '' || rest !== '' || (hex && digits.length === 2)) this.#badNumber(text, digits, rest);
    return this.#inRange(value, text);
  }

  #badNumber(text: string, digits: string, rest: string): void {
    if (!this.#bash) {
      this.#complain(digits === '' && rest !== '' ? `${text}: expected numeric value` : `${text}: not completely converted`);
      return;
    }
    const kind = /^0[xX]/.test(digits)
      ? 'invalid hex number'
      : digits[0] === '0' && /^\d/.test(rest)
        ? 'invalid octal number'
        : 'invalid number';
    this.#complain(`${text}: ${kind}`);
  }

  #inRange(value: bigint, text: string): bigint {
    const least = -(1n << 63n);
    const most = (1n << 64n) - 1n;
    if (value >= least && value < 1n << 63n) return value;
    if (value <= most && value > 0n && !this.#bash) return value;
    this.#complain(`${text}: Numerical result out of range`);
    return value < 0n ? least : (1n << 63n) - 1n;
  }

  #float(text: string): Float {
    if (text[0] === "'" || text[0] === '"') return floatOf(text.codePointAt(1) ?? 0);
    const { value, taken } = parseFloatText(text);
    if (taken === 0 || taken < text.length) this.#badNumber(text, taken === 0 ? '' : '1', text.slice(taken));
    return value;
  }

  #time(spec: string, format: string): void {
    const given = this.#argument();
    const seconds =
      given === undefined || given === '-1'
        ? this.#shell.now.seconds
        : given === '-2'
          ? this.#shell.secondsBase
          : Number(this.#integer(given));
    const filled = fill(parseConversion(`%${spec}s`, 0), () => 0);
    const text = strftime(format === '' ? '%X' : format, { seconds, nanoseconds: 0 }, zoneOf(this.#shell.variables.get('TZ')));
    this.#text(filled, text);
  }
}

export const printf: Builtin = async (shell, args) => {
  let at = 1;
  let variable: string | undefined;
  const bash = shell.dialect.kind === 'bash';
  while (bash && args[at]?.startsWith('-') && args[at] !== '-') {
    const word = args[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-v')) throw usageComplaint('printf', `${word.slice(0, 2)}: invalid option`);
    variable = word.length > 2 ? word.slice(2) : args[++at];
    if (variable === undefined) throw usageComplaint('printf', '-v: option requires an argument');
    at++;
  }
  if (!bash && args[at] === '--') at++;
  if (variable !== undefined && !/^[A-Za-z_]\w*(\[.*\])?$/s.test(variable)) {
    await shell.complain(`printf: \`${variable}': not a valid identifier`);
    return 2;
  }
  if (args[at] === undefined) {
    if (bash) return usage(shell, 'printf');
    await shell.complain('printf: usage: printf format [arg ...]');
    return 2;
  }
  if (args[at]!.includes(')T')) await shell.refreshClock();
  const printer = new Printf(shell, args.slice(at + 1));
  printer.run(args[at]!);
  for (const { words } of printer.complaints) await shell.complain(words);
  if (variable !== undefined) {
    shell.assignPlace(variable, printer.out);
    return printer.status;
  }
  return (await shell.print(printer.out)) || printer.status;
};

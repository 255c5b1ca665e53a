// printf: text by a format. As GNU coreutils 9.10.

import { toBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { type Filled, fill, formatFloat, formatInteger, padText, parseConversion } from '../lib/printf.ts';
import { quote, shellQuote } from '../lib/quote.ts';

export default command({
  name: 'printf',
  summary: 'print ARGUMENT(s) according to FORMAT',
  usage: 'FORMAT [ARGUMENT]...\nOPTION',
  async run(tool: Tool) {
    let words = tool.argv.slice(1);
    if (words.length === 1 && (words[0] === '--help' || words[0] === '--version')) {
      tool.out.write(
        words[0] === '--help'
          ? `Usage: ${tool.name} FORMAT [ARGUMENT]...\n  or:  ${tool.name} OPTION\nPrint ARGUMENT(s) according to FORMAT.\n`
          : 'printf (GNU coreutils) 9.10\n',
      );
      return 0;
    }
    if (words[0] === '--') words = words.slice(1);
    const [format, ...values] = words;
    if (format === undefined) tool.usage('missing operand');
    const printer = new Printer(tool, format, values);
    await printer.print();
    return tool.status;
  },
});

const NAMED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};
const byte = (code: number): string => String.fromCharCode((code & 255) < 0x80 ? code & 255 : 0xdc00 + (code & 255));

class Printer {
  readonly #tool: Tool;
  readonly #format: string;
  readonly #values: string[];
  #next = 0;
  #stopped = false;

  constructor(tool: Tool, format: string, values: string[]) {
    this.#tool = tool;
    this.#format = format;
    this.#values = values;
  }

  async print(): Promise<void> {
    do {
      const before = this.#next;
      await this.#once();
      if (this.#next === before && this.#values.length > 0 && !this.#stopped) {
        await this.#tool.warn(`warning: ignoring excess arguments, starting with ${quote(this.#values[before]!)}`, 0);
        return;
      }
    } while (this.#next < this.#values.length && !this.#stopped);
  }

  async #once(): Promise<void> {
    const format = this.#format;
    for (let at = 0; at < format.length && !this.#stopped; ) {
      const char = format[at]!;
      if (char === '\\') {
        const { text, length } = this.#escape(format.slice(at), false);
        this.#tool.out.write(text);
        at += length;
      } else if (char === '%' && format[at + 1] === '%') {
        this.#tool.out.write('%');
        at += 2;
      } else if (char === '%') {
        const conversion = parseConversion(format, at);
        await this.#convert(
          conversion.letter,
          fill(conversion, () => this.#star()),
          conversion.text,
        );
        at += conversion.text.length;
      } else {
        const end = format.slice(at).search(/[\\%]/);
        const text = end < 0 ? format.slice(at) : format.slice(at, at + end);
        this.#tool.out.write(text);
        at += text.length;
      }
    }
  }

  #take(): string | undefined {
    return this.#next < this.#values.length ? this.#values[this.#next++] : undefined;
  }

  #star(): number {
    const text = this.#take() ?? '0';
    return /^-?\d+$/.test(text) ? Number(text) : this.#tool.fail(`invalid field width: ${quote(text)}`);
  }

  #escape(text: string, inB: boolean): { text: string; length: number } {
    const octal = (inB ? /^\\(?:0([0-7]{0,3})|([1-7][0-7]{0,2}))/ : /^\\()([0-7]{1,3})/).exec(text);
    if (octal !== null) return { text: byte(Number.parseInt(octal[1] || octal[2] || '0', 8)), length: octal[0].length };
    const hex = /^\\x([0-9a-fA-F]{1,2})/.exec(text);
    if (hex !== null) return { text: byte(Number.parseInt(hex[1]!, 16)), length: hex[0].length };
    if (text[1] === 'x') this.#tool.fail('missing hexadecimal number in escape');
    const unicode = /^\\u([0-9a-fA-F]{4})/.exec(text) ?? /^\\U([0-9a-fA-F]{8})/.exec(text);
    if (unicode !== null) return { text: String.fromCodePoint(Number.parseInt(unicode[1]!, 16)), length: unicode[0].length };
    if (text[1] === 'c') {
      this.#stopped = true;
      return { text: '', length: 2 };
    }
    const named = NAMED[text[1] ?? ''];
    return named === undefined ? { text: text.slice(0, 2), length: Math.min(2, text.length) } : { text: named, length: 2 };
  }

  #escapes(text: string): string {
    let result = '';
    for (let at = 0; at < text.length && !this.#stopped; ) {
      if (text[at] !== '\\') {
        result += text[at++];
        continue;
      }
      const { text: shown, length } = this.#escape(text.slice(at), true);
      result += shown;
      at += length;
    }
    return result;
  }

  async #convert(letter: string, filled: Filled, text: string): Promise<void> {
    const { out } = this.#tool;
    if (letter === 's' || letter === 'b' || letter === 'q') {
      const value = this.#take() ?? '';
      const shown = letter === 'b' ? this.#escapes(value) : letter === 'q' ? shellQuote(value, false) : value;
      const cut = filled.precision === undefined ? shown : shown.slice(0, filled.precision);
      return out.write(padText(filled, cut, toBytes(cut).length));
    }
    if (letter === 'c') return out.write(padText(filled, (this.#take() ?? '').slice(0, 1)));
    if ('diouxX'.includes(letter) && letter !== '') return out.write(formatInteger(filled, await this.#integer(this.#take())));
    if ('aeEfFgGA'.includes(letter) && letter !== '') return out.write(formatFloat(filled, await this.#float(this.#take())));
    this.#tool.fail(`${text}: invalid conversion specification`);
  }

  async #integer(text: string | undefined): Promise<bigint> {
    if (text === undefined) return 0n;
    const quoted = /^['"](.)/su.exec(text);
    if (quoted !== null) return BigInt(quoted[1]!.codePointAt(0)!);
    const found = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|\d+)?/.exec(text)!;
    const digits = found[2];
    await this.#checkNumber(text, digits === undefined ? '' : text.slice(found[0].length), digits);
    if (digits === undefined) return 0n;
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return found[1] === '-' ? -value : value;
  }

  async #float(text: string | undefined): Promise<number> {
    if (text === undefined) return 0;
    const quoted = /^['"](.)/su.exec(text);
    if (quoted !== null) return quoted[1]!.codePointAt(0)!;
    const found = /^\s*([+-]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan))/i.exec(text);
    await this.#checkNumber(text, found === null ? '' : text.slice(found[0].length), found?.[1]);
    if (found === null) return 0;
    const word = found[1]!.toLowerCase();
    return word.includes('inf') ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word.replace(/^\+/, ''));
  }

  async #checkNumber(text: string, rest: string, digits: string | undefined): Promise<void> {
    if (digits === undefined) await this.#tool.warn(`${quote(text)}: expected a numeric value`);
    else if (rest !== '') await this.#tool.warn(`${quote(text)}: value not completely converted`);
  }
}

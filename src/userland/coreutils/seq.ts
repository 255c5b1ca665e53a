// seq: numbers in a row. As GNU coreutils 9.10.

import { command, Failure, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'seq',
  summary: 'print numbers from FIRST to LAST, in steps of INCREMENT',
  usage: '[OPTION]... LAST\n[OPTION]... FIRST LAST\n[OPTION]... FIRST INCREMENT LAST',
  help: `  -f, --format=FORMAT      use printf style floating-point FORMAT
  -s, --separator=STRING   use STRING to separate numbers (default: \\n)
  -w, --equal-width        equalize width by padding with leading zeroes`,
  run: seq,
});

interface SeqOptions {
  format: string | undefined;
  separator: string;
  equalWidth: boolean;
  operands: string[];
}

/** Negative numbers are operands, so this does not read options as others do. */
function optionsOf(tool: Tool): SeqOptions | 'help' | 'version' {
  const options: SeqOptions = { format: undefined, separator: '\n', equalWidth: false, operands: [] };
  const words = tool.argv.slice(1);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const need = (name: string): string => words.shift() ?? tool.usage(`option requires an argument -- '${name}'`);
    if (word === '--') {
      options.operands.push(...words);
      break;
    }
    if (word === '--help' || word === '--version') return word === '--help' ? 'help' : 'version';
    if (options.operands.length > 0 || !/^-[^\d.]/.test(word)) {
      options.operands.push(word, ...(options.operands.length > 0 ? words.splice(0) : []));
      continue;
    }
    if (word === '--equal-width') options.equalWidth = true;
    else if (word.startsWith('--separator=')) options.separator = word.slice(12);
    else if (word === '--separator') options.separator = need('s');
    else if (word.startsWith('--format=')) options.format = word.slice(9);
    else if (word === '--format') options.format = need('f');
    else if (word.startsWith('--')) tool.usage(`unrecognized option '${word}'`);
    else {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!;
        if (letter === 'w') options.equalWidth = true;
        else if (letter === 's' || letter === 'f') {
          const value = word.slice(at + 1) || need(letter);
          if (letter === 's') options.separator = value;
          else options.format = value;
          break;
        } else tool.usage(`invalid option -- '${letter}'`);
      }
    }
  }
  return options;
}

const NUMBER = /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|0x[0-9a-f]+|inf(inity)?)$/i;

function parseNumber(tool: Tool, text: string): number {
  if (!NUMBER.test(text)) tool.usage(`invalid floating point argument: ${quote(text)}`);
  return /inf/i.test(text) ? (text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : Number(text);
}

function decimalsOf(text: string): number {
  const [mantissa = '', exponent] = text.toLowerCase().split('e');
  const point = mantissa.indexOf('.');
  return Math.max(0, (point < 0 ? 0 : mantissa.length - point - 1) - Number(exponent ?? 0));
}

async function seq(tool: Tool): Promise<void> {
  const options = optionsOf(tool);
  if (options === 'help' || options === 'version') {
    tool.out.write(options === 'help' ? `Usage: ${tool.name} [OPTION]... LAST\n` : 'seq (GNU coreutils) 9.10\n');
    return;
  }
  const { operands } = options;
  if (operands.length === 0) tool.usage('missing operand');
  if (operands.length > 3) tool.usage(`extra operand ${quote(operands[3]!)}`);
  const [firstText, stepText, lastText] =
    operands.length === 1
      ? ['1', '1', operands[0]!]
      : operands.length === 2
        ? [operands[0]!, '1', operands[1]!]
        : (operands as [string, string, string]);
  const first = parseNumber(tool, firstText);
  const step = parseNumber(tool, stepText);
  const last = parseNumber(tool, lastText);
  if (step === 0) tool.usage(`invalid Zero increment value: ${quote(stepText)}`);
  if (options.format !== undefined && options.equalWidth)
    tool.usage('format string may not be specified when printing equal width strings');
  const decimals = Math.max(decimalsOf(firstText), decimalsOf(stepText));
  const print = options.format === undefined ? plain(options, decimals, [first, step, last], lastText) : formatted(options.format);
  await numbers(tool, { first, step, last }, decimals, print, options.separator);
}

async function numbers(
  tool: Tool,
  { first, step, last }: { first: number; step: number; last: number },
  decimals: number,
  print: (value: number) => string,
  separator: string,
): Promise<void> {
  const scale = 10 ** decimals;
  const slack = Math.abs(step) * 1e-9;
  let lead = '';
  for (let count = 0; ; count++) {
    const value = Number.isFinite(first) ? Math.round((first + count * step) * scale) / scale : first;
    if (step > 0 ? value > last + slack : value < last - slack) break;
    tool.out.write(lead + print(value));
    lead = separator;
    if ((count & 1023) === 1023) await tool.out.settle();
  }
  if (lead !== '' || separator === '') tool.out.write('\n');
}

function plain(
  options: SeqOptions,
  decimals: number,
  bounds: readonly [number, number, number],
  lastText: string,
): (value: number) => string {
  if (!options.equalWidth) return decimals === 0 ? String : value => value.toFixed(decimals);
  const all = Math.max(decimals, 0);
  const ends = [bounds[0], bounds[2]].filter(Number.isFinite).map(value => value.toFixed(all));
  const width = Math.max(...ends.map(text => text.length), lastText.includes('.') && all === 0 ? 0 : 0);
  return value => {
    const text = value.toFixed(all);
    return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
  };
}

function formatted(format: string): (value: number) => string {
  const found = /^((?:[^%]|%%)*)%([-+ #0']*)(\d*)(?:\.(\d*))?L?([efgaEFGA])((?:[^%]|%%)*)$/s.exec(format);
  if (found === null) {
    const why = /%/.test(format.replaceAll('%%', ''))
      ? `has unknown %${/%(?:[-+ #0'\d.])*(.?)/.exec(format.replaceAll('%%', ''))?.[1] ?? ''} directive`
      : 'has no % directive';
    throw new Failure(`format ${quote(format)} ${why}`);
  }
  const [, before = '', flags = '', width = '', precision, kind = 'g', after = ''] = found;
  const digits = precision === undefined ? 6 : Number(precision || 0);
  return value => {
    const size = Math.abs(value);
    let text = /f/i.test(kind)
      ? size.toFixed(digits)
      : /e/i.test(kind)
        ? exponent(size, digits)
        : general(size, digits, flags.includes('#'));
    const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    const room = Number(width || 0);
    if (flags.includes('0') && !flags.includes('-')) text = text.padStart(room - sign.length, '0');
    const whole = flags.includes('-') ? (sign + text).padEnd(room) : (sign + text).padStart(room);
    return `${before.replaceAll('%%', '%')}${whole}${after.replaceAll('%%', '%')}`;
  };
}

function exponent(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, digits: number, keepsZeros: boolean): string {
  const precision = digits === 0 ? 1 : digits;
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  if (power < -4 || power >= precision) {
    const text = exponent(value, precision - 1);
    return keepsZeros ? text : text.replace(/\.?0+e/, 'e');
  }
  const text = value.toFixed(Math.max(0, precision - 1 - power));
  return keepsZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

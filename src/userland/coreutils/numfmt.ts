// numfmt: numbers to and from suffixes. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';
import { padColumns, textWidth } from '../lib/width.ts';
import { type Output, type Rounding, readNumber, type Scale, showNumber, tooLarge } from './numfmt-scale.ts';

export default command({
  name: 'numfmt',
  summary: 'reformat NUMBER(s), or the numbers from standard input if none are specified',
  usage: '[OPTION]... [NUMBER]...',
  help: `      --debug          print warnings about invalid input
  -d, --delimiter=X    use X instead of whitespace for field delimiter
      --field=FIELDS   replace the numbers in these input fields (default=1)
      --format=FORMAT  use printf style floating-point FORMAT
      --from=UNIT      auto-scale input numbers to UNITs; default is 'none'
      --from-unit=N    specify the input unit size (instead of the default 1)
      --grouping       use locale-defined grouping of digits, e.g. 1,000,000
      --header[=N]     print (without converting) the first N header lines
      --invalid=MODE   failure mode for invalid numbers
      --padding=N      pad the output to N characters
      --round=METHOD   use METHOD for rounding when scaling
      --suffix=SUFFIX  add SUFFIX to output numbers
      --unit-separator=SEP  insert SEP between number and unit on output
      --to=UNIT        auto-scale output numbers to UNITs
      --to-unit=N      the output unit size (instead of the default 1)
  -z, --zero-terminated  line delimiter is NUL, not newline`,
  short: 'd:z',
  long: {
    from: 'required',
    'from-unit': 'required',
    to: 'required',
    'to-unit': 'required',
    round: 'required',
    padding: 'required',
    suffix: 'required',
    'unit-separator': 'required',
    grouping: 'none',
    delimiter: '-d',
    field: 'required',
    debug: 'none',
    header: 'optional',
    format: 'required',
    invalid: 'required',
    'zero-terminated': '-z',
  },
  run: numfmt,
});

const SCALES = ['none', 'auto', 'si', 'iec', 'iec-i'] as const;
const ROUNDINGS = ['up', 'down', 'from-zero', 'towards-zero', 'nearest'] as const;
const MODES = ['abort', 'fail', 'warn', 'ignore'] as const;
const STATUS_CONVERSION = 2;

interface Plan {
  from: Scale;
  output: Output;
  units: { from: number; to: number };
  /** Undefined: pads to what stood there. */
  padding: number | undefined;
  zeros: number;
  suffix: string;
  /** What --format has before and after its number. */
  around: [before: string, after: string];
  delimiter: string | undefined;
  fields: (number: number) => boolean;
  mode: (typeof MODES)[number];
}

async function numfmt(tool: Tool): Promise<void> {
  const plan = planOf(tool);
  const nothing = !['--from', '--to', '--from-unit', '--to-unit', '--padding', '--format', '--grouping'].some(option => tool.has(option));
  if (tool.has('--debug') && nothing) await tool.warn('no conversion option specified', 0);
  const mark = tool.has('-z') ? '\0' : '\n';
  if (tool.operands.length > 0) {
    if (tool.has('--debug') && tool.has('--header')) await tool.warn('--header ignored with command-line input', 0);
    for (const text of tool.operands) tool.out.write((await convertLine(tool, plan, text)) + mark);
    return;
  }
  let headers = headerLines(tool);
  for await (const { lines, ended } of lineBatches(tool.sys, 0, { delimiter: tool.has('-z') ? 0 : 10 })) {
    for (const [at, line] of lines.entries()) {
      const text = headers-- > 0 ? line : await convertLine(tool, plan, line);
      tool.out.write(text + (ended || at < lines.length - 1 ? mark : ''));
    }
    await tool.out.settle();
  }
}

function headerLines(tool: Tool): number {
  if (!tool.has('--header')) return 0;
  const text = tool.value('--header') ?? '1';
  if (!/^\d+$/.test(text) || Number(text) === 0) tool.fail(`invalid header value ${quote(text)}`);
  return Number(text);
}

function planOf(tool: Tool): Plan {
  const choose = <T extends string>(option: string, words: readonly T[], usual: T): T => {
    const text = tool.value(option);
    if (text === undefined) return usual;
    const matches = words.filter(word => word.startsWith(text));
    const found = words.find(word => word === text) ?? (matches.length === 1 ? matches[0] : undefined);
    const list = words.map(word => `\n  - ${quote(word)}`).join('');
    return found ?? tool.usage(`invalid argument ${quote(text)} for ${quote(option)}\nValid arguments are:${list}`);
  };
  const format = formatOf(tool);
  const from = choose<Scale>('--from', SCALES, 'none');
  const to = choose<Scale>(
    '--to',
    SCALES.filter(scale => scale !== 'auto'),
    'none',
  );
  const padding = tool.value('--padding');
  if (padding !== undefined && (!/^-?\d+$/.test(padding) || Number(padding) === 0)) tool.fail(`invalid padding value ${quote(padding)}`);
  const delimiter = tool.value('-d');
  if (delimiter !== undefined && [...delimiter].length > 1) tool.fail('the delimiter must be a single character');
  if (tool.has('--grouping') && tool.has('--format')) tool.fail('--grouping cannot be combined with --format');
  if ((tool.has('--grouping') || format.groups) && to !== 'none') tool.fail('grouping cannot be combined with --to');
  return {
    from,
    output: {
      to,
      rounding: choose<Rounding>('--round', ROUNDINGS, 'from-zero'),
      precision: format.precision,
      separator: tool.value('--unit-separator') ?? '',
    },
    units: { from: unitOf(tool, '--from-unit'), to: unitOf(tool, '--to-unit') },
    padding: format.width ?? (padding === undefined ? (delimiter === undefined ? undefined : 0) : Number(padding)),
    zeros: format.zeros,
    suffix: tool.value('--suffix') ?? '',
    around: format.around,
    delimiter,
    fields: fieldsOf(tool),
    mode: choose('--invalid', MODES, 'abort'),
  };
}

interface Format {
  precision: number | undefined;
  width: number | undefined;
  zeros: number;
  groups: boolean;
  around: [string, string];
}

function formatOf(tool: Tool): Format {
  const text = tool.value('--format');
  if (text === undefined) return { precision: undefined, width: undefined, zeros: 0, groups: false, around: ['', ''] };
  const parts = /^((?:[^%]|%%)*)%(.*)$/s.exec(text);
  if (parts === null) return tool.fail(`format ${quote(text)} has no % directive`);
  const [, before = '', directive = ''] = parts;
  const found = /^([ 0']*)(-?\d*)(?:\.(\d*))?f(.*)$/s.exec(directive);
  if (directive === '') tool.fail(`format ${quote(text)} ends in %`);
  if (found === null) return tool.fail(`invalid format ${quote(text)}, directive must be %[0]['][-][N][.][N]f`);
  const [, flags = '', width = '', precision, after = ''] = found;
  if (/%(?!%)/.test(after.replaceAll('%%', ''))) tool.fail(`format ${quote(text)} has too many % directives`);
  const zeros = flags.includes('0') && !width.startsWith('-');
  return {
    precision: precision === undefined ? undefined : Number(precision),
    width: width === '' || zeros ? undefined : Number(width),
    zeros: zeros ? Number(width) : 0,
    groups: flags.includes("'"),
    around: [before.replaceAll('%%', '%'), after.replaceAll('%%', '%')],
  };
}

function unitOf(tool: Tool, option: string): number {
  const text = tool.value(option);
  if (text === undefined) return 1;
  const read = readNumber(/^[A-Za-z]/.test(text) ? `1${text}` : text, 'auto', '');
  if (typeof read === 'string' || read.value <= 0 || !Number.isInteger(read.value)) return tool.fail(`invalid unit size: ${quote(text)}`);
  return read.value;
}

function fieldsOf(tool: Tool): (number: number) => boolean {
  const text = tool.value('--field');
  if (text === undefined) return number => number === 1;
  const ranges = text.split(/[, ]/).map(part => {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (found === null) return tool.usage(`invalid field value ${quote(part.replace(/^[\d-]*/, ''))}`);
    const [, low = '', dash, high = ''] = found;
    if (part === '' || Number(low || 1) === 0 || (high !== '' && Number(high) === 0)) tool.usage('fields are numbered from 1');
    const first = Number(low || 1);
    const last = dash === '' ? first : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (last < first) tool.usage('invalid decreasing range');
    return { first, last };
  });
  return number => ranges.some(({ first, last }) => number >= first && number <= last);
}

async function convertLine(tool: Tool, plan: Plan, line: string): Promise<string> {
  // Between blanks a field has those before it, but for the one that parts it from the field before.
  const parts = plan.delimiter === undefined ? (line.match(/^[ \t]*[^ \t]*|[ \t]*[^ \t]+|[ \t]+$/g) ?? ['']) : line.split(plan.delimiter);
  const texts: string[] = [];
  for (const [at, part] of parts.entries()) {
    const text = plan.delimiter === undefined && at > 0 ? part.slice(1) : part;
    texts.push(plan.fields(at + 1) ? await convertField(tool, plan, text, at) : text);
  }
  return texts.join(plan.delimiter ?? ' ');
}

async function convertField(tool: Tool, plan: Plan, text: string, place: number): Promise<string> {
  const { suffix, output, units } = plan;
  const stripped = suffix !== '' && text.endsWith(suffix) && text !== suffix ? text.slice(0, -suffix.length) : text;
  const number = stripped.replace(/^[ \t]+/, '');
  const read = readNumber(number, plan.from, output.separator);
  if (typeof read === 'string') return refuse(tool, plan, text, read);
  if (units.from !== 1 || units.to !== 1) read.value = (read.value * units.from) / units.to;
  const large = tooLarge(read, output);
  if (large !== undefined) return refuse(tool, plan, text, large);
  const shown = showNumber(read, output);
  const zeros = plan.zeros - textWidth(shown) - textWidth(suffix);
  const padded = zeros > 0 ? shown.replace(/^-?/, sign => sign + '0'.repeat(zeros)) : shown;
  const width = plan.padding ?? (place > 0 || number.length < stripped.length ? textWidth(text) : 0);
  const whole = padded + suffix;
  const field = width < 0 ? padColumns(whole, -width) : ' '.repeat(Math.max(0, width - textWidth(whole))) + whole;
  return plan.around[0] + field + plan.around[1];
}

async function refuse(tool: Tool, plan: Plan, text: string, words: string): Promise<string> {
  if (plan.mode === 'abort') tool.fail(words, STATUS_CONVERSION);
  if (plan.mode !== 'ignore') await tool.warn(words, plan.mode === 'fail' ? STATUS_CONVERSION : 0);
  return text;
}

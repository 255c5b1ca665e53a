// date: the time, told and set. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Timespec } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { civilOf, secondsOf, strftime } from '../lib/dates.ts';
import { lineBatches } from '../lib/lines.ts';
import { parseDate } from '../lib/parse-date.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';
import { UTC, type Zone, zoneOf } from '../lib/zones.ts';

export default command({
  name: 'date',
  summary: 'display date and time in the given FORMAT',
  usage: '[OPTION]... [+FORMAT]\n[-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]',
  help: `  -d, --date=STRING          display time described by STRING, not 'now'
  -f, --file=DATEFILE        like --date; once for each line of DATEFILE
  -I[FMT], --iso-8601[=FMT]  output date/time in ISO 8601 format;
                               FMT='date' (the default), 'hours', 'minutes',
                               'seconds', or 'ns'
  -R, --rfc-email            output date and time in RFC 5322 format
      --resolution           output the available resolution of timestamps
      --rfc-3339=FMT         output date/time in RFC 3339 format
  -r, --reference=FILE       display the last modification time of FILE
  -s, --set=STRING           set time described by STRING
  -u, --utc, --universal     print or set Coordinated Universal Time (UTC)`,
  short: 'd:f:I::r:Rs:u',
  long: {
    date: '-d',
    file: '-f',
    'iso-8601': '-I',
    reference: '-r',
    resolution: 'none',
    'rfc-email': '-R',
    'rfc-822': '-R',
    'rfc-2822': '-R',
    'rfc-3339': 'required',
    set: '-s',
    utc: '-u',
    uct: '-u',
    universal: '-u',
    debug: 'none',
  },
  run: date,
});

const ISO: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC3339: Readonly<Record<string, string>> = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' };

function named(tool: Tool, table: Readonly<Record<string, string>>, option: string, text: string): string {
  const found = Object.keys(table).find(name => name === text) ?? Object.keys(table).find(name => text !== '' && name.startsWith(text));
  if (found !== undefined) return table[found]!;
  const valid = Object.keys(table)
    .map(name => `  - ${quote(name)}`)
    .join('\n');
  return tool.usage(`invalid argument ${quote(text)} for ${quote(option)}\nValid arguments are:\n${valid}`);
}

function formatOf(tool: Tool, operand: string | undefined): string {
  const formats: string[] = [];
  for (const { option, value } of tool.given) {
    if (option === '-I') formats.push(named(tool, ISO, '--iso-8601', value ?? 'date'));
    if (option === '--rfc-3339') formats.push(named(tool, RFC3339, '--rfc-3339', value!));
    if (option === '-R') formats.push('%a, %d %b %Y %H:%M:%S %z');
    if (option === '--resolution') formats.push('%s.%N');
  }
  if (operand !== undefined) formats.push(operand.slice(1));
  if (formats.length > 1) tool.fail('multiple output formats specified');
  return formats[0] ?? '%a %b %e %H:%M:%S %Z %Y';
}

async function date(tool: Tool): Promise<void> {
  const { operands, sys } = tool;
  const zone: Zone = tool.has('-u') ? UTC : zoneOf(tool.env.TZ);
  const [dateText, file, reference, setText] = [tool.value('-d'), tool.value('-f'), tool.value('-r'), tool.value('-s')];
  if ([dateText, file, reference].filter(text => text !== undefined).length > 1)
    tool.usage('the options to specify dates for printing are mutually exclusive');
  if (setText !== undefined && (dateText ?? file ?? reference) !== undefined)
    tool.usage('the options to print and set the time may not be used together');
  const [operand, extra] = operands;
  if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
  const isFormat = operand?.startsWith('+') === true;
  if (operand !== undefined && !isFormat && (dateText ?? file ?? reference ?? setText) !== undefined) {
    tool.usage(
      `the argument ${quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
    );
  }
  const format = formatOf(tool, isFormat ? operand : undefined);
  const now = await sys.clockGettime('realtime');
  const show = (when: Timespec): void => tool.out.write(`${strftime(format, when, zone)}\n`);
  if (file !== undefined) return eachLine(tool, file, now, zone, show);
  if (tool.has('--resolution')) return show({ seconds: 0, nanoseconds: 1 });
  if (reference !== undefined) {
    try {
      return show((await sys.stat(reference)).mtime);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`${quoteName(reference)}: ${error.message}`);
    }
  }
  if (operand !== undefined && !isFormat) return set(tool, posixTime(operand, now, zone) ?? invalid(tool, operand), show);
  if (setText !== undefined) return set(tool, parseDate(setText, now, zone) ?? invalid(tool, setText), show);
  show(dateText === undefined ? now : (parseDate(dateText, now, zone) ?? invalid(tool, dateText)));
}

const invalid = (tool: Tool, text: string): never => tool.fail(`invalid date ${quote(text)}`);

/** MMDDhhmm[[CC]YY][.ss] */
function posixTime(text: string, now: Timespec, zone: Zone): Timespec | undefined {
  const found = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:\.(\d\d))?$/.exec(text);
  if (found === null) return undefined;
  const [, month, day, hour, minute, first, second, seconds] = found;
  const short = Number(first);
  const year =
    first === undefined
      ? civilOf(now.seconds, zone).year
      : second === undefined
        ? short + (short < 69 ? 2000 : 1900)
        : Number(first + second);
  const time = { year, month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(seconds ?? 0) };
  if (time.month < 1 || time.month > 12 || time.day < 1 || time.day > 31 || time.hour > 23 || time.minute > 59) return undefined;
  return { seconds: secondsOf(time, zone), nanoseconds: 0 };
}

async function set(tool: Tool, when: Timespec, show: (when: Timespec) => void): Promise<void> {
  try {
    await tool.sys.clockSettime('realtime', when);
  } catch (error) {
    await tool.complain('cannot set date', error);
  }
  show(when);
}

async function eachLine(tool: Tool, path: string, now: Timespec, zone: Zone, show: (when: Timespec) => void): Promise<void> {
  let fd: number;
  try {
    fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${quoteAlways(path)}: ${error.message}`);
  }
  for await (const { lines } of lineBatches(tool.sys, fd)) {
    for (const line of lines) {
      const when = parseDate(line, now, zone);
      if (when === undefined) await tool.warn(`invalid date ${quote(line)}`);
      else show(when);
    }
  }
}

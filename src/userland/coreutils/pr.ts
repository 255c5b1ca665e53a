// pr: files in pages and columns. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { allLines } from '../lib/lines.ts';
import { quote, quoteName } from '../lib/quote.ts';
import { textWidth } from '../lib/width.ts';
import { zoneOf } from '../lib/zones.ts';
import { across, downwards, expandTabs, type Layout, numbered, rowText, visible } from './pr-page.ts';

export default command({
  name: 'pr',
  summary: 'paginate or columnate FILE(s) for printing',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  +FIRST_PAGE[:LAST_PAGE], --pages=FIRST_PAGE[:LAST_PAGE]
                       begin [stop] printing with page FIRST_[LAST_]PAGE
  -COLS, --columns=COLS  output COLS columns and print columns down
  -a, --across         print columns across rather than down
  -c, --show-control-chars  use hat notation (^G) and octal backslash notation
  -d, --double-space   double space the output
  -D, --date-format=FORMAT  use FORMAT for the header date
  -e[CHAR[WIDTH]], --expand-tabs[=CHAR[WIDTH]]  expand input CHARs (TABs)
  -F, -f, --form-feed  use form feeds instead of newlines to separate pages
  -h, --header=HEADER  use a centered HEADER instead of filename in page header
  -i[CHAR[WIDTH]], --output-tabs[=CHAR[WIDTH]]  replace spaces with CHARs (TABs)
  -J, --join-lines     merge full lines
  -l, --length=PAGE_LENGTH  set the page length to PAGE_LENGTH (66) lines
  -m, --merge          print all files in parallel, one in each column
  -n[SEP[DIGITS]], --number-lines[=SEP[DIGITS]]  number lines
  -N, --first-line-number=NUMBER  start counting with NUMBER
  -o, --indent=MARGIN  offset each line with MARGIN (zero) spaces
  -r, --no-file-warnings  omit warning when a file cannot be opened
  -s[CHAR], --separator[=CHAR]  separate columns by a single character
  -S[STRING], --sep-string[=STRING]  separate columns by STRING
  -t, --omit-header    omit page headers and trailers
  -T, --omit-pagination  omit page headers and trailers, and form feeds of input files
  -v, --show-nonprinting  use octal backslash notation
  -w, --width=PAGE_WIDTH  set page width to PAGE_WIDTH (72) characters for columns
  -W, --page-width=PAGE_WIDTH  set page width to PAGE_WIDTH (72) characters always`,
  short: '0123456789ab:cD:de::fFh:i::Jl:mn::N:o:rs::S::tTvw:W:',
  long: {
    pages: 'required',
    columns: 'required',
    across: '-a',
    'show-control-chars': '-c',
    'double-space': '-d',
    'date-format': '-D',
    'expand-tabs': '-e',
    'form-feed': '-f',
    header: '-h',
    'output-tabs': '-i',
    'join-lines': '-J',
    length: '-l',
    merge: '-m',
    'number-lines': '-n',
    'first-line-number': '-N',
    indent: '-o',
    'no-file-warnings': '-r',
    separator: '-s',
    'sep-string': '-S',
    'omit-header': '-t',
    'omit-pagination': '-T',
    'show-nonprinting': '-v',
    width: '-w',
    'page-width': '-W',
  },
  run: pr,
});

interface Plan {
  layout: Layout;
  merges: boolean;
  across: boolean;
  /** Lines of text on a page. */
  body: number;
  headers: boolean;
  formFeeds: boolean;
  doubled: boolean;
  pages: { first: number; last: number };
  firstNumber: number | undefined;
}

const HEADER_LINES = 5;
const FORM_FEED_HEADER_LINES = 3;
const PAGE_LINES = 66;
const PAGE_WIDTH = 72;

async function pr(tool: Tool): Promise<void> {
  const paths = tool.operands.filter(operand => !/^\+[1-9]\d*(:[1-9]\d*)?$/.test(operand));
  const plan = planOf(tool, paths.length);
  const files = paths.length > 0 ? paths : ['-'];
  if (plan.merges) {
    const read: string[][] = [];
    for (const path of files) read.push((await linesOf(tool, path)) ?? []);
    await printPages(tool, plan, mergedPages(plan, read), await header(tool, undefined));
    return;
  }
  for (const path of files) {
    const lines = await linesOf(tool, path);
    if (lines !== undefined) await printPages(tool, plan, filePages(plan, lines), await header(tool, path));
  }
}

function count(tool: Tool, option: string, what: string, usual: number, least = 1): number {
  const text = tool.value(option);
  if (text === undefined) return usual;
  const name = { '-l': 'PAGE_LENGTH', '-w': 'PAGE_WIDTH', '-W': 'PAGE_WIDTH', '-o': 'MARGIN', '-N': 'NUMBER' }[option];
  const label = `'${option} ${name}' invalid ${what}: ${quote(text)}`;
  if (!/^-?\d+$/.test(text)) tool.fail(label);
  if (Number(text) < least) tool.fail(`${label}: Numerical result out of range`);
  return Number(text);
}

function columnsOf(tool: Tool, files: number): number {
  const digits = tool.given.filter(({ option }) => /^-\d$/.test(option)).map(({ option }) => option[1]!);
  const text = tool.value('--columns') ?? (digits.length > 0 ? digits.join('') : undefined);
  if (text !== undefined && !/^\d+$/.test(text)) tool.fail(`invalid number of columns: ${quote(text)}`);
  if (text !== undefined && Number(text) === 0) tool.fail(`invalid number of columns: ${quote(text)}: Numerical result out of range`);
  if (text !== undefined && tool.has('-m')) tool.fail('cannot specify number of columns when printing in parallel');
  if (tool.has('-a') && tool.has('-m')) tool.fail('cannot specify both printing across and printing in parallel');
  return tool.has('-m') ? Math.max(1, files) : Number(text ?? 1);
}

/** "[CHAR[WIDTH]]" of -e and -i, "[SEP[DIGITS]]" of -n. */
function characterAndNumber(tool: Tool, option: string, usual: number): { character: string; number: number } | undefined {
  if (!tool.has(option)) return undefined;
  const text = tool.value(option) ?? '';
  const [, character = '', digits = ''] = /^(\D?)(.*)$/s.exec(text)!;
  if (digits !== '' && (!/^\d+$/.test(digits) || Number(digits) === 0))
    tool.usage(`'${option}' extra characters or invalid number in the argument: ${quote(text.slice(1))}`);
  return { character: character === '' ? '\t' : character, number: digits === '' ? usual : Number(digits) };
}

function planOf(tool: Tool, files: number): Plan {
  const columns = columnsOf(tool, files);
  const length = count(tool, '-l', 'number of lines', PAGE_LINES);
  const feeds = tool.has('-f', '-F');
  const frame = feeds ? FORM_FEED_HEADER_LINES : 2 * HEADER_LINES;
  const headers = !tool.has('-t', '-T') && length > 2 * HEADER_LINES;
  const doubled = tool.has('-d');
  const body = headers ? length - frame : length;
  const single = tool.has('-s');
  const join = tool.has('-J');
  const number = characterAndNumber(tool, '-n', 5);
  const output = characterAndNumber(tool, '-i', 8);
  const wide = columns > 1;
  const page = tool.has('-W')
    ? count(tool, '-W', 'number of characters', PAGE_WIDTH)
    : count(tool, '-w', 'number of characters', PAGE_WIDTH);
  const separator = tool.has('-S')
    ? (tool.value('-S') ?? '')
    : single
      ? (tool.value('-s') ?? (tool.has('-w') ? '' : '\t'))
      : join
        ? '\t'
        : ' ';
  const aligns = wide && !join && (!single || tool.has('-w', '-W'));
  const [first = 1, last = Number.POSITIVE_INFINITY] = pagesOf(tool);
  return {
    layout: {
      columns,
      width: page,
      separator,
      aligns,
      truncates: tool.has('-W') ? !join : aligns,
      margin: count(tool, '-o', 'line offset', 0, 0),
      tabs:
        output !== undefined ? { width: output.number, character: output.character } : aligns ? { width: 8, character: '\t' } : undefined,
      number: number === undefined ? undefined : { digits: number.number, separator: number.character },
    },
    merges: tool.has('-m'),
    across: tool.has('-a'),
    body: doubled ? Math.max(1, Math.floor(body / 2)) : body,
    headers,
    formFeeds: feeds && headers,
    doubled,
    pages: { first, last },
    firstNumber: tool.has('-N') ? count(tool, '-N', 'starting line number', 1, Number.NEGATIVE_INFINITY) : undefined,
  };
}

function pagesOf(tool: Tool): number[] {
  const operand = tool.operands.find(each => /^\+[1-9]\d*(:[1-9]\d*)?$/.test(each))?.slice(1);
  const text = tool.value('--pages') ?? operand;
  if (text === undefined) return [];
  if (!/^[1-9]\d*(:[1-9]\d*)?$/.test(text)) tool.fail(`invalid page range ${quote(text)}`);
  return text.split(':').map(Number);
}

async function linesOf(tool: Tool, path: string): Promise<string[] | undefined> {
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const { lines } = await allLines(tool.sys, fd);
    if (path !== '-') await tool.sys.close(fd);
    const input = characterAndNumber(tool, '-e', 8);
    const wide = columnsOf(tool, tool.operands.length) > 1;
    return lines.map(line => {
      const shown = tool.has('-c', '-v') ? visible(line, tool.has('-c')) : line;
      return input !== undefined ? expandTabs(shown, input.character, input.number) : wide ? expandTabs(shown) : shown;
    });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (!tool.has('-r')) await tool.warn(`${quoteName(path)}: ${error.message}`);
    tool.status = 1;
    return undefined;
  }
}

/** The rows of each page; a form feed in the text ends one. */
function filePages(plan: Plan, lines: readonly string[]): string[][] {
  const pages: string[][] = [];
  const { columns } = plan.layout;
  let number = plan.firstNumber ?? 1;
  const most = plan.body * columns;
  for (let at = 0; at < lines.length; ) {
    const page = lines.slice(at, at + most);
    at += page.length;
    const cells = page.map(line => numbered(plan.layout, number++) + line);
    const rows = columns === 1 ? cells.map(cell => [cell]) : plan.across ? across(cells, columns) : downwards(cells, columns, plan.body);
    pages.push(rows.map(row => rowText(plan.layout, row)));
  }
  return pages;
}

function mergedPages(plan: Plan, files: readonly (readonly string[])[]): string[][] {
  const count = Math.max(0, ...files.map(lines => lines.length));
  const first = plan.firstNumber ?? 1;
  const rows = Array.from({ length: count }, (_, at) => {
    const cells = files.map(lines => lines[at] ?? (plan.layout.aligns ? undefined : ''));
    return numbered(plan.layout, first + at) + rowText(plan.layout, cells);
  });
  return Array.from({ length: Math.ceil(count / plan.body) }, (_, at) => rows.slice(at * plan.body, (at + 1) * plan.body));
}

/** What stands above a page; undefined for the number of the page. */
async function header(tool: Tool, path: string | undefined): Promise<(plan: Plan, page: number) => string> {
  const zone = zoneOf(tool.env.TZ);
  const stat = path === undefined || path === '-' ? undefined : await tool.sys.stat(path);
  const when = stat?.mtime ?? (await tool.sys.clockGettime('realtime'));
  const date = strftime(tool.value('-D') ?? '%Y-%m-%d %H:%M', when, zone);
  const title = tool.value('-h') ?? (path === undefined || path === '-' ? '' : path);
  return ({ layout }, page) => {
    const number = `Page ${page}`;
    const free = Math.max(0, layout.width - textWidth(date) - textWidth(title) - number.length);
    const left = free >> 1;
    const gap = (columns: number): string => ' '.padStart(columns);
    return `${' '.repeat(layout.margin)}${date}${gap(left)}${title}${gap(free - left)}${number}`;
  };
}

async function printPages(
  tool: Tool,
  plan: Plan,
  pages: readonly (readonly string[])[],
  head: (plan: Plan, page: number) => string,
): Promise<void> {
  for (const [at, rows] of pages.entries()) {
    const page = at + 1;
    if (page < plan.pages.first || page > plan.pages.last) continue;
    const text = rows.map(row => `${row}\n${plan.doubled ? '\n' : ''}`).join('');
    if (!plan.headers) tool.out.write(text);
    else if (plan.formFeeds) tool.out.write(`${head(plan, page)}\n\n\n${text}\f`);
    else {
      const missing = plan.body - rows.length;
      tool.out.write(`\n\n${head(plan, page)}\n\n\n${text}${'\n'.repeat(Math.max(0, missing * (plan.doubled ? 2 : 1)) + HEADER_LINES)}`);
    }
    await tool.out.settle();
  }
}

// locale: the locale that the environment asks for, and what it holds. Only C, POSIX and C.utf8 are installed. glibc 2.43.

import type { Env } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { argp } from './argp.ts';
import { HELP } from './help/locale.ts';

const USAGE = `Usage: locale [-ckv?V] [--category-name] [--keyword-name] [--verbose] [--help]
            [--usage] [--version] NAME
  or:  locale [OPTION...] [-a|-m]
`;

export default argp({
  name: 'locale',
  summary: 'get locale-specific information',
  help: HELP,
  usage: USAGE,
  authors: 'Ulrich Drepper',
  short: 'amckv',
  long: { 'all-locales': '-a', charmaps: '-m', 'category-name': '-c', 'keyword-name': '-k', verbose: '-v' },
  run: locale,
});

const CATEGORIES = [
  'LC_CTYPE',
  'LC_NUMERIC',
  'LC_TIME',
  'LC_COLLATE',
  'LC_MONETARY',
  'LC_MESSAGES',
  'LC_PAPER',
  'LC_NAME',
  'LC_ADDRESS',
  'LC_TELEPHONE',
  'LC_MEASUREMENT',
  'LC_IDENTIFICATION',
];
const INSTALLED = /^(C|POSIX|C\.utf-?8)$/i;

type Category = 'LC_CTYPE' | 'LC_NUMERIC' | 'LC_TIME' | 'LC_MESSAGES';
interface Keyword {
  name: string;
  category: Category;
  value: string;
  number?: boolean;
}

const text = (category: Category, name: string, value: string): Keyword => ({ category, name, value });
const DAYS = 'Sunday;Monday;Tuesday;Wednesday;Thursday;Friday;Saturday';
const MONTHS = 'January;February;March;April;May;June;July;August;September;October;November;December';
const short = (names: string): string =>
  names
    .split(';')
    .map(name => name.slice(0, 3))
    .join(';');

/** The keywords that programs and people ask for, as the C locale has them. */
const keywords = (utf8: boolean): readonly Keyword[] => [
  text('LC_CTYPE', 'charmap', utf8 ? 'UTF-8' : 'ANSI_X3.4-1968'),
  text('LC_NUMERIC', 'decimal_point', '.'),
  text('LC_NUMERIC', 'thousands_sep', ''),
  { category: 'LC_NUMERIC', name: 'grouping', value: '-1', number: true },
  text('LC_TIME', 'abday', short(DAYS)),
  text('LC_TIME', 'day', DAYS),
  text('LC_TIME', 'abmon', short(MONTHS)),
  text('LC_TIME', 'mon', MONTHS),
  text('LC_TIME', 'am_pm', 'AM;PM'),
  text('LC_TIME', 'd_t_fmt', '%a %b %e %H:%M:%S %Y'),
  text('LC_TIME', 'd_fmt', '%m/%d/%y'),
  text('LC_TIME', 't_fmt', '%H:%M:%S'),
  text('LC_TIME', 't_fmt_ampm', '%I:%M:%S %p'),
  text('LC_TIME', 'date_fmt', '%a %b %e %H:%M:%S %Z %Y'),
  text('LC_MESSAGES', 'yesexpr', '^[yY]'),
  text('LC_MESSAGES', 'noexpr', '^[nN]'),
];

/** The locale of a category: LC_ALL, its own variable, LANG, else C. */
const nameOf = (env: Env, category: string): string => env.LC_ALL || env[category] || env.LANG || 'C';

async function locale(tool: Tool): Promise<number> {
  const { env } = tool;
  for (const [category, asked] of [
    ['LC_CTYPE', nameOf(env, 'LC_CTYPE')],
    ['LC_MESSAGES', nameOf(env, 'LC_MESSAGES')],
    ['LC_ALL', CATEGORIES.map(each => nameOf(env, each)).find(name => !INSTALLED.test(name)) ?? 'C'],
  ] as const) {
    if (!INSTALLED.test(asked)) await warn(tool.sys, `${tool.name}: Cannot set ${category} to default locale: No such file or directory\n`);
  }
  if (tool.has('-a')) {
    tool.out.write('C\nC.utf8\nPOSIX\n');
    return 0;
  }
  if (tool.has('-m')) {
    return tool.fail("[error] cannot read character map directory `/usr/share/i18n/charmaps': No such file or directory");
  }
  if (tool.operands.length > 0) return showNames(tool);
  tool.out.write(`LANG=${env.LANG ?? ''}\nLANGUAGE=${env.LANGUAGE ?? ''}\n`);
  for (const category of CATEGORIES) {
    const own = env.LC_ALL ? undefined : env[category];
    tool.out.write(own ? `${category}=${own}\n` : `${category}="${nameOf(env, category)}"\n`);
  }
  tool.out.write(`LC_ALL=${env.LC_ALL ?? ''}\n`);
  return 0;
}

async function showNames(tool: Tool): Promise<number> {
  const utf8 = /utf-?8$/i.test(nameOf(tool.env, 'LC_CTYPE'));
  const all = keywords(utf8);
  for (const name of tool.operands) {
    const found = all.filter(each => each.category === name || each.name === name);
    if (found.length === 0) {
      if (CATEGORIES.includes(name)) tool.fail(`the keywords of ${name} are not simulated here`);
      await tool.warn(`unknown name "${name}"`);
      continue;
    }
    let category = '';
    for (const each of found) {
      if (tool.has('-c') && each.category !== category) tool.out.write(`${each.category}\n`);
      category = each.category;
      const value = each.number ? each.value : tool.has('-k') ? `"${each.value}"` : each.value;
      tool.out.write(`${tool.has('-k') ? `${each.name}=` : ''}${value}\n`);
    }
  }
  return tool.status;
}

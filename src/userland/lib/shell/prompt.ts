// The escapes of PS1 and its like: \u \h \w \$ and the rest. As bash 5.3's parse.y: decode_prompt_string.

import { strftime } from '../dates.ts';
import { baseName } from '../path.ts';
import type { Shell } from './state.ts';

/** The folder with the home folder as "~". */
export function tildePath(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME') ?? '';
  if (home === '' || home === '/') return path;
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** PROMPT_DIRTRIM: only the last folders. */
function trimmed(shell: Shell, path: string): string {
  const most = Number(shell.variables.get('PROMPT_DIRTRIM') ?? 0);
  const parts = path.split('/').filter(part => part !== '');
  if (!(most > 0) || parts.length <= most) return path;
  const head = path.startsWith('~') ? '~/' : '';
  return `${head}.../${parts.slice(-most).join('/')}`;
}

const TIMES: Readonly<Record<string, string>> = { t: '%H:%M:%S', T: '%I:%M:%S', '@': '%I:%M %p', A: '%H:%M', d: '%a %b %d' };
const PLAIN: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  a: '\x07',
  e: '\x1b',
  '[': '\x01',
  ']': '\x02',
  s: 'bash',
  j: '',
  v: '5.3',
  V: '5.3.15',
  l: 'tty',
};

/** The text with its escapes filled in. "\[" and "\]" become \x01 and \x02, as readline takes them. */
export function promptText(shell: Shell, text: string): string {
  if (!text.includes('\\') || shell.dialect.kind !== 'bash') return text;
  return text.replace(/\\([0-7]{1,3}|D\{[^}]*\}|.)/gs, (whole, escape: string) => {
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    if (escape.startsWith('D')) return strftime(escape.slice(2, -1) || '%H:%M:%S', shell.now);
    const time = TIMES[escape];
    if (time !== undefined) return strftime(time, shell.now);
    return named(shell, escape) ?? PLAIN[escape] ?? whole;
  });
}

function named(shell: Shell, escape: string): string | undefined {
  const folder = shell.variables.get('PWD') ?? '';
  switch (escape) {
    case 'u':
      return shell.variables.get('USER') ?? (shell.euid === 0 ? 'root' : String(shell.euid));
    case 'h':
      return shell.hostName.split('.')[0]!;
    case 'H':
      return shell.hostName;
    case 'w':
      return trimmed(shell, tildePath(shell, folder));
    case 'W': {
      const shown = tildePath(shell, folder);
      return shown === '~' || shown === '/' ? shown : baseName(shown);
    }
    case '$':
      return shell.euid === 0 ? '#' : '$';
    case '#':
    case '!':
      return String(shell.historyBase + shell.history.length);
    case 's':
      return baseName(shell.name.replace(/^-/, ''));
    case 'j':
      return String(shell.jobs.listed().length);
    case '\\':
      return '\\';
    default:
      return undefined;
  }
}

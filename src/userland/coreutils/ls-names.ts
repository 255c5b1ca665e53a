// Names as ls shows them: quoting styles and the marks of -F and -p. As GNU coreutils 9.10.

import type { Kind } from '../../abi/types.ts';
import { escapeC, shellQuote } from '../lib/quote.ts';
import { textWidth } from '../lib/width.ts';
import type { LsOptions } from './ls-options.ts';

const NOT_PRINTABLE = /[\x00-\x1f\x7f-\x9f]|[\udc80-\udcff]/gu;

/** A name in the quoting style asked for. */
export function shownName(name: string, { quoting, hideControl }: Pick<LsOptions, 'quoting' | 'hideControl'>, always: boolean): string {
  switch (quoting) {
    case 'shell':
    case 'shell-always':
    case 'shell-escape':
    case 'shell-escape-always':
      return shellQuote(name, always || quoting.endsWith('always'));
    case 'c':
      return `"${escapeC(name, '"')}"`;
    case 'escape':
      return escapeC(name).replaceAll(' ', '\\ ');
    case 'locale':
      return `‘${escapeC(name, '’')}’`;
    default:
      return hideControl ? name.replace(NOT_PRINTABLE, '?') : name;
  }
}

/** Columns of a shown name. */
export const displayWidth = (name: string): number => textWidth(name);

/** The character after a name. */
export function indicatorOf(style: LsOptions['indicator'], kind: Kind, mode: number): string {
  if (style === 'none') return '';
  if (kind === 'directory') return '/';
  if (style === 'slash') return '';
  if (kind === 'file') return style === 'classify' && (mode & 0o111) !== 0 ? '*' : '';
  return { symlink: '@', fifo: '|', socket: '=', char: '', block: '' }[kind];
}

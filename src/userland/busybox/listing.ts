// What `busybox` alone prints.

import { BANNER } from './applet.ts';
import { APPLETS } from './package.ts';

const ABOUT = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  The shell in this build
	is configured to run built-in utilities without $PATH search.
	You don't need to install a link to busybox for each utility.
	To run external program, use full path (/sbin/ip instead of ip).

Currently defined functions:
`;

/** The banner, and the applets in lines of at most 72 columns after a tab. */
export function listing(): string {
  const lines: string[] = [];
  let line = '';
  for (const name of APPLETS) {
    const piece = `${name}, `;
    if (line !== '' && line.length + piece.length - 1 > 71) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  lines.push(line.replace(/, $/, ''));
  return `${BANNER}\n${ABOUT}${lines.map(text => `\t${text}\n`).join('')}\n`;
}

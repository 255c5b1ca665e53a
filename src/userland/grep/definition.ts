// What grep, egrep, fgrep and rgrep have in common. As GNU grep 3.12, which Debian wraps in three scripts of the old names.

import type { Program } from '../../abi/program.ts';
import { command } from '../lib/command.ts';
import { LONG, SHORT } from './options.ts';
import { runGrep } from './run.ts';

const grep = command({
  name: 'grep',
  summary: 'search for PATTERNS in each FILE',
  usage: '[OPTION]... PATTERNS [FILE]...',
  help: `Example: grep -i 'hello world' menu.h main.c
PATTERNS can contain multiple patterns separated by newlines.

Pattern selection and interpretation:
  -E, --extended-regexp     PATTERNS are extended regular expressions
  -F, --fixed-strings       PATTERNS are strings
  -G, --basic-regexp        PATTERNS are basic regular expressions
  -P, --perl-regexp         PATTERNS are Perl regular expressions
  -e, --regexp=PATTERNS     use PATTERNS for matching
  -f, --file=FILE           take PATTERNS from FILE
  -i, --ignore-case         ignore case distinctions in patterns and data
  -w, --word-regexp         match only whole words
  -x, --line-regexp         match only whole lines
  -z, --null-data           a data line ends in 0 byte, not newline

Miscellaneous:
  -s, --no-messages         suppress error messages
  -v, --invert-match        select non-matching lines

Output control:
  -m, --max-count=NUM       stop after NUM selected lines
  -b, --byte-offset         print the byte offset with output lines
  -n, --line-number         print line number with output lines
      --line-buffered       flush output on every line
  -H, --with-filename       print file name with output lines
  -h, --no-filename         suppress the file name prefix on output
      --label=LABEL         use LABEL as the standard input file name prefix
  -o, --only-matching       show only nonempty parts of lines that match
  -q, --quiet, --silent     suppress all normal output
  -a, --text                equivalent to --binary-files=text
  -r, --recursive           like --directories=recurse
  -R, --dereference-recursive  likewise, but follow all symlinks
      --include=GLOB        search only files that match GLOB
      --exclude=GLOB        skip files that match GLOB
      --exclude-dir=GLOB    skip directories that match GLOB
  -L, --files-without-match  print only names of FILEs with no selected lines
  -l, --files-with-matches  print only names of FILEs with selected lines
  -c, --count               print only a count of selected lines per FILE

Context control:
  -B, --before-context=NUM  print NUM lines of leading context
  -A, --after-context=NUM   print NUM lines of trailing context
  -C, --context=NUM         print NUM lines of output context
      --color[=WHEN]        use markers to highlight the matching strings`,
  short: SHORT,
  long: LONG,
  version: 'GNU grep) 3.12',
  usageStatus: 2,
  tryText: name => `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
  run: tool => runGrep(tool),
});

/** grep, with an option put before all others where it goes by an old name. */
export const grepProgram = (name: string, option?: string): Program => ({
  name,
  summary: grep.summary,
  main: (sys, argv, env) => grep.main(sys, option === undefined ? argv : ['grep', option, ...argv.slice(1)], env),
});

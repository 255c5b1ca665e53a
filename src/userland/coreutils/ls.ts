// ls: what folders hold. As GNU coreutils 9.10.

import { command } from '../lib/command.ts';
import { runLs } from './ls-list.ts';
import { LONG, SHORT } from './ls-options.ts';

export default command({
  name: 'ls',
  summary: 'list information about the FILEs (the current directory by default)',
  usage: '[OPTION]... [FILE]...',
  help: `Sort entries alphabetically if none of -cftuvSUX nor --sort is specified.

  -a, --all                  do not ignore entries starting with .
  -A, --almost-all           do not list implied . and ..
  -C                         list entries by columns
      --color[=WHEN]         color the output WHEN
  -d, --directory            list directories themselves, not their contents
  -F, --classify[=WHEN]      append indicator (one of */=>@|) to entries WHEN
      --full-time            like -l --time-style=full-iso
  -g                         like -l, but do not list owner
      --group-directories-first  group directories before files
  -h, --human-readable       with -l and -s, print sizes like 1K 234M 2G etc.
  -i, --inode                print the index number of each file
  -l                         use a long listing format
  -L, --dereference          show information for the file a link references
  -m                         fill width with a comma separated list of entries
  -n, --numeric-uid-gid      like -l, but list numeric user and group IDs
  -o                         like -l, but do not list group information
  -p, --indicator-style=slash  append / indicator to directories
  -Q, --quote-name           enclose entry names in double quotes
  -r, --reverse              reverse order while sorting
  -R, --recursive            list subdirectories recursively
  -s, --size                 print the allocated size of each file, in blocks
  -S                         sort by file size, largest first
      --sort=WORD            change default 'name' sort to WORD
      --time-style=TIME_STYLE  time/date format with -l
  -t                         sort by time, newest first
  -U                         do not sort directory entries
  -v                         natural sort of (version) numbers within text
  -w, --width=COLS           set output width to COLS.  0 means no limit
  -x                         list entries by lines instead of by columns
  -X                         sort alphabetically by entry extension
  -1                         list one file per line

Exit status:
 0  if OK,
 1  if minor problems (e.g., cannot access subdirectory),
 2  if serious trouble (e.g., cannot access command-line argument).`,
  short: SHORT,
  long: LONG,
  usageStatus: 2,
  run: tool => runLs(tool, 'ls'),
});

// What savelog prints of its use. debianutils 5.24.

export const HELP = `Usage: savelog [-m mode] [-u user] [-g group] [-t] [-c cycle] [-p]
             [-j] [-C] [-d] [-l] [-r rolldir] [-n] [-q] file ...
\t-m mode\t   - chmod log files to mode
\t-u user\t   - chown log files to user
\t-g group   - chgrp log files to group
\t-c cycle   - save cycle versions of the logfile (default: 7)
\t-r rolldir - use rolldir instead of . to roll files
\t-C\t   - force cleanup of cycled logfiles
\t-d\t   - use standard date for rolling
\t-D\t   - override date format for -d
\t-t\t   - touch file
\t-l\t   - don't compress any log files (default: compress)
\t-p         - preserve mode/user/group of original file
\t-j         - use bzip2 instead of gzip
\t-J         - use xz instead of gzip
\t-1 .. -9   - compression strength or memory usage (default: 9, except for xz)
\t-x script  - invoke script with rotated log file in $FILE
\t-n         - do not rotate empty files
\t-q         - suppress rotation message
\tfile \t   - log file names
`;

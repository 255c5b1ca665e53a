// The words of nano's help.

export const HELP_TEXT = `Main nano help text

 The keys of the two bottom lines: ^ is the Control key, M- is Alt (or Escape, and then the key).

^G          Display this help text
^X          Close the current buffer / Exit from nano
^O          Write the current buffer to disk
^S          Save file without prompting
^R          Insert another file into current buffer
^F (^W)     Search forward for a string
^B          Search backward for a string
M-W         Search next occurrence forward
M-Q         Search next occurrence backward
^\\  (M-R)   Replace a string
^K          Cut current line and store it in cutbuffer
M-6         Copy current line and store it in cutbuffer
^U          Paste the contents of cutbuffer
M-U         Undo the last operation
M-E         Redo the last undone operation
^C          Report cursor position
^/  (M-G)   Go to line and column number
^Y  PageUp  Go one screenful up
^V  PageDn  Go one screenful down
M-\\         Go to the first line of the file
M-/         Go to the last line of the file
^A  Home    Go to beginning of current line
^E  End     Go to end of current line
M-N         Turn line numbers on and off

 Justifying, executing commands, marking and further buffers are not simulated here.
`;

export const USAGE = `Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...

To place the cursor on a specific line of a file, put the line number with
a '+' before the filename.  The column number can be added after a comma.

 Option         Long option             Meaning
 -h             --help                  Show this help text and exit
 -l             --linenumbers           Show line numbers in front of the text
 -V             --version               Print version information and exit
 -v             --view                  View mode (read-only)
`;

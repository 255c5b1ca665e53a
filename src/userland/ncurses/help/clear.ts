// What clear prints of its use. ncurses 6.6.

export const HELP = `clear: invalid option -- '-'
Usage: clear [options]

Options:
  -T TERM     use this instead of $TERM
  -V          print curses-version
  -x          do not try to clear scrollback
`;

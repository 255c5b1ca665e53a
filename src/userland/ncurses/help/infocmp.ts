// What infocmp prints of its use. ncurses 6.6.

export const HELP = `infocmp: invalid option -- '-'
Usage: infocmp [options] [-A directory] [-B directory] [termname...]
Options:
  -0    print single-row                  -e    format output for C initializer
  -1    print single-column               -f    with -1, format complex strings
  -C    use termcap-names                 -g    format %'char' to %{number}
  -D    print database locations          -i    analyze initialization/reset
  -E    format output as C tables         -l    output terminfo names
  -F    compare terminfo-files            -n    list capabilities in neither
  -G    format %{number} to %'char'       -p    ignore padding specifiers
  -I    use terminfo-names                -Q number  dump compiled description
  -K    use termcap-names and BSD syntax  -q    brief listing, removes headers
  -L    use long names                    -r    with -C, output in termcap form
  -R subset (see man page)                -r    with -F, resolve use-references
  -T    eliminate size limits (test)      -s [d|i|l|c] sort fields
  -U    do not post-process entries       -t    suppress commented-out capabilities
  -V    print version                     -u    produce source with 'use='
  -W    wrap long strings per -w[n]       -v number  (verbose)
  -a    with -F, list commented-out caps  -w number  (width)
  -c    list common capabilities          -x    unknown capabilities are user-defined
  -d    list different capabilities
`;

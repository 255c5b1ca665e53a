// What w prints of its use. procps-ng 4.0.7.

export const HELP = `
Usage:
 w [options] [user]

Options:
 -c, --container     show container uptime
 -h, --no-header     do not print header
 -u, --no-current    ignore current process username
 -s, --short         short format
 -t, --terminal      show terminals
 -f, --from          toggle remote hostname field (default: on)
 -o, --old-style     old style output
 -i, --ip-addr       display IP address instead of hostname (if possible)
 -p, --pids          show the PID(s) of processes in WHAT

     --help     display this help and exit
 -V, --version  output version information and exit

For more details see w(1).
`;

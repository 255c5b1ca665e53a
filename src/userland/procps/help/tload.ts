// What tload prints of its use. procps-ng 4.0.7.

export const HELP = `
Usage:
 tload [options] [tty]

Options:
 -d, --delay <secs>  update delay in seconds
 -s, --scale <num>   vertical scale

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see tload(1).
`;

// What pwdx prints of its use. procps-ng 4.0.7.

export const HELP = `
Usage:
 pwdx [options] pid...

Options:
 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see pwdx(1).
`;

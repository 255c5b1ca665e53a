// What pslog prints of its use. psmisc 23.7.

export const HELP = `pslog: invalid process id: --help

Usage: pslog PID...
       pslog -V, --version

  -V,--version display version information

`;

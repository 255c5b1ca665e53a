// What prtstat prints of its use. psmisc 23.7.

export const HELP = `prtstat: unrecognized option '--help'
Invalid option
Usage: prtstat [options] PID ...
       prtstat -V
Print information about a process
    -r,--raw       Raw display of information
    -V,--version   Display version information and exit
`;

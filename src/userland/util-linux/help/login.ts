// What login prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 login [-p] [-s <shell>] [-h <host>] [-H] [[-f] <username|UID>]

Begin a session on the system.

Options:
 -p                  do not destroy the environment
 -f                  skip a login authentication
 -h <host>           hostname to be used for utmp logging
 -H                  suppress hostname in the login prompt
 -s, --shell <path>  define the shell to log in to
     --help          display this help
 -V, --version       display version

For more details see login(1).
`;

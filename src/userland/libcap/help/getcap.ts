// What getcap prints of its use. libcap 2.78.

export const HELP = `getcap: invalid option -- '-'
usage: getcap [-h] [-l] [-n] [-r] [-v] <filename> [<filename> ...]

\tdisplays the capabilities on the queried file(s).
`;

// What getcap prints of its use. libcap 2.78.

export const HELP = `usage: getcap [-h] [-l] [-n] [-r] [-v] <filename> [<filename> ...]

\tdisplays the capabilities on the queried file(s).
`;

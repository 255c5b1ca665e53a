// What setcap prints of its use. libcap 2.78.

export const HELP = `argument: --help
`;

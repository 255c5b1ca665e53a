// What ischroot prints of its use. debianutils 5.24.

export const HELP = `Usage: ischroot [OPTION]
  -f, --default-false return false if detection fails
  -t, --default-true  return true if detection fails
  -V, --version       output version information and exit.
  -h, --help          display this help and exit.
`;

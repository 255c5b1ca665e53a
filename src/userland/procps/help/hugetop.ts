// What hugetop prints of its use. procps-ng 4.0.7.

export const HELP = `
Usage:
 hugetop [options]

Options:
 -d, --delay <secs>  delay updates
 -n, --numa          display per NUMA nodes Huge pages information
 -o, --once          only display once, then exit
 -H, --human         display human-readable output

 -h, --help     display this help and exit
 -V, --version  output version information and exit
`;

// What uptime prints of its use. procps-ng 4.0.7.

export const HELP = `
Usage:
 uptime [options]

Options:
 -c, --container show container uptime
 -p, --pretty   show uptime in pretty format
 -r, --raw      show uptime values in raw format
 -s, --since    system up since

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see uptime(1).
`;

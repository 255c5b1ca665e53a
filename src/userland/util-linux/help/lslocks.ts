// What lslocks prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 lslocks [options]

List local system locks.

Options:
 -b, --bytes            print SIZE in bytes rather than in human readable format
 -J, --json             use JSON output format
 -i, --noinaccessible   ignore locks without read permissions
 -n, --noheadings       don't print headings
 -o, --output <list>    output columns (see --list-columns)
     --output-all       output all columns
 -p, --pid <pid>        display only locks held by this process
 -Q, --filter <expr>    apply display filter
 -r, --raw              use the raw output format
 -u, --notruncate       don't truncate text in columns

 -H, --list-columns     list the available columns
 -h, --help             display this help
 -V, --version          display version

For more details see lslocks(8).
`;

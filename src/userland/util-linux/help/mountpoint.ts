// What mountpoint prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 mountpoint [-qd] /path/to/directory
 mountpoint -x /dev/device

Check whether a directory or file is a mountpoint.

Options:
 -q, --quiet        quiet mode - don't print anything
     --nofollow     do not follow symlink
 -d, --fs-devno     print maj:min device number of the filesystem
 -x, --devno        print maj:min device number of the block device
     --show         print mountpoint for given path

 -h, --help         display this help
 -V, --version      display version

For more details see mountpoint(1).
`;

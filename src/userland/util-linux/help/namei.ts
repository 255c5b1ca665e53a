// What namei prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 namei [options] <pathname>...

Follow a pathname until a terminal point is found.

Options:
 -x, --mountpoints   show mount point directories with a 'D'
 -m, --modes         show the mode bits of each file
 -o, --owners        show owner and group name of each file
 -l, --long          use a long listing format (-m -o -v) 
 -n, --nosymlinks    don't follow symlinks
 -v, --vertical      vertical align of modes and owners
 -Z, --context       print any security context of each file 
 -h, --help          display this help
 -V, --version       display version

For more details see namei(1).
`;

// What hardlink prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 hardlink [options] <directory>|<file> ...

Consolidate duplicate files using hardlinks.

Options:
 -c, --content              compare only file contents, same as -pot
 -b, --io-size <size>       I/O buffer size for file reading
                              (speedup, using more RAM)
 -d, --respect-dir          directory names have to be identical
 -f, --respect-name         filenames have to be identical
 -F, --prioritize-trees     files found in the earliest specified top-level
                              directory have higher priority (but this has
                              lower precedence than --maximize/--minimize)
 -i, --include <regex>      regular expression to include files/dirs
 -l, --list-duplicates      just list paths of duplicates, don't link them
 -m, --maximize             keep the file with the most links
 -M, --minimize             keep the file with the fewest links
     --mount                stay within the same filesystem
 -n, --dry-run              don't actually link anything
 -o, --ignore-owner         ignore owner changes
 -O, --keep-oldest          keep the oldest file of multiple equal files
                              (lower precedence than minimize/maximize)
 -p, --ignore-mode          ignore changes of file mode
 -q, --quiet                quiet mode - don't print anything
 -r, --cache-size <size>    memory limit for cached file content data
     --reflink[=<when>]     create clone/CoW copies (auto, always, never)
     --skip-reflinks        skip already cloned files (enabled on --reflink)
 -s, --minimum-size <size>  minimum size for files
 -S, --maximum-size <size>  maximum size for files
 -t, --ignore-time          ignore timestamps (when testing for equality)
 -v, --verbose              verbose output (repeat for more verbosity)
 -x, --exclude <regex>      regular expression to exclude files
     --exclude-subtree <regex>  regular expression to exclude directories
 -X, --respect-xattrs       respect extended attributes
 -y, --method <name>        file content comparison method
 -z, --zero                 delimit output with NULs instead of newlines

 -h, --help                 display this help
 -V, --version              display version

For more details see hardlink(1).
`;

// What fallocate prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 fallocate [options] <filename>

Preallocate space to, or deallocate space from a file.

Options:
 -c, --collapse-range remove a range from the file
 -d, --dig-holes      detect zeroes and replace with holes
 -i, --insert-range   insert a hole at range, shifting existing data
 -l, --length <num>   length for range operations, in bytes
 -n, --keep-size      maintain the apparent size of the file
 -o, --offset <num>   offset for range operations, in bytes
 -p, --punch-hole     replace a range with a hole (implies -n)
 -r, --report-holes   report file holes and data holes info
 -v, --verbose        verbose mode
 -w, --write-zeroes   write zeroes and ensure allocation of a range
 -x, --posix          use posix_fallocate(3) instead of fallocate(2)
 -z, --zero-range     zero and ensure allocation of a range

 -h, --help           display this help
 -V, --version        display version

Arguments:
 Values for <num> may be followed by a suffix: KiB, MiB,
 GiB, TiB, PiB, EiB, ZiB, or YiB (where the "iB" is optional).

For more details see fallocate(1).
`;

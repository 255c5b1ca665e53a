// What setarch prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 setarch [<arch>] [options] [<program> [<argument>...]]

Change the reported architecture and set personality flags.

Options:
 -B, --32bit              turns on ADDR_LIMIT_32BIT
 -F, --fdpic-funcptrs     makes function pointers point to descriptors
 -I, --short-inode        turns on SHORT_INODE
 -L, --addr-compat-layout changes the way virtual memory is allocated
 -R, --addr-no-randomize  disables randomization of the virtual address space
 -S, --whole-seconds      turns on WHOLE_SECONDS
 -T, --sticky-timeouts    turns on STICKY_TIMEOUTS
 -X, --read-implies-exec  turns on READ_IMPLIES_EXEC
 -Z, --mmap-page-zero     turns on MMAP_PAGE_ZERO
 -3, --3gb                limits the used address space to a maximum of 3 GB
     --4gb                ignored (for backward compatibility only)
     --uname-2.6          turns on UNAME26
 -v, --verbose            say what options are being switched on
     --list               list settable architectures, and exit
     --show[=personality] show current or specific personality and exit
 -p, --pid=PID            show the personality of the process using with --show

 -h, --help               display this help
 -V, --version            display version

For more details see setarch(8).
`;

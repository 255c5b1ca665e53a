// What findfs prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 findfs [options] {LABEL,UUID,PARTUUID,PARTLABEL}=<value>

Find a filesystem by label or UUID.

Options:
 -h, --help     display this help
 -V, --version  display version

For more details see findfs(8).
`;

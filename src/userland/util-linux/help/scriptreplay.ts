// What scriptreplay prints of its use. util-linux 2.42.

export const HELP = `
Usage:
 scriptreplay [options] <timingfile> [<typescript> [<divisor>]]

Play back terminal typescripts, using timing information.

Options:
 -t, --timing <file>     script timing log file
 -T, --log-timing <file> alias to -t
 -I, --log-in <file>     script stdin log file
 -O, --log-out <file>    script stdout log file (default)
 -B, --log-io <file>     script stdin and stdout log file

 -s, --typescript <file> deprecated alias to -O

     --summary           display overview about recorded session and exit
 -d, --divisor <num>     speed up or slow down execution with time divisor
 -m, --maxdelay <num>    wait at most this many seconds between updates
 -x, --stream <name>     stream type (out, in, signal or info)
 -c, --cr-mode <type>    CR char mode (auto, never, always)

 -h, --help              display this help
 -V, --version           display version

Key bindings:
 space        toggles between pause and play
 up-arrow     increases playback speed with ten percent
 down-arrow   decreases playback speed with ten percent
 right-arrow  advances the playback by one step

For more details see scriptreplay(1).
`;

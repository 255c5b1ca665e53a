// What tc says of its use. iproute2 7.3.0.

export const TC = `Usage:\ttc [ OPTIONS ] OBJECT { COMMAND | help }
\ttc [-force] -batch filename
where  OBJECT := { qdisc | class | filter | chain |
\t\t    action | monitor | exec }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[aw] |
\t\t    -o[neline] | -j[son] | -p[retty] | -c[olor]
\t\t    -b[atch] [filename] | -n[etns] name | -N[umeric] |
\t\t     -nm | -nam[es] | { -cf | -conf } path
\t\t     -br[ief] | -echo }
`;
export const QDISC = `Usage: tc qdisc [ add | del | replace | change | show ] dev STRING
       [ handle QHANDLE ] [ root | ingress | clsact | parent CLASSID ]
       [ estimator INTERVAL TIME_CONSTANT ]
       [ stab [ help | STAB_OPTIONS] ]
       [ ingress_block BLOCK_INDEX ] [ egress_block BLOCK_INDEX ]
       [ [ QDISC_KIND ] [ help | OPTIONS ] ]

       tc qdisc { show | list } [ dev STRING ] [ QDISC_ID ] [ invisible ]
Where:
QDISC_KIND := { [p|b]fifo | tbf | prio | red | etc. }
OPTIONS := ... try tc qdisc add <desired QDISC_KIND> help
STAB_OPTIONS := ... try tc qdisc add stab help
QDISC_ID := { root | ingress | handle QHANDLE | parent CLASSID }
`;
export const NETEM = `Usage: ... netem [ limit PACKETS ]
                 [ delay TIME [ JITTER [ CORRELATION ] ] ]
                 [ distribution {uniform|normal|pareto|paretonormal} ]
                 [ corrupt PERCENT [ CORRELATION ] ]
                 [ duplicate PERCENT [ CORRELATION ] ]
                 [ loss random PERCENT [ CORRELATION ] ]
                 [ loss state P13 [ P31 [ P32 [ P23 [ P14 ] ] ] ] ]
                 [ loss gemodel PERCENT [ R [ 1-H [ 1-K ] ] ] ]
                 [ seed SEED ]
                 [ ecn ]
                 [ reorder PERCENT [ CORRELATION ] [ gap DISTANCE ] ]
                 [ rate RATE [ PACKETOVERHEAD ] [ CELLSIZE ] [ CELLOVERHEAD ] ]
                 [ slot MIN_DELAY [ MAX_DELAY ] [ packets MAX_PACKETS ] [ bytes MAX_BYTES ] ]
                 [ slot distribution {uniform|normal|pareto|paretonormal|custom}
                   DELAY JITTER [ packets MAX_PACKETS ] [ bytes MAX_BYTES ] ]
`;
export const TBF = `Usage: ... tbf limit BYTES burst BYTES[/BYTES] rate KBPS [ mtu BYTES[/BYTES] ]
\t[ peakrate KBPS ] [ latency TIME ] [ overhead BYTES ] [ linklayer TYPE ]
`;

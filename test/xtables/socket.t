*filter
:INPUT
-m socket;=;OK
-m socket --transparent --nowildcard;=;OK
-m socket --restore-skmark;=;OK
*mangle
:PREROUTING
-m socket --transparent --nowildcard --restore-skmark;=;OK

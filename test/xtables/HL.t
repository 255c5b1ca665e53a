@ip6tables
*mangle
:PREROUTING
-j HL --hl-set 42;=;OK
-j HL --hl-inc 0;;FAIL

*mangle
:PREROUTING
-p tcp -j ECN --ecn-tcp-remove;=;OK
-j ECN --ecn-tcp-remove;;FAIL
-j ECN;;FAIL
-p tcp -j ECN --ecn-tcp-cwr 1;=;OK
-p tcp -j ECN --ecn-ip-ect 1;=;OK

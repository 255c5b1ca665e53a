*mangle
:PREROUTING
-j TRACE;=;OK
-j TRACE --foo;;FAIL

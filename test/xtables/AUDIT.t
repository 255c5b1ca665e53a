*mangle
:PREROUTING
-j AUDIT;;FAIL
-j AUDIT --type reject;=;OK

*mangle
:PREROUTING
-j CONNSECMARK --save;=;OK

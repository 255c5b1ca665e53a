*mangle
:PREROUTING
-j DSCP --set-dscp-class ZZ;;FAIL
-j DSCP;;FAIL

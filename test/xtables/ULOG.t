*filter
:INPUT
-j ULOG;;FAIL

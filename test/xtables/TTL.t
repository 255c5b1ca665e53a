*mangle
:PREROUTING
-j TTL --ttl-inc 0;;FAIL

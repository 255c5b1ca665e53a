*mangle
:PREROUTING
-j CHECKSUM;;FAIL
-j CHECKSUM --checksum-fill;=;OK
*filter
:INPUT
-j CHECKSUM --checksum-fill;;FAIL

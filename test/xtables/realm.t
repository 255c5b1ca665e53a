*filter
:INPUT
-m realm --realm 0x1/0x2a;=;OK
-m realm --realm foo;;FAIL
-m realm ! --realm cosmos;;FAIL

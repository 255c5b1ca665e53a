*filter
:INPUT
-j IDLETIMER;;FAIL
-j IDLETIMER --timeout 42 --label foo;=;OK
-j IDLETIMER --timeout 42 --label bar --alarm;=;OK

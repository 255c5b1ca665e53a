*filter
:INPUT
-j SECMARK --selctx foo;;FAIL
-j SECMARK;;FAIL

*filter
:INPUT
-m ecn --ecn-tcp-cwr;;FAIL
-p tcp -m ecn --ecn-tcp-cwr ! --ecn-tcp-ece;-p tcp -m ecn ! --ecn-tcp-ece --ecn-tcp-cwr;OK
-m ecn --ecn-ip-ect 4;;FAIL
-m ecn ! --ecn-ip-ect 2;=;OK
-m ecn;;FAIL

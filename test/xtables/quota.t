*filter
:INPUT
-m quota ! --quota 5;=;OK
-m quota;;FAIL
-m quota --quota 99999999999999999999;;FAIL

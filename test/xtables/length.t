*filter
:INPUT
-m length --length x;;FAIL
-m length --length 10:5;;FAIL
-m length --length 10:;-m length --length 10:65535;OK
-m length --length :10;-m length --length 0:10;OK
-m length --length 1:2:3;;FAIL
-m length --length 70000;;FAIL
-m length --length 10 --length 20;;FAIL
-m length;;FAIL
-m length --length 10 -m length --length 20;=;OK

*filter
:INPUT
-m devgroup --src-group 0x1/0xff;=;OK
-m devgroup --src-group default;;FAIL
-m devgroup --src-group nosuch;;FAIL
-m devgroup ! --src-group 5;-m devgroup ! --src-group 0x5;OK
-m devgroup --dst-group 5;;FAIL
-m devgroup;;FAIL

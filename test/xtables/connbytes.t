*filter
:INPUT
-m connbytes --connbytes 100:200 --connbytes-mode packets --connbytes-dir original;=;OK
-m connbytes ! --connbytes 100 --connbytes-mode avgpkt --connbytes-dir reply;=;OK
-m connbytes --connbytes 200:100 --connbytes-mode packets --connbytes-dir original;;FAIL
-m connbytes --connbytes 100;;FAIL
-m connbytes --connbytes 100 --connbytes-mode foo --connbytes-dir original;;FAIL
-m connbytes --connbytes 100 --connbytes-mode bytes --connbytes-dir foo;;FAIL

*filter
:INPUT
-m connlimit;;FAIL
-m connlimit --connlimit-above 2 --connlimit-upto 3;;FAIL
-m connlimit --connlimit-above 2 --connlimit-mask 33;-m connlimit --connlimit-above 2 --connlimit-mask 0 --connlimit-saddr;OK
-m connlimit ! --connlimit-above 2 --connlimit-saddr --connlimit-daddr;;FAIL
-m connlimit ! --connlimit-upto 2;-m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr;OK

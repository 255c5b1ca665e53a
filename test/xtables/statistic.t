*filter
:INPUT
-m statistic --mode nth --every 0 --packet 0;;FAIL
-m statistic --mode random --every 2;;FAIL
-m statistic --mode nth ! --every 2 --packet 1;=;OK

*filter
:INPUT
-j SET --add-set s1 src;=;OK
-j SET --add-set s1 src --exist --timeout 5;=;OK
-j SET --del-set s2 src,dst;=;OK
-j SET;;FAIL
-j SET --add-set s1 src,foo;;FAIL
-j SET --add-set s1;;FAIL
-j SET --add-set s1 src --timeout x;;FAIL
*mangle
:PREROUTING
-j SET --map-set s1 src --map-mark --map-prio --map-queue;;FAIL

*filter
:INPUT
-m set --match-set s1 src,dst,src,dst,src,dst,src;;FAIL
-m set ! --match-set s1 src --return-nomatch ! --update-counters ! --update-subcounters --packets-gt 5 ! --bytes-eq 6;=;OK
-m set --match-set s1 dst --bytes-lt 5;=;OK
-m set --match-set s1 dst --match-set s1 dst;;FAIL
-m set --set s1 src;-m set --match-set s1 src;OK

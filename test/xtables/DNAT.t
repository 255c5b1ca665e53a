*nat
:PREROUTING
-p tcp -j DNAT --to-destination 1.2.3.4:80-90/70;=;OK
-p tcp -j DNAT --to-destination 1.2.3.4:90-80;;FAIL
-p tcp -j DNAT --to-destination 1.2.3.4-;;FAIL
-p tcp -j DNAT --to-destination 1.2.3.4:;;FAIL
-p tcp -j DNAT --to-destination 1.2.3.4:http;-p tcp -j DNAT --to-destination 1.2.3.4:80;OK
-p tcp -j DNAT --to-destination "";;FAIL
-p tcp -j DNAT --to-destination [1.2.3.4]:5;;FAIL
-p tcp -j DNAT --to-destination 1.2.3.9-1.2.3.4;=;OK
-p tcp -j DNAT --to-destination 1.2.3.4 --random-fully;;FAIL
-p tcp -j DNAT --random --to-destination 1.2.3.4 --persistent;-p tcp -j DNAT --to-destination 1.2.3.4 --random --persistent;OK
-p tcp -j DNAT ! --to-destination 1.2.3.4;;FAIL

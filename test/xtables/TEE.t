*mangle
:PREROUTING
-j TEE --gateway 1.2.3.4 --oif eth0;=;OK
-j TEE --gateway foo;;FAIL

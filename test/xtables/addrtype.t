*filter
:INPUT
-m addrtype --src-type LOCAL;=;OK
-m addrtype ! --dst-type MULTICAST,BROADCAST;-m addrtype ! --dst-type BROADCAST,MULTICAST;OK

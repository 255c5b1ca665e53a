@ip6tables
*nat
:PREROUTING
-p tcp -j DNAT --to-destination [fd00::1-fd00::9]:80-90;=;OK
-p tcp -j DNAT --to-destination fd00::1;=;OK
-p tcp -j DNAT --to-destination :80;=;OK

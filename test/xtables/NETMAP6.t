@ip6tables
*nat
:PREROUTING
-j NETMAP --to fd00::/64;=;OK

@ip6tables
*nat
:POSTROUTING
-p tcp -j SNAT --to-source fd00::1-fd00::9 --persistent;=;OK

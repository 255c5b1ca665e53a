@ip6tables
*filter
:INPUT
-m hbh ! --hbh-len 5;=;OK
-m hbh --hbh-opts 1:2,23:42,4:6,8:10,42,23,4:5;=;OK

*filter
:INPUT
-p tcp -m multiport --dports 22,80;=;OK
-p tcp -m multiport ! --sports 22:80,http;-p tcp -m multiport ! --sports 22:80,80;OK
-p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16;;FAIL

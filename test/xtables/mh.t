@ip6tables
*filter
:INPUT
-p mobility-header -m mh --mh-type binding-refresh-request;-p mobility-header -m mh --mh-type 0;OK
-p mobility-header -m mh ! --mh-type 1:3;=;OK
-p mobility-header -m mh;=;OK

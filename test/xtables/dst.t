@ip6tables
*filter
:INPUT
-m dst --dst-len 42 --dst-opts 149:92,12:12,123;=;OK

@ip6tables
*filter
:INPUT
-m eui64;=;OK
